import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp, ln, normalQuantile } from "../../src/kernel/numerics.js";

/** The 64 bits of a double, so that a difference in the last one shows. */
function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

/** FNV-1a over the bits of many doubles. */
function bitsOfMany(values: readonly number[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const value of values) hash = BigInt.asUintN(64, (hash ^ BigInt(`0x${bits(value)}`)) * 0x100000001b3n);
  return hash.toString(16);
}

/** Doubles from `least` to `most`, made without a function that engines differ in. */
function spread(least: number, most: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => least + ((most - least) * n) / (count - 1));
}

const relativeError = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

/** Numbers of every magnitude: a mantissa times a power of two. */
const anyMagnitude = fc
  .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -1022, max: 1022 }))
  .map(([mantissa, exponent]) => {
    let value = mantissa;
    for (let n = 0; n < exponent; n++) value *= 2;
    for (let n = 0; n > exponent; n--) value /= 2;
    return value;
  });

describe("the logarithm", () => {
  test("is within 3e-16 of its size, or of 1, at any magnitude", () => {
    fc.assert(
      fc.property(anyMagnitude, (x) => {
        const expected = Math.log(x);
        expect(Math.abs(ln(x) - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(3e-16);
      }),
      { numRuns: 5_000 },
    );
  });

  test("stays exact near 1, where it vanishes", () => {
    for (const x of [1 - 1e-9, 1 + 1e-9, 1 - 2 ** -53, 1 + 2 ** -52, 0.999, 1.001]) {
      expect(relativeError(ln(x), Math.log(x))).toBeLessThan(1e-15);
    }
    expect([ln(1), ln(Number.MIN_VALUE), ln(Number.MAX_VALUE)]).toEqual([0, -744.4400719213812, 709.782712893384]);
  });

  test("has the same bits on every engine", () => {
    expect([2, 10, 0.1, 1e300, 2 ** -33, Number.MIN_VALUE].map((x) => bits(ln(x)))).toMatchInlineSnapshot(`
      [
        "3fe62e42fefa39ef",
        "40026bb1bbb55515",
        "c0026bb1bbb55515",
        "4085963447f87fb5",
        "c036dfb516f20bbe",
        "c0874385446d71c3",
      ]
    `);
    expect(bitsOfMany(spread(1e-10, 1, 20_000).map(ln))).toMatchInlineSnapshot(`"d771aeb1f1037365"`);
  });

  test.each([0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %s", (x) => {
    expect(() => ln(x)).toThrow("this must be true");
  });
});

describe("the exponential", () => {
  test("is within 1e-15 of its size wherever a double can hold it", () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => {
        // Math.exp itself is within one last place; the argument's own rounding grows with its size.
        expect(relativeError(exp(x), Math.exp(x))).toBeLessThan(1e-15 + Math.abs(x) * 2.3e-16);
      }),
      { numRuns: 5_000 },
    );
    for (const x of spread(-10, 10, 2_001)) expect(relativeError(exp(x), Math.exp(x))).toBeLessThan(2.5e-15);
  });

  test("undoes the logarithm", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (x) => {
        expect(relativeError(exp(ln(x)), x)).toBeLessThan(1e-14);
      }),
    );
  });

  test("ends in infinity and in zero, and does so soon", () => {
    expect([exp(0), exp(710), exp(-800), exp(1e12), exp(-1e12)]).toEqual([1, Infinity, 0, Infinity, 0]);
  });

  test("has the same bits on every engine", () => {
    expect([1, -1, 0.5, 10, 700, -700].map((x) => bits(exp(x)))).toMatchInlineSnapshot(`
      [
        "4005bf0a8b14576a",
        "3fd78b56362cef38",
        "3ffa61298e1e069c",
        "40d5829dcf950563",
        "7f0d945df4f8ee2d",
        "00d14f2b0fb92f8c",
      ]
    `);
    expect(bitsOfMany(spread(-25, 25, 20_000).map(exp))).toMatchInlineSnapshot(`"971b58441190593c"`);
  });
});

describe("the normal quantile", () => {
  // Reference values to 16 digits (R, qnorm).
  test.each([
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.75, 0.6744897501960817],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.999, 3.0902323061678132],
    [1e-6, -4.753424308822899],
    [1e-9, -5.997807015007687],
  ])("of %s is %s, to 1.2e-9", (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1.2e-9 * Math.abs(expected));
  });

  test("is odd around one half, rises, and joins smoothly where its formulas meet", () => {
    const fractions = spread(1 / 2 ** 33, 1 - 1 / 2 ** 33, 20_001);
    const values = fractions.map(normalQuantile);
    for (const [at, value] of values.entries()) {
      if (at > 0) expect(value).toBeGreaterThan(values[at - 1] as number);
    }
    for (const p of [0.3, 0.01, 0.024, 1e-5]) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 9);
    for (const edge of [0.02425, 1 - 0.02425]) {
      expect(normalQuantile(edge + 1e-12)).toBeCloseTo(normalQuantile(edge - 1e-12), 8);
    }
  });

  test("has the same bits on every engine", () => {
    expect([0.001, 0.1, 0.4, 0.5, 0.99].map((p) => bits(normalQuantile(p)))).toMatchInlineSnapshot(`
      [
        "c008b8cbb6ee2822",
        "bff4813c3681e9f4",
        "bfd036d6c4547b92",
        "0000000000000000",
        "40029c5c463cecf2",
      ]
    `);
    expect(bitsOfMany(spread(1e-9, 1 - 1e-9, 20_000).map(normalQuantile))).toMatchInlineSnapshot(`"81ccf023ee6176f1"`);
  });
});
