import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/checks/history.js";
import { Budget } from "../../src/checks/linearizability/budget.js";
import { byKey } from "../../src/checks/linearizability/partition.js";
import { Search } from "../../src/checks/linearizability/search.js";
import { linearizable, searched } from "../../src/checks/linearizability.js";
import { Random } from "../../src/kernel/random.js";
import { keyValue } from "../../src/objects/key-value.js";
import { register } from "../../src/objects/register.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { simulate } from "./simulated-history.js";
import { anyHistory, executedHistory, hasOrder } from "./small-histories.js";
import { cell, queue } from "./test-objects.js";

const plenty = 10_000_000;
const value = fc.constantFrom(null, 0, 1);
const number = fc.nat(2);
const key = fc.constantFrom("x", "y");
const answer = fc.constantFrom(null, 0, 1, 2, true, false);

const cases: { readonly object: SequentialObject; readonly request: fc.Arbitrary<unknown> }[] = [
  {
    object: register,
    request: fc.oneof(
      fc.constant(register.read()),
      value.map(register.write),
      fc.tuple(value, value).map(([expected, next]) => register.cas(expected, next)),
    ),
  },
  {
    object: keyValue,
    request: fc.oneof(
      key.map(keyValue.get),
      key.map(keyValue.delete),
      fc.tuple(key, value).map(([of, next]) => keyValue.put(of, next)),
      fc.tuple(key, value, value).map(([of, expected, next]) => keyValue.cas(of, expected, next)),
    ),
  },
  { object: queue, request: fc.oneof(fc.constant(queue.dequeue()), number.map(queue.enqueue)) },
  { object: cell, request: fc.oneof(fc.constant(cell.read()), fc.constant(cell.double()), number.map(cell.set)) },
];

describe.each(cases)("a history of a $object.name", ({ object, request }) => {
  const { judge } = linearizable(object);

  test("of any operations is valid if and only if one of all orders explains it", () => {
    fc.assert(
      fc.property(anyHistory(request, answer, 7), (history) => {
        expect(judge(history, plenty).verdict).toBe(hasOrder(history, object) ? "valid" : "invalid");
      }),
      { numRuns: 5_000 },
    );
  });

  test("that was executed is valid, and with one answer changed valid if and only if an order explains it", () => {
    const size = { minLength: 4, maxLength: 7, unknown: 5, span: 10 };
    fc.assert(
      fc.property(executedHistory(object, request, answer, size), ({ history, changed }) => {
        const expected = !changed || hasOrder(history, object) ? "valid" : "invalid";
        expect(judge(history, plenty).verdict).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  test("of more operations is judged as a plain search with a memory judges it", () => {
    const size = { minLength: 8, maxLength: 13, unknown: 6, span: 14 };
    fc.assert(
      fc.property(executedHistory(object, request, answer, size), ({ history, changed }) => {
        const expected = !changed || hasOrder(history, object, new Set()) ? "valid" : "invalid";
        expect(judge(history, plenty).verdict).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is judged the same however often the search is interrupted", () => {
    const size = { minLength: 4, maxLength: 10, unknown: 5, span: 10 };
    fc.assert(
      fc.property(executedHistory(object, request, answer, size), fc.nat(30), ({ history }, turn) => {
        expect(interrupted(history, object, turn)).toBe(judge(history, plenty).verdict);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is judged in steps that a smaller limit cuts short and a larger one does not change", () => {
    const size = { minLength: 4, maxLength: 10, unknown: 5, span: 10 };
    fc.assert(
      fc.property(executedHistory(object, request, answer, size), fc.nat(300), ({ history }, maxSteps) => {
        const whole = searched(history, object, plenty);
        const cut = searched(history, object, maxSteps);
        if (maxSteps >= whole.steps) expect(cut).toEqual(whole);
        else expect(cut).toMatchObject({ verdict: "unknown", steps: maxSteps });
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The verdict of searches that are interrupted all the time, and go on from the other end each time. */
function interrupted(history: History, object: SequentialObject, firstTurn: number): "valid" | "invalid" {
  const budget = new Budget(2 ** 25);
  const verdicts = [...byKey(history, object)].map(([key, operations]) => {
    const search = new Search(key, operations, object, budget);
    for (let turn = firstTurn; ; turn += 1) {
      budget.allow(turn);
      const verdict = search.advance(turn % 2 === 0 ? "deepest" : "shallowest");
      if (verdict !== undefined) return verdict;
    }
  });
  return verdicts.includes("invalid") ? "invalid" : "valid";
}

test.each([
  ["few clients and few values", { clients: 3, values: 4 }],
  ["operations of unknown outcome", { clients: 3, values: 100, unknown: 0.05 }],
  ["more open operations than bits in a word", { clients: 60, values: 1_000, pauseUs: 0 }],
  ["more crashed operations than bits in a word", { clients: 10, values: 100, unknown: 0.2 }],
])("a simulated object is linearizable, and not with a value that nobody put, with %s", (_, { values, ...usage }) => {
  const { judge } = linearizable(keyValue);
  const request = (random: Random) =>
    random.chance(0.5) ? keyValue.get("x") : keyValue.put("x", random.int(1, values));
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const history = simulate(keyValue, { ...usage, operations: 500, failed: 0.05, request }, new Random(`${seed}`));
      const place = history.findIndex(({ outcome }, at) => at > 400 && outcome === "ok");
      const wrong = history.map((operation, at) => (at === place ? { ...operation, result: -1 } : operation));
      expect(judge(history, plenty).verdict).toBe("valid");
      expect(judge(wrong, plenty).verdict).toBe("invalid");
    }),
    { numRuns: 20 },
  );
});
