import fc from "fast-check";
import { expect, test } from "vitest";
import { ElementNumbers } from "../../src/checks/element-numbers.js";
import { canonical } from "../../src/kernel/plain.js";

const small = 50;

test("equal elements have the same number, which is the place of the first of them", () => {
  const scalar = fc.oneof(fc.integer({ min: -2, max: 2 * small }), fc.double(), fc.string(), fc.boolean());
  const element = fc.oneof(scalar, fc.constant(null), fc.record({ a: fc.nat(3) }));
  fc.assert(
    fc.property(fc.array(element), (elements) => {
      const numbers = new ElementNumbers(small);
      // Zero is zero, whatever its sign.
      const names = elements.map((one) => canonical(one === 0 ? 0 : one));
      const different = [...new Set(names)];
      expect(elements.map((one) => numbers.number(one))).toEqual(names.map((name) => different.indexOf(name)));
      expect(numbers.elements).toEqual(different.map((name) => elements[names.indexOf(name)]));
    }),
  );
});

test("ten thousand texts are told apart", () => {
  const texts = Array.from({ length: 10_000 }, (_, at) => `${at % 2 === 0 ? "e" : ""}${at}`);
  const numbers = new ElementNumbers(small);
  for (let again = 0; again < 2; again++) {
    expect(texts.map((text) => numbers.number(text))).toEqual([...texts.keys()]);
  }
  expect(numbers.elements).toEqual(texts);
});
