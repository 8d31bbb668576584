import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/checks/history.js";
import { type ModelName, models } from "../../src/checks/models.js";
import { strongestOf } from "../../src/checks/strongest-of.js";
import { fifoQueue, keyValue, register, type SequentialObject } from "../../src/index.js";

const maxSteps = 200_000;
const names = Object.keys(models) as ModelName[];

/** A row for each operation, one after another in real time: process, request, result; without a result, unknown. */
function inSequence(...rows: readonly (readonly [process: number, request: unknown, result?: unknown])[]): History {
  return rows.map((row, at) => {
    const [process, request, result] = row;
    const isKnown = row.length > 2;
    return {
      process,
      request,
      invokedAt: 2 * at,
      invokedUs: 2 * at,
      completedAt: isKnown ? 2 * at + 1 : Number.POSITIVE_INFINITY,
      completedUs: isKnown ? 2 * at + 1 : Number.POSITIVE_INFINITY,
      outcome: isKnown ? ("ok" as const) : ("unknown" as const),
      result,
      node: "ann",
    };
  });
}

/** The models of each verdict, in their order. */
function levels(history: History, object: unknown = register, atLeast: ModelName = "linearizable") {
  const check = strongestOf(object as SequentialObject, { atLeast });
  const told = check.levels?.(history, check.judge(history, maxSteps), maxSteps) ?? [];
  const of = (wanted: string) => told.filter(({ verdict }) => verdict === wanted).map(({ model }) => model);
  return { held: of("held"), violated: of("violated"), undecided: of("not decided") };
}

const { read, write } = register;

describe("what held, from the strongest to the weakest model", () => {
  test("of a linearizable history everything, without a look at it", () => {
    const history = inSequence([0, write(1), null], [1, read(), 1]);
    const check = strongestOf(register);
    const told = check.levels?.(history, check.judge(history, maxSteps), 0);
    expect(told?.map(({ model, verdict }) => [model, verdict])).toEqual(names.map((model) => [model, "held"]));
    expect(told?.slice(0, 2)).toEqual([
      { model: "linearizable", verdict: "held", because: null },
      { model: "sequentially consistent", verdict: "held", because: "it is linearizable" },
    ]);
  });

  test("a stale read of somebody else is sequentially consistent", () => {
    const history = inSequence([0, write(1), null], [1, read(), null]);
    expect(levels(history)).toEqual({ held: names.slice(1), violated: ["linearizable"], undecided: [] });
  });

  test("two processes that read two writes in opposite orders are causal, and have no version order", () => {
    const history = inSequence(
      [0, write(1), null],
      [1, write(2), null],
      [2, read(), 1],
      [2, read(), 2],
      [3, read(), 2],
      [3, read(), 1],
    );
    const { held, violated } = levels(history);
    expect(violated).toEqual([
      "linearizable",
      "sequentially consistent",
      "causally convergent",
      "PRAM",
      "monotonic reads",
    ]);
    expect(held).toContain("causal");
  });

  test("a process that does not read what it wrote", () => {
    const { held, violated } = levels(inSequence([0, write(1), null], [0, read(), null]));
    expect(violated).toContain("read your writes");
    expect(violated).toContain("PRAM");
    expect(held).toEqual(["writes follow reads", "monotonic reads", "monotonic writes", "read committed"]);
  });

  test("a store's puts are read for what they answer", () => {
    const { put, get } = keyValue;
    const right = inSequence([0, put("x", 1), null], [1, put("x", 2), 1], [0, get("x"), 2]);
    expect(levels(right, keyValue).violated).toEqual([]);
    const lost = inSequence([0, put("x", 1), null], [0, put("x", 2), null]);
    expect(levels(lost, keyValue).violated).toContain("read your writes");
  });
});

describe("what is not decided is said so", () => {
  const stale = [0, read(), null] as const;

  test("where values are written twice", () => {
    const history = inSequence([0, write(1), null], [1, write(1), null], stale);
    const { violated, undecided } = levels(history);
    expect(violated).toEqual(["linearizable", "sequentially consistent"]);
    expect(undecided).toContain("causal");
  });

  test("where an object is more than reads and writes", () => {
    const { enqueue, dequeue } = fifoQueue;
    const history = inSequence([0, enqueue(1), null], [1, dequeue(), null]);
    const { held, violated, undecided } = levels(history, fifoQueue);
    // What is implied needs no decision.
    expect([held[0], violated, undecided]).toEqual(["sequentially consistent", ["linearizable"], []]);
  });

  test("where an append of unknown outcome may have written anything", () => {
    const { append, get } = keyValue;
    const history = inSequence([0, append("x", "a")], [1, append("x", "b"), null], [1, get("x"), "c"]);
    expect(levels(history, keyValue).undecided).toContain("read committed");
  });
});

test("a weaker model can be what is demanded", () => {
  const stale = inSequence([0, write(1), null], [1, read(), null]);
  const check = strongestOf(register, { atLeast: "causally convergent" });
  expect(check.judge(stale, maxSteps).verdict).toBe("valid");
  expect(levels(stale, register, "causally convergent")).toEqual({
    held: names.slice(1),
    violated: ["linearizable"],
    undecided: [],
  });
});

test("a model that there is not is refused", () => {
  expect(() => strongestOf(register, { atLeast: "strict" as ModelName })).toThrow(
    'strongestOf.atLeast: "strict" is no model (linearizable, sequentially consistent, causally convergent,',
  );
});

describe("each model implies those that it says, as they are judged by themselves", () => {
  const value = fc.constantFrom(null, 1, 2, 3, 4);
  const key = fc.constantFrom("x", "y");
  const any = fc
    .array(fc.record({ process: fc.nat(2), key, result: value, kind: fc.constantFrom("get", "put") }), { maxLength: 8 })
    .map((drafts) => {
      const rows = drafts.map(
        ({ process, key, result, kind }, at) =>
          [process, kind === "get" ? keyValue.get(key) : keyValue.put(key, at + 1), result] as const,
      );
      return inSequence(...rows);
    });

  test.each(names)("%s", (model) => {
    const judged = (name: ModelName, history: History) =>
      models[name].check(keyValue as unknown as SequentialObject).judge(history, maxSteps).verdict;
    fc.assert(
      fc.property(any, (history) => {
        if (judged(model, history) !== "valid") return;
        for (const weaker of models[model].implies)
          expect([weaker, judged(weaker, history)]).toEqual([weaker, "valid"]);
      }),
      { numRuns: 400 },
    );
  });
});
