import { describe, expect, test } from "vitest";
import type { History } from "../../src/checks/history.js";
import { linearizable, searched } from "../../src/checks/linearizability.js";
import { Random } from "../../src/kernel/random.js";
import { keyValue } from "../../src/objects/key-value.js";
import { register } from "../../src/objects/register.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { simulate } from "./simulated-history.js";
import { historyOf, rows } from "./small-histories.js";
import { queue } from "./test-objects.js";

const plenty = 10_000_000;
const { read, write, cas } = register;
const { enqueue, dequeue } = queue;

function verdictOf(history: History, object: SequentialObject, maxSteps = plenty) {
  return linearizable(object).judge(history, maxSteps).verdict;
}

describe("a queue, in the histories of Herlihy & Wing (1990), figure 1", () => {
  test.each([
    [
      "valid",
      "H1: overlapping enqueues may be in either order",
      rows([enqueue(1), null, 0, 4], [enqueue(2), null, 1, 2], [dequeue(), 1, 5, 8], [dequeue(), 2, 6, 7]),
    ],
    [
      "invalid",
      "H2: what was enqueued first is not dequeued first",
      rows([enqueue(1), null, 0, 1], [enqueue(2), null, 2, 3], [dequeue(), 2, 4, 5]),
    ],
    ["valid", "H3: a pending enqueue may have taken effect", rows([enqueue(1), null, 0], [dequeue(), 1, 2, 3])],
    [
      "invalid",
      "H4: one item is dequeued twice",
      rows([enqueue(1), null, 0, 4], [enqueue(2), null, 1, 2], [dequeue(), 2, 5, 8], [dequeue(), 2, 6, 7]),
    ],
  ])("%s: %s", (verdict, _, history) => {
    expect(verdictOf(history, queue)).toBe(verdict);
  });
});

describe("a register", () => {
  test.each([
    ["valid", "nobody did anything", rows()],
    ["valid", "a read during a write sees the old value", rows([write(1), null, 0, 4], [read(), null, 1, 2])],
    ["valid", "a read during a write sees the new value", rows([write(1), null, 0, 4], [read(), 1, 1, 2])],
    ["invalid", "a read after a write sees the old value", rows([write(1), null, 0, 1], [read(), null, 2, 3])],
    [
      "invalid",
      "new, then old: regular, but not atomic (Lamport 1986)",
      rows([write(1), null, 0, 9], [read(), 1, 1, 2], [read(), null, 3, 4]),
    ],
    [
      "valid",
      "what begins at the instant at which the other ends overlaps it",
      rows([write(1), null, 0, 1], [read(), null, 1, 2]),
    ],
    [
      "valid",
      "a write of the value that is there is not always in vain",
      rows(
        [write(1), null, 0, 1],
        [write(1), null, 2, 9],
        [write(2), null, 3, 4],
        [read(), 2, 5, 6],
        [read(), 1, 7, 8],
      ),
    ],
    ["invalid", "two compare-and-sets win", rows([cas(null, 1), true, 0, 3], [cas(null, 2), true, 1, 4])],
    ["valid", "one of two compare-and-sets wins", rows([cas(null, 1), true, 0, 3], [cas(null, 2), false, 1, 4])],
  ])("%s: %s", (verdict, _, history) => {
    expect(verdictOf(history, register)).toBe(verdict);
  });
});

describe("an operation of unknown outcome", () => {
  test.each([
    ["valid", "never took effect", rows([write(1), null, 0], [read(), null, 8, 9])],
    ["valid", "took effect late", rows([write(1), null, 0], [read(), null, 2, 3], [read(), 1, 8, 9])],
    ["invalid", "took effect before its invocation", rows([read(), 1, 0, 1], [write(1), null, 2])],
    [
      "invalid",
      "took effect twice",
      rows([write(1), null, 0], [read(), 1, 1, 2], [write(2), null, 3, 4], [read(), 1, 5, 6]),
    ],
    [
      "valid",
      "has a twin, and each took effect",
      rows([write(1), null, 0], [write(1), null, 0], [read(), 1, 1, 2], [write(2), null, 3, 4], [read(), 1, 5, 6]),
    ],
    [
      "valid",
      "made room for another one",
      rows([write(1), null, 0], [cas(1, 2), null, 0], [cas(2, 3), null, 0], [read(), null, 1, 2], [read(), 3, 3, 4]),
    ],
    ["valid", "is a read, and saw nothing", rows([read(), null, 0], [write(1), null, 1, 2], [read(), 1, 3, 4])],
    ["valid", "is all there is", rows([write(1), null, 0], [write(2), null, 0])],
  ])("%s: it %s", (verdict, _, history) => {
    expect(verdictOf(history, register)).toBe(verdict);
  });
});

test("a failed operation has no effect", () => {
  const failed = { request: write(1), result: null, outcome: "failed", start: 0, length: 1 } as const;
  const seen = { request: read(), result: 1, outcome: "ok", start: 2, length: 1 } as const;
  expect(verdictOf(historyOf([failed, seen]), register)).toBe("invalid");
  expect(verdictOf(historyOf([failed, { ...seen, result: null }]), register)).toBe("valid");
});

test("a fault on one key is found, whatever the search of another one would take", () => {
  const hard = simulate(
    keyValue,
    {
      clients: 30,
      operations: 3_000,
      unknown: 0.2,
      pauseUs: 0,
      request: (random) => keyValue.cas("hard", random.int(0, 3), random.int(0, 3)),
    },
    new Random("hard"),
  );
  const easy = rows([keyValue.get("easy"), 5, 1_000_000, 1_000_001]).map((operation) => ({
    ...operation,
    invokedAt: 1e9,
    completedAt: 1e9 + 1,
  }));
  const { verdict, evidence } = linearizable(keyValue).judge([...hard, ...easy], plenty) as {
    readonly verdict: string;
    readonly evidence?: readonly string[];
  };
  expect(verdict).toBe("invalid");
  expect(evidence?.[0]).toMatch(/^key "easy"/);
});

test("an invalid history is explained", () => {
  const { get, put } = keyValue;
  const history = rows(
    [put("x", 1), null, 0, 10],
    [put("x", 2), null, 15],
    [put("y", 9), null, 16, 18],
    [put("x", 3), 1, 20, 40],
    [get("x"), 1, 25, 45],
    [get("x"), 4, 30, 50],
    [put("x", 4), 3, 60, 70],
  );
  expect(linearizable(keyValue).judge(history, plenty)).toMatchInlineSnapshot(`
    {
      "decidedBy": "search",
      "evidence": [
        "key "x": the first 3 of 5 answered operations to complete fit into an order, up to 0.045 s; the next one fits into none:",
        "  process 5: get("x") answered 4 by ann, 0.030 s – 0.050 s",
        "one order is: put("x", 1) → null, then get("x") → 1, then put("x", 3) → 1",
        "every order that could make a difference leads to one of these states:",
        "  3, after put("x", 3) of process 3: get("x") would answer 3",
        "open at that time, and no help in any order:",
        "  process 1: put("x", 2) of unknown outcome, asked of ann, since 0.015 s",
      ],
      "steps": 16,
      "verdict": "invalid",
    }
  `);
});

test("an explanation stays short, however much there is to tell", () => {
  const crashed = Array.from({ length: 40 }, (_, value) => [write(`${value}`.repeat(90)), null, 1] as const);
  const open = Array.from({ length: 6 }, (_, value) => [write(value), null, 2, 90] as const);
  const history = rows(...crashed, ...open, [read(), -1, 3, 4]);
  expect(searched(history, register as SequentialObject, plenty)).toMatchInlineSnapshot(`
    {
      "decidedBy": "search",
      "evidence": [
        "the register: not even the first of 7 answered operations to complete fits into an order:",
        "  process 46: read() answered -1 by ann, 0.003 s – 0.004 s",
        "every order that could make a difference leads to one of these states:",
        "  null, from the start: read() would answer null",
        "  0, after write(0) of process 40: read() would answer 0",
        "  1, after write(1) of process 41: read() would answer 1",
        "  … and 4 more",
        "open at that time, and no help in any order:",
        "  process 40: write(0) answered null by ann, 0.002 s – 0.090 s",
        "  process 41: write(1) answered null by ann, 0.002 s – 0.090 s",
        "  process 42: write(2) answered null by ann, 0.002 s – 0.090 s",
        "  … and 43 more",
      ],
      "steps": 5633,
      "verdict": "invalid",
    }
  `);
});

test("a search that reaches its limit says how far it came", () => {
  const request = (random: Random) => keyValue.put(random.pick(["x", "y"]), random.int(0, 9));
  const history = simulate(keyValue, { clients: 5, operations: 2_000, request }, new Random("limit"));
  expect(linearizable(keyValue).judge(history, 2_500)).toMatchInlineSnapshot(`
    {
      "reason": "limits.searchSteps (2500) was reached: key "x" (one of 2 keys) is undecided after 185 of 982 completions, 188 configurations",
      "steps": 2500,
      "verdict": "unknown",
    }
  `);
});

test("the same history is judged the same, to the last byte", () => {
  const request = (random: Random) =>
    random.chance(0.5)
      ? keyValue.get(random.pick(["x", "y"]))
      : keyValue.put(random.pick(["x", "y"]), random.int(0, 9));
  const usage = { clients: 5, operations: 2_000, unknown: 0.02, request };
  const judge = () => {
    const history = simulate(keyValue, usage, new Random("same"));
    const place = history.findLastIndex(({ request, outcome }) => request.kind === "get" && outcome === "ok");
    const wrong = history.map((operation, at) => (at === place ? { ...operation, result: -1 } : operation));
    return JSON.stringify([history, wrong].map((each) => linearizable(keyValue).judge(each, plenty)));
  };
  expect(judge()).toBe(judge());
  expect(judge()).toContain("invalid");
});

test("a hard history ends in time, decided or not", () => {
  const request = (random: Random) => {
    const kind = random.fraction();
    if (kind < 0.4) return read();
    return kind < 0.76 ? write(random.int(0, 4)) : cas(random.int(0, 4), random.int(0, 4));
  };
  const usage = { clients: 10, operations: 1_000, unknown: 34 / 600, pauseUs: 0, request };
  const history = simulate(register, usage, new Random("hard"));
  const place = history.findIndex(
    ({ request, outcome }, at) => at > 900 && request.kind === "read" && outcome === "ok",
  );
  const wrong = history.map((operation, at) => (at === place ? { ...operation, result: 9 } : operation));
  expect(
    history.filter(({ request, outcome }) => outcome === "unknown" && request.kind !== "read").length,
  ).toBeGreaterThan(30);
  expect(linearizable(register).judge(history, plenty).verdict).toBe("valid");
  expect(linearizable(register).judge(wrong, plenty).verdict).toBe("invalid");
});
