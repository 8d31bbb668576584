import { expect, test } from "vitest";
import { eventualSet } from "../../src/checks/eventual-set.js";
import type { Operation } from "../../src/checks/history.js";
import type { SetRequest, SetResult } from "../../src/crdt/element.js";
import { observedRemoveSet } from "../../src/crdt/observed-remove-set.js";

const { add, remove, read } = observedRemoveSet;

/** An operation at a node, from one index to another; without the other its outcome is unknown. */
function operation(
  node: string,
  request: SetRequest,
  invokedAt: number,
  completedAt?: number,
  result: SetResult = true,
): Operation<SetRequest, SetResult> {
  const end = completedAt ?? Number.POSITIVE_INFINITY;
  return {
    process: invokedAt,
    request,
    invokedAt,
    invokedUs: invokedAt * 1_000_000,
    completedAt: end,
    completedUs: end * 1_000_000,
    outcome: completedAt === undefined ? "unknown" : "ok",
    result: completedAt === undefined ? undefined : result,
    node,
  };
}

const judge = (history: Operation<SetRequest, SetResult>[], lying: string[] = []) =>
  eventualSet({ lying }).judge(history, 1_000);

test("a read may return what somebody had asked to add, with whatever outcome, and nothing else", () => {
  expect(judge([operation("ann", add("x"), 1), operation("bob", read(), 2, 3, ["x"])]).verdict).toBe("valid");
  expect(judge([operation("bob", read(), 1, 2, ["x"]), operation("ann", add("x"), 3, 4)])).toMatchObject({
    verdict: "invalid",
    evidence: ['read of bob from 1.000 s to 2.000 s: it returns "x", which nobody had asked to add'],
  });
});

test("a read returns what its own node had acknowledged, unless somebody asked to remove it", () => {
  const lacking = [operation("ann", add("x"), 1, 2), operation("ann", read(), 5, 6, [])];
  expect(judge(lacking)).toMatchObject({
    verdict: "invalid",
    evidence: ['read of ann from 5.000 s to 6.000 s: it lacks "x", which ann had acknowledged and nobody had removed'],
  });
  expect(judge([...lacking, operation("bob", remove("x"), 3)]).verdict).toBe("valid");
  expect(judge([...lacking, operation("bob", remove("x"), 7)]).verdict).toBe("invalid");
});

test("a read need not return what another node acknowledged, or what was acknowledged after it began", () => {
  expect(judge([operation("ann", add("x"), 1, 2), operation("bob", read(), 3, 4, [])]).verdict).toBe("valid");
  expect(judge([operation("ann", add("x"), 1, 4), operation("ann", read(), 3, 5, [])]).verdict).toBe("valid");
});

test("a read does not return what its own node had removed after all adds of it", () => {
  const back = [
    operation("ann", add("x"), 1, 2),
    operation("ann", remove("x"), 3, 4),
    operation("ann", read(), 8, 9, ["x"]),
  ];
  expect(judge(back)).toMatchObject({
    verdict: "invalid",
    evidence: ['read of ann from 8.000 s to 9.000 s: it returns "x", which ann had removed and nobody had added again'],
  });
  expect(judge(back, ["eve"]).verdict).toBe("valid");
  for (const another of [
    operation("bob", add("x"), 1, 2),
    operation("ann", add("x"), 5, 6),
    operation("cat", add("x"), 5),
  ]) {
    expect(judge([...back, another]).verdict).toBe("valid");
  }
});

test("what a lying node answers counts for nothing", () => {
  const lies = [operation("eve", add("x"), 1, 2), operation("eve", read(), 3, 4, ["y"])];
  const honest = operation("ann", read(), 5, 6, []);
  expect(judge([...lies, honest]).verdict).toBe("invalid");
  expect(judge([...lies, honest], ["eve"]).verdict).toBe("valid");
  expect(judge(lies, ["eve"])).toEqual({ verdict: "unknown", steps: 0, reason: "no read was answered" });
});

test("a judgement that would take too many steps is not made", () => {
  const history = [1, 2, 3].map((at) => operation("ann", read(), at * 2, at * 2 + 1, []));
  expect(eventualSet().judge(history, 6)).toMatchObject({ verdict: "unknown" });
  expect(eventualSet().judge(history, 9)).toEqual({ verdict: "valid", steps: 9 });
});
