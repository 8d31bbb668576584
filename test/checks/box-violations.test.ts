import { describe, expect, test } from "vitest";
import { availability, availabilityReport } from "../../src/checks/availability.js";
import { bank } from "../../src/checks/bank.js";
import { broadcastDelivery } from "../../src/checks/broadcast-delivery.js";
import { noCausalReverse } from "../../src/checks/causal-reverse.js";
import { counterBounds } from "../../src/checks/counter-bounds.js";
import { counterSums } from "../../src/checks/counter-sums.js";
import { finalSet } from "../../src/checks/final-set.js";
import { fullSet, fullSetReport } from "../../src/checks/full-set.js";
import type { Consistency, History } from "../../src/checks/history.js";
import { noInsertSkew } from "../../src/checks/insert-skew.js";
import { keysInOrder } from "../../src/checks/key-order.js";
import { oneLeaderTold } from "../../src/checks/leader-election.js";
import { noLongFork } from "../../src/checks/long-fork.js";
import { monotonicRegisters } from "../../src/checks/monotonic-registers.js";
import { mutualExclusion } from "../../src/checks/mutual-exclusion.js";
import { boundedStaleness, stalenessReport } from "../../src/checks/staleness.js";
import { totalQueue, totalQueueReport } from "../../src/checks/total-queue.js";
import { uniqueIds } from "../../src/checks/unique-ids.js";
import { unorderedQueue } from "../../src/checks/unordered-queue.js";
import { rows } from "./small-histories.js";

/** A history of operations by processes of their own: request, result, start, end; without an end of unknown outcome. */
type Row = readonly [request: unknown, result: unknown, start: number, end?: number];

const [read, generate, dequeue, drain] = ["read", "generate", "dequeue", "drain"].map((kind) => ({ kind }));
const add = (element: unknown) => ({ kind: "add", element });
const plus = (delta: number) => ({ kind: "add", delta });
const final = { kind: "read", final: true };
const transfer = { kind: "transfer", from: "a", to: "b", amount: 1 };
const enqueue = (value: unknown) => ({ kind: "enqueue", value });
const writeKey = (key: string) => ({ kind: "write", key });
const readKeys = { kind: "read", keys: ["x", "y"] };
const write = (value: unknown) => ({ kind: "write", value });
const readKey = { kind: "read", key: "x" };
const writeX = (value: number) => ({ kind: "write", key: "x", value });
const insert = (key: number, id: number) => ({ kind: "insert", key, id });
const acquire = { kind: "acquire" };
const use = (token: number) => ({ kind: "use", token });
const leader = { kind: "leader" };
const broadcast = (message: number) => ({ kind: "broadcast", message });

const accounts = bank({ accounts: ["a", "b"], total: 10 });

/** A failed operation, put between the others. */
const failed = (history: History, request: unknown): History =>
  history.map((operation) =>
    operation.request === request ? { ...operation, outcome: "failed", result: undefined } : operation,
  );

const planted: readonly (readonly [Consistency, verdict: string, told: RegExp, readonly Row[]])[] = [
  [
    finalSet(),
    "invalid",
    /lacks what was acknowledged: 1$/,
    [
      [add(1), true, 0, 1],
      [add(2), true, 0, 1],
      [read, [2], 5, 6],
    ],
  ],
  [
    finalSet(),
    "invalid",
    /has what nobody tried to add: 3$/,
    [
      [add(1), true, 0, 1],
      [read, [1, 3], 5, 6],
    ],
  ],
  [
    finalSet(),
    "valid",
    /^$/,
    [
      [add(1), true, 0],
      [add(2), true, 0, 1],
      [read, [2, 1], 5, 6],
    ],
  ],
  [finalSet(), "unknown", /no read was answered/, [[add(1), true, 0, 1]]],

  [
    fullSet(),
    "invalid",
    /known, and lost: 1/,
    [
      [add(1), true, 0, 1],
      [add(2), true, 0, 1],
      [read, [1, 2], 2, 3],
      [read, [2], 5, 6],
    ],
  ],
  [
    fullSet(),
    "invalid",
    /known, and lost: 1/,
    [
      [add(1), true, 0],
      [read, [1], 2, 3],
      [read, [], 5, 6],
    ],
  ],
  [
    fullSet(),
    "valid",
    /^$/,
    [
      [add(1), true, 0, 1],
      [read, [], 2, 3],
      [read, [1], 5, 6],
    ],
  ],
  [
    fullSet({ linearizable: true }),
    "invalid",
    /missing for a while: 1/,
    [
      [add(1), true, 0, 1],
      [read, [], 2, 3],
      [read, [1], 5, 6],
    ],
  ],
  [
    fullSet({ linearizable: true }),
    "valid",
    /^$/,
    [
      [add(1), true, 0, 2],
      [read, [], 1, 3],
      [read, [1], 5, 6],
    ],
  ],
  [
    fullSet(),
    "unknown",
    /no element was read to the end/,
    [
      [add(1), true, 0],
      [read, [], 5, 6],
    ],
  ],
  [
    fullSet(),
    "invalid",
    /before anybody had tried to add them: 2/,
    [
      [add(1), true, 0, 1],
      [read, [1, 2], 5, 6],
    ],
  ],
  [
    fullSet(),
    "invalid",
    /before anybody had tried to add them: 2/,
    [
      [read, [2], 0, 1],
      [add(2), true, 3, 4],
      [read, [2], 5, 6],
    ],
  ],
  [
    fullSet(),
    "invalid",
    /more than once in a read: 1/,
    [
      [add(1), true, 0, 1],
      [read, [1, 1], 5, 6],
    ],
  ],
  [
    broadcastDelivery(),
    "invalid",
    /known, and lost: 7/,
    [
      [broadcast(7), true, 0, 1],
      [broadcast(8), true, 0, 1],
      [read, [8], 5, 6],
    ],
  ],

  [
    counterBounds(),
    "invalid",
    /it must be from 3 to 8/,
    [
      [plus(3), true, 0, 1],
      [plus(5), true, 0, 9],
      [read, 2, 2, 3],
    ],
  ],
  [
    counterBounds(),
    "invalid",
    /it must be from 3 to 8/,
    [
      [plus(3), true, 0, 1],
      [plus(5), true, 0],
      [read, 9, 2, 3],
    ],
  ],
  [
    counterBounds(),
    "valid",
    /^$/,
    [
      [plus(3), true, 0, 1],
      [plus(5), true, 0],
      [read, 8, 2, 3],
      [read, 3, 4, 5],
    ],
  ],
  [
    counterBounds(),
    "unknown",
    /adds no number that is at least 0/,
    [
      [plus(-3), true, 0, 1],
      [read, 2, 2, 3],
    ],
  ],
  [
    counterSums(),
    "invalid",
    /it must be -2, 3 to 4, 9/,
    [
      [plus(3), true, 0, 1],
      [plus(-5), true, 0],
      [plus(6), true, 0],
      [final, 5, 2, 3],
    ],
  ],
  [
    counterSums(),
    "valid",
    /^$/,
    [
      [plus(3), true, 0, 1],
      [plus(-5), true, 0],
      [plus(6), true, 0],
      [read, 100, 1, 2],
      [final, 4, 2, 3],
    ],
  ],
  [
    counterSums(),
    "unknown",
    /no final read/,
    [
      [plus(3), true, 0, 1],
      [read, 3, 2, 3],
    ],
  ],

  [
    uniqueIds(),
    "invalid",
    /^"a" was given out twice/,
    [
      [generate, "a", 0, 1],
      [generate, "b", 0, 1],
      [generate, "a", 2, 3],
    ],
  ],
  [
    uniqueIds(),
    "invalid",
    /^\{"n":1\} was given out twice/,
    [
      [generate, { n: 1 }, 0, 1],
      [generate, { n: 1 }, 2, 3],
    ],
  ],

  [accounts, "invalid", /there is no account c/, [[read, { a: 5, b: 5, c: 0 }, 0, 1]]],
  [
    accounts,
    "invalid",
    /account b has no balance/,
    [
      [transfer, true, 0, 1],
      [read, { a: 10, b: null }, 0, 1],
    ],
  ],
  [accounts, "invalid", /sum up to 9 instead of 10/, [[read, { a: 5, b: 4 }, 0, 1]]],
  [accounts, "invalid", /below zero: a/, [[read, { a: -1, b: 11 }, 0, 1]]],
  [bank({ accounts: ["a", "b"], total: 10, negative: true }), "valid", /^$/, [[read, { a: -1, b: 11 }, 0, 1]]],

  [
    unorderedQueue(),
    "invalid",
    /not in the queue/,
    [
      [enqueue(1), true, 0, 1],
      [dequeue, 1, 2, 3],
      [dequeue, 1, 4, 5],
    ],
  ],
  [
    unorderedQueue(),
    "invalid",
    /not in the queue/,
    [
      [dequeue, 1, 0, 1],
      [enqueue(1), true, 2, 3],
    ],
  ],
  [
    unorderedQueue(),
    "valid",
    /^$/,
    [
      [enqueue(1), true, 0],
      [enqueue(2), true, 0],
      [dequeue, 2, 0, 1],
    ],
  ],
  [
    totalQueue(),
    "invalid",
    /never dequeued: 1$/,
    [
      [enqueue(1), true, 0, 1],
      [enqueue(2), true, 0, 1],
      [drain, [2], 2, 3],
    ],
  ],
  [
    totalQueue(),
    "invalid",
    /never enqueued: 3$/,
    [
      [enqueue(1), true, 0, 1],
      [drain, [1, 3], 2, 3],
    ],
  ],
  [
    totalQueue(),
    "unknown",
    /may have taken 1/,
    [
      [enqueue(1), true, 0, 1],
      [enqueue(2), true, 0, 1],
      [dequeue, null, 2],
      [drain, [2], 3, 4],
    ],
  ],
  [
    totalQueue(),
    "valid",
    /^$/,
    [
      [enqueue(1), true, 0, 1],
      [enqueue(2), true, 0],
      [drain, [1, 1, 2], 3, 4],
    ],
  ],

  [
    noLongFork(),
    "invalid",
    /saw x and not y, another one y and not x/,
    [
      [writeKey("x"), true, 0, 1],
      [writeKey("y"), true, 0, 1],
      [readKeys, { x: 1, y: null }, 0, 1],
      [readKeys, { x: null, y: 1 }, 0, 1],
    ],
  ],
  [
    noLongFork(),
    "unknown",
    /writes a key again/,
    [
      [writeKey("x"), true, 0, 1],
      [writeKey("x"), true, 0, 1],
      [readKeys, { x: 1, y: null }, 0, 1],
    ],
  ],

  [
    noCausalReverse(),
    "invalid",
    /not seen: process 0: write\(1\)/,
    [
      [write(1), true, 0, 1],
      [write(2), true, 2, 3],
      [read, [2], 4, 5],
    ],
  ],
  [
    noCausalReverse(),
    "valid",
    /^$/,
    [
      [write(1), true, 0, 3],
      [write(2), true, 2, 3],
      [read, [2], 4, 5],
    ],
  ],
  [
    noCausalReverse(),
    "unknown",
    /nobody wrote 9/,
    [
      [write(1), true, 0, 3],
      [read, [9], 4, 5],
    ],
  ],

  [
    monotonicRegisters(),
    "invalid",
    /(y was less.*x was less|x was less.*y was less)/,
    [
      [read, { x: 1, y: 2 }, 0, 1],
      [read, { x: 2, y: 1 }, 0, 1],
    ],
  ],
  [
    monotonicRegisters(),
    "valid",
    /^$/,
    [
      [read, { x: 1, y: 2 }, 0, 1],
      [read, { x: 1, y: 3 }, 0, 1],
      [read, { x: 1 }, 0, 1],
    ],
  ],

  [
    keysInOrder(),
    "invalid",
    /saw "c", and then nothing/,
    [
      [writeKey("x"), true, 0, 1],
      [readKey, ["c", null, "a"], 0, 1],
    ],
  ],
  [
    keysInOrder(),
    "valid",
    /^$/,
    [
      [writeKey("x"), true, 0],
      [readKey, [null, "b", "a"], 0, 1],
      [readKey, [null, null, null], 0, 1],
    ],
  ],
  [keysInOrder(), "unknown", /no read was answered/, [[writeKey("x"), true, 0, 1]]],

  [
    noInsertSkew(),
    "invalid",
    /two inserts under 1 succeeded/,
    [
      [insert(1, 10), true, 0, 5],
      [insert(1, 11), true, 0, 5],
    ],
  ],
  [
    noInsertSkew(),
    "valid",
    /^$/,
    [
      [insert(1, 10), true, 0, 5],
      [insert(1, 11), true, 0],
      [insert(2, 12), true, 0, 5],
    ],
  ],

  [
    mutualExclusion(),
    "invalid",
    /two processes hold the lock at once/,
    [
      [acquire, true, 0, 1],
      [acquire, true, 2, 3],
    ],
  ],
  [
    mutualExclusion(),
    "valid",
    /^$/,
    [
      [acquire, true, 0, 1],
      [acquire, false, 2, 3],
      [acquire, null, 2],
    ],
  ],
  [
    mutualExclusion({ lease: "5ms" }),
    "valid",
    /^$/,
    [
      [acquire, true, 0, 1],
      [acquire, true, 2, 6],
    ],
  ],
  [
    mutualExclusion({ lease: "5ms" }),
    "invalid",
    /two processes hold the lock at once/,
    [
      [acquire, true, 0, 1],
      [acquire, true, 2, 4],
    ],
  ],
  [
    mutualExclusion({ lease: "1us" }),
    "invalid",
    /the token 7 was given out twice/,
    [
      [acquire, 7, 0, 1],
      [acquire, 7, 2, 3],
    ],
  ],
  [
    mutualExclusion({ lease: "1us" }),
    "invalid",
    /a token is smaller/,
    [
      [acquire, 7, 0, 1],
      [acquire, 6, 2, 3],
    ],
  ],
  [
    mutualExclusion({ lease: "1us" }),
    "invalid",
    /^6 was let in after 7/,
    [
      [acquire, 6, 0, 1],
      [acquire, 7, 2, 3],
      [use(7), true, 4, 5],
      [use(6), true, 6, 7],
    ],
  ],

  [
    oneLeaderTold(),
    "invalid",
    /term 3 has two leaders/,
    [
      [leader, { leader: "ann", term: 3 }, 0, 1],
      [leader, { leader: "bob", term: 3 }, 2, 3],
    ],
  ],
  [
    oneLeaderTold(),
    "valid",
    /^$/,
    [
      [leader, { leader: "ann", term: 3 }, 0, 1],
      [leader, null, 2, 3],
      [leader, { leader: "bob", term: 4 }, 2, 3],
    ],
  ],

  [
    boundedStaleness({ within: "2ms" }),
    "invalid",
    /was 4 ms behind, which is more than 2 ms/,
    [
      [writeX(1), null, 0, 1],
      [writeX(2), null, 2, 3],
      [readKey, 1, 7, 8],
    ],
  ],
  [
    boundedStaleness({ within: "2ms" }),
    "valid",
    /^$/,
    [
      [writeX(1), null, 0, 1],
      [writeX(2), null, 2, 3],
      [readKey, 1, 5, 8],
    ],
  ],
  [
    boundedStaleness({ within: "2ms" }),
    "valid",
    /^$/,
    [
      [writeX(1), null, 0, 3],
      [writeX(2), null, 2, 3],
      [readKey, 1, 90, 91],
    ],
  ],
  [
    boundedStaleness({ within: "2ms" }),
    "invalid",
    /was 87 ms behind/,
    [
      [writeX(2), null, 2, 3],
      [readKey, null, 90, 91],
    ],
  ],
  [
    boundedStaleness({ within: "2ms" }),
    "unknown",
    /which nobody wrote/,
    [
      [writeX(2), null, 2, 3],
      [readKey, 5, 90, 91],
    ],
  ],
  [
    boundedStaleness({ within: "2ms" }),
    "unknown",
    /values of a key must be unique/,
    [
      [writeX(2), null, 2, 3],
      [writeX(2), null, 90, 91],
    ],
  ],

  [
    availability(0.5),
    "invalid",
    /1 of 3 operations ended ok, a share of 0.3333/,
    [
      [read, 1, 0, 1],
      [read, 1, 2],
      [read, 1, 3],
    ],
  ],
  [
    availability("total"),
    "invalid",
    /1 of 2/,
    [
      [read, 1, 0, 1],
      [read, 1, 2],
    ],
  ],
  [
    availability(0.5),
    "valid",
    /^$/,
    [
      [read, 1, 0, 1],
      [read, 1, 2],
    ],
  ],
  [availability(0.5), "unknown", /nothing was asked for/, []],
];

describe("a small history", () => {
  test.each(planted.map(([check, verdict, told, list]) => [check.name, verdict, told, check, list] as const))(
    "of %s is %s: %s",
    (_, verdict, told, check, list) => {
      const judgement = check.judge(rows(...list), 1_000);
      const text =
        judgement.verdict === "invalid"
          ? judgement.evidence.join("\n")
          : judgement.verdict === "unknown"
            ? judgement.reason
            : "";
      expect(judgement.verdict).toBe(verdict);
      expect(text).toMatch(new RegExp(told.source, "s"));
    },
  );
});

test("what failed had no effect, and counts as attempted where a definition says so", () => {
  const [lost, sum] = [add(1), plus(100)];
  expect(finalSet().judge(failed(rows([lost, true, 0, 1], [read, [1], 2, 3]), lost), 100).verdict).toBe("valid");
  expect(counterBounds().judge(failed(rows([sum, true, 0, 1], [read, 0, 2, 3]), sum), 100).verdict).toBe("valid");
  expect(counterBounds().judge(failed(rows([sum, true, 0, 1], [read, 100, 2, 3]), sum), 100).verdict).toBe("invalid");
});

test("a full set is told element by element", () => {
  const history = rows(
    [add("stable"), true, 0, 1],
    [add("stale"), true, 0, 1],
    [add("lost"), true, 0, 1],
    [add("never"), true, 0],
    [read, ["stable", "lost"], 3, 4],
    [read, ["stable", "stale", "made up"], 7, 8],
    [read, ["stale", "stable", "stable"], 9, 10],
  );
  expect(fullSetReport(history)).toEqual({
    attempted: 4,
    stable: ["stable", "stale"],
    lost: ["lost"],
    stale: ["stale"],
    neverRead: ["never"],
    stableLatenciesUs: [0, 2_000],
    lostLatenciesUs: [2_000],
    phantoms: ["made up"],
    duplicates: ["stable"],
    verdict: "invalid",
  });
});

test("a queue is told value by value", () => {
  const history = rows(
    [enqueue(1), true, 0, 1],
    [enqueue(2), true, 0],
    [enqueue(3), true, 0, 1],
    [dequeue, 1, 2, 3],
    [drain, [1, 2, 9], 4, 5],
    [dequeue, 0, 6],
  );
  expect(totalQueueReport(history)).toEqual({
    enqueued: 3,
    dequeued: 4,
    lost: [3],
    unexpected: [9],
    duplicated: [1],
    recovered: [2],
    taken: 1,
  });
});

test("availability is told by kind, with the longest outage", () => {
  expect(availabilityReport(rows([read, 1, 0, 1], [add(1), true, 2], [add(2), true, 3, 9], [read, 2, 8, 10]))).toEqual({
    operations: 4,
    ok: 3,
    failed: 0,
    unknown: 1,
    ratio: 0.75,
    byKind: [
      { kind: "read", operations: 2, ok: 2 },
      { kind: "add", operations: 2, ok: 1 },
    ],
    longestOutage: { fromUs: 1_000, untilUs: 9_000 },
  });
});

test("stale reads are told with the windows in which a node gave them", () => {
  const history = rows(
    [writeX(1), null, 0, 1],
    [readKey, null, 2, 3],
    [readKey, null, 4, 5],
    [readKey, 1, 6, 7],
    [readKey, null, 8, 9],
  );
  const report = stalenessReport(history)!;
  expect(report.stale.map(({ behindUs }) => behindUs)).toEqual([1_000, 3_000, 7_000]);
  expect(report.windows).toEqual([
    { node: "ann", fromUs: 2_000, untilUs: 4_000, reads: 2 },
    { node: "ann", fromUs: 8_000, untilUs: 8_000, reads: 1 },
  ]);
});

test("there is no end to what can be wrong, but there is to what is told", () => {
  const history = rows(...Array.from({ length: 400 }, (_, at): Row => [generate, "same", at, at]));
  const judgement = uniqueIds().judge(history, 1_000) as { readonly evidence: readonly string[] };
  expect(judgement.evidence).toHaveLength(16);
  expect(judgement.evidence.at(-1)).toBe("… and 394 more");
});
