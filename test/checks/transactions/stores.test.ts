import { describe, expect, test } from "vitest";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import type { Datatype } from "../../../src/checks/transactions/ledger.js";
import { Random } from "../../../src/kernel/random.js";
import { execute, type Isolation } from "./stores.js";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

/** What each store promises by the name of a model, and what its histories show, at least in one of many runs. */
const promises: Readonly<Record<Isolation, { readonly model: string; readonly shows: readonly string[] }>> = {
  strict: { model: "strict-serializable", shows: [] },
  serializable: { model: "serializable", shows: ["G-single-item-process", "G-single-item-realtime"] },
  snapshot: { model: "strong-snapshot-isolation", shows: ["G2-item"] },
  "read committed": { model: "read-committed", shows: ["G-single-item", "internal", "lost-update"] },
  "read uncommitted": { model: "read-uncommitted", shows: ["G1a", "G1b", "G1c", "G-single-item"] },
};

const cases = (["list", "register"] as const).flatMap((datatype) =>
  (Object.keys(promises) as Isolation[]).map((isolation) => ({ datatype, isolation })),
);

describe.each(cases)("a $isolation store of $datatype values", ({ datatype, isolation }) => {
  const { model, shows } = promises[isolation];
  const check = checkOf(datatype, [model]);

  test(`is never found to violate ${model}, and shows what it does not promise`, () => {
    const shown = new Set<string>();
    for (const seed of seeds) {
      const usage = { isolation, datatype, transactions: 80, unknown: 0.04, failed: 0.04 };
      const { verdict, holds, not, alsoNot, counts } = check.analyse(execute(usage, new Random(`store ${seed}`)));
      expect({ seed, verdict }).toEqual({ seed, verdict: "valid" });
      expect(holds).toContain(model);
      expect([...not, ...alsoNot]).not.toContain(model);
      for (const type of Object.keys(counts)) shown.add(type);
    }
    expect([...shown]).toEqual(expect.arrayContaining([...shows]));
    if (isolation === "strict") expect([...shown]).toEqual([]);
    if (isolation === "snapshot") expect([...shown].filter((type) => !type.startsWith("G2-item"))).toEqual([]);
    if (isolation === "serializable")
      expect([...shown].filter((type) => !/-(process|realtime)$/.test(type))).toEqual([]);
  });
});

function checkOf(datatype: Datatype, models: readonly string[]) {
  return datatype === "list" ? listAppend({ models }) : rwRegister({ models });
}

describe("a strict store of registers", () => {
  test.each([
    { sequentialKeys: true },
    { linearizableKeys: true },
    { initialState: false, writesFollowReads: false },
    { sequentialKeys: true, linearizableKeys: true },
  ])("is valid under the assumption of %o", (assumptions) => {
    for (const seed of seeds) {
      const usage = {
        isolation: "strict",
        datatype: "register",
        transactions: 80,
        unknown: 0.04,
        failed: 0.04,
      } as const;
      const { verdict, counts } = rwRegister(assumptions).analyse(execute(usage, new Random(`store ${seed}`)));
      expect({ seed, verdict, counts }).toEqual({ seed, verdict: "valid", counts: {} });
    }
  });
});

test("a write skew rules out what is serializable, and leaves snapshot isolation", () => {
  const seed = seeds.find((one) => "G2-item" in analyse(one).counts);
  expect(seed).toBeDefined();
  const { not, alsoNot, holds } = analyse(seed!);
  expect(not).toEqual(["repeatable-read"]);
  expect(alsoNot).toEqual(["serializable", "strong-session-serializable", "strict-serializable"]);
  expect(holds.slice(0, 3)).toEqual([
    "strong-snapshot-isolation",
    "strong-session-snapshot-isolation",
    "snapshot-isolation",
  ]);

  function analyse(one: number) {
    const usage = { isolation: "snapshot", datatype: "list", transactions: 80 } as const;
    return listAppend().analyse(execute(usage, new Random(`skew ${one}`)));
  }
});
