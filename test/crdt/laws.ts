import fc from "fast-check";
import { expect, test } from "vitest";
import { type Mergeable, mergeAll } from "../../src/crdt/mergeable.js";
import { canonical } from "../../src/kernel/plain.js";
import { execute, steps } from "./execution.js";

/** The laws that every mergeable value obeys (Shapiro and others 2011). */
export function obeysTheLaws<State, Request, Result, Update>(
  crdt: Mergeable<State, Request, Result, Update>,
  requests: fc.Arbitrary<Request>,
): void {
  const runs = { numRuns: 500 };

  test(`${crdt.name}: merging is commutative, associative and idempotent`, () => {
    fc.assert(mergesAsALattice(crdt, requests), runs);
  });

  test(`${crdt.name}: every update moves the state up`, () => {
    fc.assert(
      fc.property(steps(requests), (script) => {
        const { states, updates } = execute(crdt, script);
        for (const { state } of states) {
          for (const { update, dot } of updates) {
            const after = crdt.merge(state, crdt.delta(update, dot));
            expect(canonical(crdt.merge(state, after))).toBe(canonical(after));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test(`${crdt.name}: the same updates make the same state, delivered in any order and any number of times`, () => {
    fc.assert(convergesStrongly(crdt, requests), runs);
  });

  test(`${crdt.name}: replicas that exchanged their states know what the updates alone would tell them`, () => {
    fc.assert(
      fc.property(steps(requests), (script) => {
        const { states, updates } = execute(crdt, script);
        for (const { state, knows } of states) {
          const deltas = [...knows].map((number) => crdt.delta(updates[number].update, updates[number].dot));
          expect(canonical(mergeAll(crdt, deltas))).toBe(canonical(state));
        }
      }),
      runs,
    );
  });

  test(`${crdt.name}: an update of its own making has the right form`, () => {
    fc.assert(
      fc.property(steps(requests), (script) => {
        for (const { update } of execute(crdt, script).updates) {
          expect(crdt.isUpdate(update)).toBe(true);
          expect(crdt.isUpdate(JSON.parse(JSON.stringify(update)))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
    for (const wrong of [undefined, null, 7, "x", {}, [], { element: {} }, { element: null, removes: [null] }]) {
      expect(crdt.isUpdate(wrong)).toBe(false);
    }
  });
}

export function mergesAsALattice<State, Request, Result, Update>(
  crdt: Mergeable<State, Request, Result, Update>,
  requests: fc.Arbitrary<Request>,
): fc.IProperty<unknown> {
  const index = fc.nat({ max: 1_000 });
  return fc.property(steps(requests), index, index, index, (script, ...picks) => {
    const { states, updates } = execute(crdt, script);
    // Deltas are states too, and so is what a replica would make that breaks the rules and uses a dot twice.
    const twice = updates.slice(1).map(({ update }, at) => crdt.delta(update, updates[at].dot));
    const all = [
      ...states.map(({ state }) => state),
      ...updates.map((made) => crdt.delta(made.update, made.dot)),
      ...twice,
    ];
    const [a, b, c] = picks.map((pick) => all[pick % all.length]);
    const { merge } = crdt;
    expect(canonical(merge(a, b))).toBe(canonical(merge(b, a)));
    expect(canonical(merge(merge(a, b), c))).toBe(canonical(merge(a, merge(b, c))));
    expect(canonical(merge(a, a))).toBe(canonical(a));
    expect(canonical(merge(a, crdt.initial))).toBe(canonical(a));
  });
}

export function convergesStrongly<State, Request, Result, Update>(
  crdt: Mergeable<State, Request, Result, Update>,
  requests: fc.Arbitrary<Request>,
): fc.IProperty<unknown> {
  return fc.property(steps(requests), fc.infiniteStream(fc.nat({ max: 1_000 })), (script, chance) => {
    const deltas = execute(crdt, script).updates.map(({ update, dot }) => crdt.delta(update, dot));
    const draw = () => chance.next().value as number;
    const deliver = () => {
      let state = crdt.initial;
      const undelivered = [...deltas];
      while (undelivered.length > 0) {
        if (draw() % 3 === 0) state = crdt.merge(state, deltas[draw() % deltas.length]);
        else state = crdt.merge(state, undelivered.splice(draw() % undelivered.length, 1)[0]);
      }
      return canonical(state);
    };
    expect(deliver()).toBe(deliver());
  });
}
