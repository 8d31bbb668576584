import fc from "fast-check";
import { expect, test } from "vitest";
import { growOnlySet } from "../../src/crdt/grow-only-set.js";
import { execute, steps } from "./execution.js";
import { obeysTheLaws } from "./laws.js";

const requests = fc.constantFrom("x", "y", "z", 1, 2, 10).map(growOnlySet.add);

obeysTheLaws(growOnlySet, requests);

test("an element is in the set if and only if it was added", () => {
  fc.assert(
    fc.property(steps(requests), (script) => {
      const { states, updates } = execute(growOnlySet, script);
      for (const { state, knows } of states) {
        const added = [...knows].map((number) => updates[number].update.element);
        expect(new Set(state)).toEqual(new Set(added));
      }
    }),
  );
});

test("elements are kept in order: numbers by size, then texts", () => {
  const state = ["b", 10, "a", 9].reduce((set, element) => growOnlySet.merge(set, [element]), growOnlySet.initial);
  expect(state).toEqual([9, 10, "a", "b"]);
});
