import { describe, expect, test } from "vitest";
import type { History, Operation } from "../../../src/checks/history.js";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import type { TransactionalConsistency } from "../../../src/checks/transactions/consistency.js";
import type { Datatype } from "../../../src/checks/transactions/ledger.js";
import { modelNamed } from "../../../src/checks/transactions/models.js";
import { forbids } from "../../../src/checks/transactions/rule-out.js";
import { Random } from "../../../src/kernel/random.js";
import { historyOf } from "./draft.js";
import { listPlants, type Plant, registerPlants } from "./plants.js";
import { execute } from "./stores.js";

const seeds = Array.from({ length: 25 }, (_, seed) => seed);
const strict = modelNamed("strict-serializable")!;

const checks: readonly { check: TransactionalConsistency; datatype: Datatype; plants: readonly Plant[] }[] = [
  { check: listAppend(), datatype: "list", plants: listPlants },
  { check: rwRegister(), datatype: "register", plants: registerPlants },
];

describe.each(checks)("in a $datatype history", ({ check, datatype, plants }) => {
  test.each(plants.map((plant) => [plant.found.join(" and "), plant] as const))(
    "%s is found wherever it is planted, and nothing else",
    (_, plant) => {
      for (const seed of seeds) {
        const random = new Random(`plant ${seed}`);
        const base = execute({ isolation: "strict", datatype, transactions: 40, unknown: 0.05, failed: 0.05 }, random);
        const { verdict, counts, anomalies } = check.analyse(insert(base, historyOf(plant.drafts), random));
        expect({ seed, verdict, found: Object.keys(counts).sort() }).toEqual({
          seed,
          verdict: plant.found.some((type) => forbids(strict, type)) ? "invalid" : "valid",
          found: [...plant.found].sort(),
        });
        for (const { explanation } of anomalies) expect(explanation.length).toBeGreaterThan(0);
      }
    },
  );
});

/** Puts the events of one history somewhere between those of another one; their processes and keys stay apart. */
function insert(base: History, plant: History, random: Random): History {
  const last = Math.max(...base.map(({ invokedAt }) => invokedAt)) + 10;
  const places = plant
    .flatMap(() => [random.fraction() * last, random.fraction() * last])
    .sort((a, b) => a - b)
    .map((place) => Math.floor(place) + 0.5);
  const shift = (at: number) => (Number.isFinite(at) ? places[at] + at / 1_000 : at);
  const moved = plant.map((operation) => ({
    ...operation,
    process: operation.process + 1_000_000,
    invokedAt: shift(operation.invokedAt),
    completedAt: shift(operation.completedAt),
  }));
  return [...base, ...moved].sort((a: Operation, b: Operation) => a.invokedAt - b.invokedAt);
}
