import { expect, test } from "vitest";
import { bank } from "../../src/checks/bank.js";
import { broadcastDelivery } from "../../src/checks/broadcast-delivery.js";
import { noCausalReverse } from "../../src/checks/causal-reverse.js";
import { counterBounds } from "../../src/checks/counter-bounds.js";
import { counterSums } from "../../src/checks/counter-sums.js";
import { finalSet } from "../../src/checks/final-set.js";
import { fullSet } from "../../src/checks/full-set.js";
import type { Consistency, History } from "../../src/checks/history.js";
import { noInsertSkew } from "../../src/checks/insert-skew.js";
import { kafkaLog } from "../../src/checks/kafka-log.js";
import { keysInOrder } from "../../src/checks/key-order.js";
import { oneLeaderTold } from "../../src/checks/leader-election.js";
import { noLongFork } from "../../src/checks/long-fork.js";
import { monotonicRegisters } from "../../src/checks/monotonic-registers.js";
import { mutualExclusion } from "../../src/checks/mutual-exclusion.js";
import {
  monotonicReads,
  monotonicWrites,
  pram,
  readYourWrites,
  writesFollowReads,
} from "../../src/checks/session-guarantees.js";
import { boundedStaleness } from "../../src/checks/staleness.js";
import { totalQueue } from "../../src/checks/total-queue.js";
import { uniqueIds } from "../../src/checks/unique-ids.js";
import { unorderedQueue } from "../../src/checks/unordered-queue.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "../../src/checks/weak-isolation.js";
import * as executions from "./box-executions.js";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

const { accounts } = executions;
const weak = [readCommitted(), readAtomic(), causal(), causallyConvergent()];
const guarantees = [readYourWrites(), monotonicReads(), monotonicWrites(), writesFollowReads(), pram()];

const correct: readonly (readonly [Consistency, (seed: number) => History])[] = [
  [finalSet(), executions.setExecution],
  [fullSet({ linearizable: true }), executions.setExecution],
  [broadcastDelivery({ linearizable: true }), executions.broadcastExecution],
  [counterBounds(), executions.counterExecution],
  [counterSums(), executions.sumExecution],
  [uniqueIds(), executions.idExecution],
  [bank({ accounts, total: 30 }), executions.bankExecution],
  [noLongFork(), executions.forkExecution],
  [noCausalReverse(), executions.reverseExecution],
  [monotonicRegisters({ sessions: true }), executions.monotonicExecution],
  [keysInOrder(), executions.partsExecution],
  [noInsertSkew(), executions.insertExecution],
  [mutualExclusion(), executions.lockExecution],
  [oneLeaderTold(), executions.leaderExecution],
  [kafkaLog(), executions.logExecution],
  [boundedStaleness({ within: "0s" }), executions.registerExecution],
  ...[...weak, ...guarantees].map((check) => [check, executions.registerExecution] as const),
  ...[...weak, ...guarantees].map((check) => [check, executions.transactionExecution] as const),
];

test.each(correct.map(([check, execution]) => [check.name, check, execution] as const))(
  "%s: a correct execution is accepted, whatever overlaps, fails and stays unknown",
  (_, check, execution) => {
    const found = seeds.map((seed) => [seed, check.judge(execution(seed), 1e6)] as const);
    expect(found.filter(([, { verdict }]) => verdict !== "valid").slice(0, 1)).toEqual([]);
  },
);

test("queues: a correct execution is never refused", () => {
  const judgements = seeds.flatMap((seed) =>
    [unorderedQueue(), totalQueue()].map((check) => {
      const history = executions.queueExecution(seed);
      const withoutDrain = history.filter(({ request }) => (request as { kind: string }).kind !== "drain");
      return check.judge(check.name === "total queue" ? history : withoutDrain, 1e6);
    }),
  );
  expect(judgements.filter(({ verdict }) => verdict !== "valid").slice(0, 1)).toEqual([]);
});

test("every check of every odd history ends with a verdict, and with the same one again", () => {
  const odd: History = [
    null,
    undefined,
    7,
    "x",
    [],
    [["r"]],
    [[1, 2, 3]],
    { kind: "frob" },
    { kind: "read" },
    { kind: "add" },
  ]
    .flatMap((request) => [null, undefined, 3, [], [null], {}, { x: null }].map((result) => ({ request, result })))
    .map((body, at) => ({
      ...body,
      process: at % 3,
      invokedAt: 100 - at,
      invokedUs: at,
      completedAt: 101 - at,
      completedUs: at,
      outcome: (["ok", "failed", "unknown"] as const)[at % 4] ?? "ok",
      node: "ann",
    }));
  for (const [check] of [...correct, [unorderedQueue()], [totalQueue()]] as const) {
    for (const history of [odd, odd.slice(0, 5), []]) {
      const judgement = check.judge(history, 1e6);
      expect(["valid", "invalid", "unknown"]).toContain(judgement.verdict);
      expect(check.judge(history, 1e6)).toEqual(judgement);
    }
    expect([check.name, check.judge(odd, 1e6).verdict]).not.toEqual([check.name, "valid"]);
  }
});

test("every check ends at its limit of steps, and says so", () => {
  for (const [check, execution] of correct) {
    expect([check.name, check.judge(execution(1), 10)]).toEqual([
      check.name,
      { verdict: "unknown", steps: 10, reason: "limits.searchSteps (10) was reached" },
    ]);
  }
});
