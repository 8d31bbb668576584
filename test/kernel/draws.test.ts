import { describe, expect, test } from "vitest";
import { draw, fraction, mix } from "../../src/kernel/draws.js";
import { Seed } from "../../src/kernel/random.js";
import { chiSquare, correlation, sigmas } from "../support/statistics.js";

const seed = new Seed("draws");
const ann = seed.key("peer ann");
const bob = seed.key("peer bob");

const count = 100_000;
const correlationLimit = 4 / Math.sqrt(count);

const column = (drawAt: (n: number) => number): number[] =>
  Array.from({ length: count }, (_, n) => fraction(drawAt(n) >>> 0));

describe("the keyed draws", () => {
  test("are the same on every machine", () => {
    expect([draw(1, 2, 3), draw(-1, 2 ** 31, 2 ** 35 + 1), mix(1), fraction(2 ** 31)]).toMatchInlineSnapshot(`
      [
        2612027367,
        4089401943,
        1753845952,
        0.5,
      ]
    `);
  });

  test("set each bit half of the time", () => {
    const ones = new Array<number>(32).fill(0);
    for (let n = 0; n < count; n++) {
      const word = draw(ann, bob, n);
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (word >>> bit) & 1;
    }
    for (const set of ones) expect(Math.abs(sigmas(set, count, 0.5))).toBeLessThan(4.5);
  });

  test.each<[what: string, drawAt: (n: number) => number]>([
    ["counters that follow one another", (n) => draw(ann, bob, n)],
    ["counters eight apart, as a link uses them", (n) => draw(ann, bob, 8 * n)],
    ["senders whose keys follow one another", (n) => draw(n, bob, 1)],
    ["receivers whose keys follow one another", (n) => draw(ann, n, 1)],
    ["senders by name", (n) => draw(seed.key(`peer n${n}`), bob, 0)],
  ])("are even, and do not depend on the one before, over %s", (_, drawAt) => {
    const fractions = column(drawAt);
    // 1,023 degrees of freedom: above this once in ten thousand times.
    expect(chiSquare(fractions, 1_024)).toBeLessThan(1_197);
    // Pairs of draws, as points of a square.
    const pairs = fractions.slice(1).map((value, at) => {
      const cell = Math.floor(value * 32) * 32 + Math.floor((fractions[at] as number) * 32);
      return cell / 1_024;
    });
    expect(chiSquare(pairs, 1_024)).toBeLessThan(1_197);
    for (const lag of [1, 2, 8]) {
      expect(Math.abs(correlation(fractions.slice(lag), fractions.slice(0, -lag)))).toBeLessThan(correlationLimit);
    }
  });

  test("of one link tell nothing about those of another", () => {
    const cat = seed.key("peer cat");
    const links: [number, number][] = [
      [ann, bob],
      [bob, ann],
      [ann, cat],
      [cat, bob],
      [ann + 1, bob],
      [ann, bob ^ 1],
      [ann ^ 0x12345678, bob],
    ];
    const columns = links.map(([from, to]) => column((n) => draw(from, to, n)));
    for (const [at, left] of columns.entries()) {
      for (const right of columns.slice(at + 1))
        expect(Math.abs(correlation(left, right))).toBeLessThan(correlationLimit);
    }
  });

  test("change in half of their bits when any one bit of a key or of the counter does", () => {
    const trials = 2_000;
    const inputs = [0, 1, 2] as const;
    for (const input of inputs) {
      for (let bit = 0; bit < 32; bit++) {
        const flips = new Array<number>(32).fill(0);
        for (let n = 0; n < trials; n++) {
          const words: [number, number, number] = [draw(1, 0, n) | 0, draw(2, 0, n) | 0, draw(3, 0, n) | 0];
          const before = draw(...words);
          words[input] ^= 1 << bit;
          const changed = before ^ draw(...words);
          for (let output = 0; output < 32; output++) flips[output]! += (changed >>> output) & 1;
        }
        for (const flipped of flips) expect(Math.abs(flipped / trials - 0.5)).toBeLessThan(0.08);
      }
    }
  });

  test("are mixed without two inputs meeting", () => {
    const seen = new Set<number>();
    for (let n = 0; n < 200_000; n++) seen.add(mix(n));
    expect(seen.size).toBe(200_000);
  });
});
