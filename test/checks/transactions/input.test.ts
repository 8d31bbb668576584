import { describe, expect, test } from "vitest";
import type { History, Operation } from "../../../src/checks/history.js";
import { listAppend } from "../../../src/checks/list-append.js";
import { rwRegister } from "../../../src/checks/rw-register.js";
import { Refusal } from "../../../src/kernel/refusal.js";
import { historyOf, list, register } from "./draft.js";

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.message;
    throw thrown;
  }
  return "accepted";
}

/** Two transactions, one after the other, in which something was changed. */
function changed(change: Partial<Operation>): History {
  const [first, second] = historyOf([
    { steps: list("a x 1"), start: 0, end: 1, process: 1 },
    { steps: list("r x 1", "a x 2"), start: 2, end: 3, process: 1 },
  ]) as [Operation, Operation];
  return [first, { ...second, ...change }];
}

describe("broken histories of lists are refused with path and value", () => {
  test.each<[change: Partial<Operation>, message: string]>([
    [{ request: "x" }, 'history[1].request: "x" is no transaction: it must be a list of micro-operations'],
    [
      { request: [["apend", "x", 2]], result: [["apend", "x", 2]] },
      'history[1].request[0]: ["apend","x",2] is no micro-operation: it must be ["append", key, element] or ["r", key, null], of strings and numbers',
    ],
    [
      { request: [["w", "x", 2]], result: [["w", "x", 2]] },
      'history[1].request[0]: ["w","x",2] is no micro-operation: it must be ["append", key, element] or ["r", key, null], of strings and numbers',
    ],
    [
      { request: [["append", "x", Number.NaN]], result: [["append", "x", Number.NaN]] },
      'history[1].request[0]: ["append","x",null] is no micro-operation: it must be ["append", key, element] or ["r", key, null], of strings and numbers',
    ],
    [
      { request: [["append", "x", 1]], result: [["append", "x", 1]] },
      'history[1].request[0]: ["append","x",1] writes again what history[0].request[0] writes: values must be unique for their key',
    ],
    [{ result: null }, "history[1].result: null must be the 2 micro-operations that were requested"],
    [
      { result: [["r", "x", [1]]] },
      'history[1].result: [["r","x",[1]]] must be the 2 micro-operations that were requested',
    ],
    [
      {
        result: [
          ["r", "y", [1]],
          ["append", "x", 2],
        ],
      },
      'history[1].result[0]: ["r","y",[1]] must be ["r","x",null] again, with a list in its third place',
    ],
    [
      {
        result: [
          ["r", "x", 1],
          ["append", "x", 2],
        ],
      },
      'history[1].result[0]: ["r","x",1] must be ["r","x",null] again, with a list in its third place',
    ],
    [
      {
        result: [
          ["r", "x", [1]],
          ["append", "x", 3],
        ],
      },
      'history[1].result[1]: ["append","x",3] must be ["append","x",2] again',
    ],
    [
      {
        result: [
          ["r", "x", [{}]],
          ["append", "x", 2],
        ],
      },
      "history[1].result[0][2]: {} is no element: elements of lists are strings and numbers",
    ],
    [{ invokedAt: -1 }, "history[1].invokedAt: -1 must not be earlier than that of the operation before it"],
    [{ completedAt: 2 }, "history[1].completedAt: 2 must be later than the invocation"],
    [{ invokedAt: 0.5 }, "history[1].process: 1 has an operation open already when it invokes this one"],
  ])("%j", (change, message) => {
    expect(refusal(() => listAppend().analyse(changed(change)))).toContain(message);
  });
});

test("broken histories of registers are refused too", () => {
  const [one] = historyOf([{ steps: register("r x 1"), start: 0, end: 1 }]) as [Operation];
  expect(refusal(() => rwRegister().analyse([{ ...one, result: [["r", "x", [1]]] }]))).toBe(
    'history[0].result[0]: ["r","x",[1]] must be ["r","x",null] again, with a value or null in its third place',
  );
});

test("all mistakes are told, up to ten", () => {
  const [one] = historyOf([{ steps: list("r x"), start: 0, end: 1 }]) as [Operation];
  const steps = Array.from({ length: 20 }, () => ["?", "x", 0]);
  const message = refusal(() => listAppend().analyse([{ ...one, request: steps, result: steps }]));
  expect(message.split("\n")).toHaveLength(10);
});

test("unknown models are refused with those that there are", () => {
  expect(refusal(() => listAppend({ models: ["serialisable"] }))).toContain(
    'models[0]: "serialisable" is no model; these are:',
  );
  expect(refusal(() => rwRegister({ models: [] }))).toContain("models: [] must be a list of models:");
});

describe("nothing is valid for want of a test", () => {
  test.each<[name: string, history: History, reason: string]>([
    ["an empty history", [], "no transaction was answered"],
    [
      "one in which all failed",
      historyOf([{ steps: list("a x 1"), start: 0, end: 1, outcome: "failed" }]),
      "no transaction was answered",
    ],
    [
      "one without dependencies",
      historyOf([{ steps: list("a x 1"), start: 0, end: 1 }]),
      "no transaction depends on another one by what it read or wrote",
    ],
  ])("%s is of unknown verdict", (_, history, reason) => {
    expect(listAppend().judge(history, 1_000)).toEqual({ verdict: "unknown", steps: 0, reason });
  });
});

test("strings and numbers are different keys and elements, and null is an empty list", () => {
  const drafts = historyOf([
    {
      steps: [
        ["append", 1, "a"],
        ["append", "1", 5],
        ["append", 1, 2.5],
        ["append", 1, -1],
      ],
      start: 0,
      end: 1,
    },
    {
      steps: [
        ["r", 1, ["a", 2.5, -1]],
        ["r", "1", [5]],
        ["r", "2", null],
      ],
      start: 2,
      end: 3,
    },
  ]);
  expect(listAppend().analyse(drafts)).toMatchObject({ verdict: "valid", counts: {}, transactions: 2 });
});

test("a transaction of unknown outcome counts if somebody saw what it wrote, and else not", () => {
  const seen = (elements: string) =>
    listAppend().analyse(
      historyOf([
        { steps: list("a x 1", "a y 1"), start: 0, end: 1, outcome: "unknown" },
        { steps: list("a x 2"), start: 2, end: 3 },
        { steps: list(`r x ${elements}`, "r y"), start: 4, end: 5 },
      ]),
    );
  expect(seen("2")).toMatchObject({ transactions: 2, counts: {} });
  // Who saw half of it has a read skew.
  expect(seen("2 1")).toMatchObject({ transactions: 3, counts: {} });
});

test("a process that goes on after an unknown outcome is let in, and nothing is concluded from that order", () => {
  const drafts = historyOf([
    { steps: list("a x 1"), start: 0, end: 1, outcome: "unknown", process: 1 },
    { steps: list("r x"), start: 2, end: 3, process: 1 },
    { steps: list("r x 1"), start: 4, end: 5, process: 1 },
  ]);
  expect(listAppend().analyse(drafts)).toMatchObject({ verdict: "valid", counts: {}, transactions: 3 });
});
