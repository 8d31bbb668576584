import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { History, Operation } from "../../src/checks/history.js";
import { linearizable } from "../../src/checks/linearizability.js";
import { sequentiallyConsistent } from "../../src/checks/sequential-consistency.js";
import { canonical } from "../../src/kernel/plain.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { type Usage, usages } from "./object-usage.js";
import { anyHistory, executedHistory } from "./small-histories.js";

const plenty = 10_000_000;

/** What holds of sequential consistency with every object, on so many histories of each kind. */
export function processOrderLaws(histories: number): void {
  describe.each(usages)("a history of a $object.name", (usage) => {
    const { object, request, answer, other = object } = usage;
    const processes = fc.integer({ min: 1, max: 4 });
    const size = { minLength: 3, maxLength: 8, unknown: 2, span: 10 };
    const judge = (history: History) => sequentiallyConsistent(object).judge(history, plenty).verdict;

    test("is sequentially consistent if and only if one of all orders true to the processes explains it", () => {
      const histories_ = fc.oneof(
        anyHistory(request, answer, 6),
        executedHistory(other, request, answer, size).map(({ history }) => history),
      );
      fc.assert(
        fc.property(histories_, processes, (history, count) => {
          const shared = history.map((operation, at) => ({ ...operation, process: at % count }));
          expect(judge(shared)).toBe(hasProcessOrder(shared, usage) ? "valid" : "invalid");
        }),
        { numRuns: 2 * histories },
      );
    });

    test("is sequentially consistent if it is linearizable, and its processes do one thing at a time", () => {
      fc.assert(
        fc.property(executedHistory(other, request, answer, size), processes, ({ history }, count) => {
          const shared = oneAtATime(history, count);
          if (linearizable(object).judge(shared, plenty).verdict === "valid") expect(judge(shared)).toBe("valid");
        }),
        { numRuns: histories },
      );
    });
  });
}

/** Gives operations to processes that are free, as far as there are any. */
function oneAtATime(history: History, processes: number): History {
  const freeAt = Array.from({ length: processes }, () => -1);
  return history.map((operation) => {
    const free = freeAt.findIndex((at) => at < operation.invokedAt);
    if (free === -1) return { ...operation, process: processes + operation.invokedAt };
    freeAt[free] = operation.completedAt;
    return { ...operation, process: free };
  });
}

/** Tries all orders that keep the order of each process, no situation twice. */
function hasProcessOrder(history: History, { object, steps }: Usage): boolean {
  const seen = new Set<string>();
  const outcomesOf = steps ?? ((state, request) => [(object as SequentialObject).apply(state, request)]);
  const extend = (rest: readonly Operation[], states: ReadonlyMap<string, unknown>): boolean => {
    if (rest.every(({ outcome }) => outcome === "unknown")) return true;
    const situation = `${rest.map(({ invokedAt }) => invokedAt)} ${canonical(states)}`;
    if (seen.has(situation)) return false;
    seen.add(situation);
    return rest.some((next) => {
      const isBefore = (other: Operation) => other.process === next.process && other.invokedAt < next.invokedAt;
      if (rest.some((other) => isBefore(other) && other.outcome === "ok")) return false;
      const others = rest.filter((other) => other !== next && !isBefore(other));
      const key = object.key?.(next.request) ?? "";
      return outcomesOf(states.has(key) ? states.get(key) : object.initial, next.request).some(
        ({ state, result }) =>
          (next.outcome !== "ok" || canonical(result) === canonical(next.result)) &&
          extend(others, new Map(states).set(key, state)),
      );
    });
  };
  const possible = history.filter(({ outcome }) => outcome !== "failed");
  return extend(possible, new Map());
}
