import { expect, test } from "vitest";
import { converged, nothingLost, nothingMadeUp } from "../../src/checks/convergence.js";
import type { Operation } from "../../src/checks/history.js";
import type { Element, SetRequest, SetResult } from "../../src/crdt/element.js";

interface Entry {
  readonly element: Element;
  readonly by?: string;
}

/** Nodes that hold these elements; `crashed` and `byzantine` are names. */
function world(
  sets: Record<string, readonly Entry[]>,
  { history = [] as Operation<SetRequest, SetResult>[], crashed = "", byzantine = "" } = {},
) {
  const nodes = Object.entries(sets).map(([name, state]) => ({
    name,
    state,
    status: name === crashed ? ("crashed" as const) : ("up" as const),
    reason: null,
    byzantine: name === byzantine,
  }));
  const correct = nodes.filter(({ name }) => name !== crashed && name !== byzantine);
  return { nodes, correct, nowUs: 0, history };
}

const set = (...elements: Element[]) => elements.map((element) => ({ element }));
const elements = (state: readonly Entry[]) => state.map(({ element }) => element);

function asked(
  kind: "add" | "remove",
  element: Element,
  node: string,
  outcome: Operation["outcome"] = "ok",
): Operation<SetRequest, SetResult> {
  const completed = outcome === "unknown" ? Number.POSITIVE_INFINITY : 2_000_000;
  return {
    process: 1,
    request: { kind, element },
    invokedAt: 1,
    invokedUs: 1_000_000,
    completedAt: completed,
    completedUs: completed,
    outcome,
    result: true,
    node,
  };
}

test("nodes have converged when the values of all correct ones are equal, whatever the others hold", () => {
  const same = { ann: set(1, "x"), bob: set(1, "x"), cat: set() };
  expect(converged(elements)(world(same, { crashed: "cat" }))).toBe(true);
  expect(converged(elements)(world(same, { byzantine: "cat" }))).toBe(true);
  expect(converged(elements)(world(same))).not.toBe(true);
});

test("values are compared by content: the order of keys makes no difference", () => {
  const views = world({ ann: [], bob: [] });
  const values = [
    { a: 1, b: [2] },
    { b: [2], a: 1 },
  ];
  expect(converged(() => values.pop())(views)).toBe(true);
});

test("evidence names two nodes that differ, and how", () => {
  expect(converged(elements)(world({ ann: set(1, 2), bob: set(1, 2), cat: set(2, "x") }))).toEqual({
    because: 'ann and cat differ: only ann has [1], only cat has ["x"]',
    nodes: ["ann", "cat"],
  });
  expect(converged(elements)(world({ ann: set(1, 2), bob: set(2, 1) }))).toEqual({
    because: "ann and bob differ: in order, or in how often they hold an element",
    nodes: ["ann", "bob"],
  });
  expect(converged((state: readonly Entry[]) => state.length)(world({ ann: set(), bob: set(1) }))).toEqual({
    because: "ann and bob differ: ann has 0, bob has 1",
    nodes: ["ann", "bob"],
  });
});

test("without a correct node nothing has converged", () => {
  expect(converged(elements)(world({ ann: set() }, { crashed: "ann" }))).toEqual({
    because: "no correct node is left",
    nodes: [],
  });
});

test("what a correct node acknowledged must be everywhere", () => {
  const history = [asked("add", "x", "ann")];
  expect(nothingLost(elements)(world({ ann: set("x"), bob: set("x") }, { history }))).toBe(true);
  expect(nothingLost(elements)(world({ ann: set("x"), bob: set() }, { history }))).toEqual({
    because: 'bob lacks "x", which ann acknowledged at 2.000 s',
    nodes: ["bob", "ann"],
  });
});

test("what was not acknowledged, or by a node that is gone or lies, or was perhaps removed, need not be there", () => {
  const nothing = { ann: set(), bob: set() };
  const excused = [
    { history: [asked("add", "x", "ann", "unknown")] },
    { history: [asked("add", "x", "ann", "failed")] },
    { history: [asked("add", "x", "ann")], crashed: "ann" },
    { history: [asked("add", "x", "ann")], byzantine: "ann" },
    { history: [asked("add", "x", "ann"), asked("remove", "x", "bob")] },
    { history: [asked("add", "x", "ann"), asked("remove", "x", "bob", "unknown")] },
  ];
  for (const excuse of excused) expect(nothingLost(elements)(world(nothing, excuse))).toBe(true);
});

test("what no client asked to add must not be there, unless a Byzantine node vouches for it itself", () => {
  const history = [asked("add", "x", "ann", "unknown")];
  const held = { ann: [{ element: "x" }, { element: "y", by: "eve" }], eve: [] };
  const entries = (state: readonly Entry[]) => state;
  expect(nothingMadeUp(entries)(world(held, { history, byzantine: "eve" }))).toBe(true);
  expect(nothingMadeUp(entries)(world(held, { history }))).toEqual({
    because: 'ann holds "y" (by eve), which no client asked to add',
    nodes: ["ann"],
  });
  const anonymous = { ann: set("y"), eve: [] };
  expect(nothingMadeUp(entries)(world(anonymous, { history, byzantine: "eve" }))).toBe(true);
  expect(nothingMadeUp(entries)(world(anonymous, { history }))).not.toBe(true);
});
