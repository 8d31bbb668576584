import fc from "fast-check";
import { expect, test } from "vitest";
import type { SetRequest } from "../../src/crdt/element.js";
import { elements, type ObservedRemoveState, observedRemoveSet } from "../../src/crdt/observed-remove-set.js";
import { hasSeen, joinSeen, seenOf } from "../../src/crdt/seen.js";
import { canonical } from "../../src/kernel/plain.js";
import { type Execution, execute, type Made, steps } from "./execution.js";
import { convergesStrongly, mergesAsALattice, obeysTheLaws } from "./laws.js";

const element = fc.constantFrom("x", "y", 1);
const requests = fc.oneof(element.map(observedRemoveSet.add), element.map(observedRemoveSet.remove));

obeysTheLaws(observedRemoveSet, requests);

/** The specification: an element is in if some add of it is known that no known remove of it had observed. */
function specified(knows: ReadonlySet<number>, updates: Execution<unknown, SetRequest, unknown>["updates"]) {
  const known = [...knows].map((number) => ({ number, ...(updates[number] as Made<SetRequest, unknown>) }));
  const about = (kind: "add" | "remove", element: unknown) =>
    known.filter(({ request }) => request.kind === kind && request.element === element);
  return ["x", "y", 1].filter((element) =>
    about("add", element).some(({ number }) => !about("remove", element).some(({ past }) => past.has(number))),
  );
}

const meetsTheSpecification = (set: typeof observedRemoveSet) =>
  fc.property(steps(requests), (script) => {
    const { states, updates } = execute(set, script);
    for (const { state, knows } of states) {
      expect(new Set(elements(state))).toEqual(new Set(specified(knows, updates)));
    }
  });

test("an element is in the set if and only if some add of it was not observed by any remove", () => {
  fc.assert(meetsTheSpecification(observedRemoveSet), { numRuns: 2_000 });
});

test("a state holds one entry per element and replica at most, and one range per replica once all is seen", () => {
  fc.assert(
    fc.property(steps(requests), (script) => {
      const { states } = execute(observedRemoveSet, script);
      const { entries, seen } = states.map(({ state }) => state).reduce(observedRemoveSet.merge);
      expect(new Set(entries.map(({ element, by }) => canonical([element, by]))).size).toBe(entries.length);
      for (const by of Object.keys(seen)) expect(seen[by]).toHaveLength(1);
    }),
  );
});

test("seen dots make the same ranges in whatever order they are seen", () => {
  const dot = fc.record({ by: fc.constantFrom("ann", "bob"), counter: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(fc.array(dot), fc.nat(), (dots, cut) => {
      const half = cut % (dots.length + 1);
      const joined = joinSeen(seenOf(dots.slice(half)), seenOf(dots.slice(0, half)));
      expect(canonical(joined)).toBe(canonical(seenOf(dots)));
      for (const [first, last] of Object.values(joined).flat()) {
        expect(dots.some(({ counter }) => counter === first) && dots.some(({ counter }) => counter === last)).toBe(
          true,
        );
      }
    }),
  );
  const dots = [3, 1, 5, 2].map((counter) => ({ by: "ann", counter }));
  expect(seenOf(dots)).toEqual({
    ann: [
      [1, 3],
      [5, 5],
    ],
  });
});

test("of a concurrent add and remove the add wins (Bieniusa and others 2012)", () => {
  const { merge, delta, serve, add, remove, initial } = observedRemoveSet;
  const first = delta(serve(initial, add("x"), "ann").update!, { by: "ann", counter: 1 });
  const removed = merge(first, delta(serve(first, remove("x"), "ann").update!, { by: "ann", counter: 2 }));
  const again = merge(first, delta(serve(first, add("x"), "bob").update!, { by: "bob", counter: 1 }));
  expect(elements(removed)).toEqual([]);
  expect(merge(removed, again)).toEqual({
    entries: [{ element: "x", by: "bob", counter: 1 }],
    seen: { ann: [[1, 2]], bob: [[1, 1]] },
  });
});

test("of a dot with two different elements neither stays, and nothing else is touched", () => {
  const { merge, delta } = observedRemoveSet;
  const one = delta({ element: "x", removes: [] }, { by: "eve", counter: 1 });
  const other = delta({ element: "y", removes: [] }, { by: "eve", counter: 1 });
  const ann = delta({ element: "x", removes: [] }, { by: "ann", counter: 1 });
  expect(elements(merge(one, other))).toEqual([]);
  expect(elements(merge(merge(one, ann), other))).toEqual(["x"]);
});

/** Broken twins: sets that differ from the right one in nothing but how they merge. */
const twins: Record<string, typeof observedRemoveSet.merge> = {
  "union of entries, so that what was removed comes back": (a, b) => ({
    ...observedRemoveSet.merge(a, b),
    entries: union(a, b),
  }),
  "contexts joined, but entries of the left side only": (a, b) => ({
    ...observedRemoveSet.merge(a, b),
    entries: a.entries,
  }),
  "entries of the left side never taken back": (a, b) => ({
    ...observedRemoveSet.merge(a, b),
    entries: union(a, { ...b, entries: b.entries.filter((entry) => !hasSeen(a.seen, entry)) }),
  }),
};

function union(a: ObservedRemoveState, b: ObservedRemoveState) {
  const entries = new Map([...a.entries, ...b.entries].map((entry) => [canonical(entry), entry]));
  return [...entries.keys()].sort().map((key) => entries.get(key)!);
}

for (const [mistake, merge] of Object.entries(twins)) {
  test(`a broken twin is caught: ${mistake}`, () => {
    const twin = { ...observedRemoveSet, merge };
    const properties = {
      laws: mergesAsALattice(twin, requests),
      convergence: convergesStrongly(twin, requests),
      specification: meetsTheSpecification(twin),
    };
    const found = Object.entries(properties).map(([name, property]) => {
      const { failed, numRuns } = fc.check(property, { numRuns: 500, seed: 1, endOnFailure: true });
      return { name, failed, numRuns };
    });
    const lines = found.map(({ name, failed, numRuns }) => `${name} ${failed ? `after ${numRuns} runs` : "silent"}`);
    console.log(`${mistake}: ${lines.join(", ")}`);
    expect(found.some(({ failed }) => failed)).toBe(true);
  });
}
