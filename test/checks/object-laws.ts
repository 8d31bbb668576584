import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearizable } from "../../src/checks/linearizability.js";
import { usages } from "./object-usage.js";
import { anyHistory, executedHistory, hasOrder } from "./small-histories.js";

const plenty = 10_000_000;

/** What holds of every object, on so many histories of each kind. */
export function objectLaws(histories: number): void {
  describe.each(usages)("a history of a $object.name", ({ object, request, answer, steps, other = object }) => {
    const { judge } = linearizable(object);

    test("of any operations is valid if and only if one of all orders explains it", () => {
      fc.assert(
        fc.property(anyHistory(request, answer, 6), (history) => {
          expect(judge(history, plenty).verdict).toBe(
            hasOrder(history, object, undefined, steps) ? "valid" : "invalid",
          );
        }),
        { numRuns: histories },
      );
    });

    test("that was executed is valid, and with one answer changed valid if and only if an order explains it", () => {
      const size = { minLength: 4, maxLength: 8, unknown: 3, span: 10 };
      fc.assert(
        fc.property(executedHistory(other, request, answer, size), ({ history, changed }) => {
          const expected = !changed || hasOrder(history, object, new Set(), steps) ? "valid" : "invalid";
          expect(judge(history, plenty).verdict).toBe(expected);
        }),
        { numRuns: 2 * histories },
      );
    });
  });
}
