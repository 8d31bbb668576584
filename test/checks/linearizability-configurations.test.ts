import fc from "fast-check";
import { expect, test } from "vitest";
import { bitSet, has, include } from "../../src/checks/linearizability/bits.js";
import { Budget } from "../../src/checks/linearizability/budget.js";
import { Configurations, none } from "../../src/checks/linearizability/configurations.js";

const slots = 40;
const crashed = 35;

const set = (elements: fc.Arbitrary<number>) => fc.uniqueArray(elements, { maxLength: 4 });
const configuration = fc.record({
  layer: fc.nat(1),
  state: fc.nat(1),
  placed: set(fc.constantFrom(0, 1, 39)),
  used: set(fc.constantFrom(0, 1, 2, 31, 32, 34)),
});

test("of configurations that differ in their crashed operations only, those are kept that use fewest", () => {
  fc.assert(
    fc.property(fc.array(configuration, { maxLength: 200, size: "max" }), (list) => {
      const budget = new Budget(2 ** 20);
      budget.allow(1_000_000);
      const configurations = new Configurations(slots, crashed, budget);
      const kept: { readonly key: string; readonly used: readonly number[]; readonly number: number }[] = [];
      for (const { layer, state, placed, used } of list) {
        const key = JSON.stringify([layer, state, placed.toSorted()]);
        const rivals = kept.filter((other) => other.key === key && !configurations.isForgotten(other.number));
        const isDominated = rivals.some((other) => other.used.every((element) => used.includes(element)));
        const number = configurations.add(
          { layer, state, placed: bits(slots, placed), ready: bitSet(slots), used: bits(crashed, used) },
          none,
          none,
        );
        expect(number === none).toBe(isDominated);
        if (isDominated) continue;
        kept.push({ key, used, number });
        for (const rival of rivals) {
          expect(configurations.isForgotten(rival.number)).toBe(used.every((element) => rival.used.includes(element)));
        }
        const loaded = { layer: 0, state: 0, placed: bitSet(slots), ready: bitSet(slots), used: bitSet(crashed) };
        configurations.load(number, loaded);
        expect([loaded.layer, loaded.state]).toEqual([layer, state]);
        expect(used.every((element) => has(loaded.used, element))).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

function bits(size: number, elements: readonly number[]): Int32Array {
  const set = bitSet(size);
  for (const element of elements) include(set, element);
  return set;
}
