import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draw } from "../../src/kernel/draws.js";
import { type Latency, latencySampler, sampleUs } from "../../src/kernel/latency.js";
import { latestUs } from "../../src/kernel/time.js";
import { deviation, mean, quantile } from "../support/statistics.js";

/** A hundred thousand latencies, in microseconds. */
function sample(latency: Latency): number[] {
  const sampler = latencySampler(latency);
  return Array.from({ length: 100_000 }, (_, n) => sampleUs(sampler, draw(1, 2, n)));
}

const smallestDraw = 0;
const largestDraw = 2 ** 32 - 1;

function extremes(latency: Latency): [atSmallestDraw: number, atLargestDraw: number] {
  const sampler = latencySampler(latency);
  return [sampleUs(sampler, smallestDraw), sampleUs(sampler, largestDraw)];
}

describe("a latency", () => {
  test("that is one length is always that long", () => {
    expect(new Set(sample("3ms"))).toEqual(new Set([3_000]));
  });

  test("between two lengths is each of them, and all between, equally often", () => {
    const lengths = sample(["10us", "14us"]);
    const counts = [10, 11, 12, 13, 14].map((length) => lengths.filter((other) => other === length).length);
    expect(Math.min(...lengths)).toBe(10);
    expect(Math.max(...lengths)).toBe(14);
    for (const count of counts) expect(Math.abs(count - 20_000)).toBeLessThan(600);
    expect(extremes(["1ms", "10ms"])).toEqual([1_000, 10_000]);
    expect(extremes(["5ms", "5ms"])).toEqual([5_000, 5_000]);
  });

  test("that is normal has its mean, its deviation and its quantiles, and never falls below the least", () => {
    const lengths = sample({ normal: ["50ms", "5ms"] });
    expect(mean(lengths)).toBeCloseTo(50_000, -2);
    expect(deviation(lengths)).toBeCloseTo(5_000, -2);
    expect(Math.abs(quantile(lengths, 0.975) - 59_800)).toBeLessThan(150);
    expect(Math.abs(quantile(lengths, 0.025) - 40_200)).toBeLessThan(150);
    expect(extremes({ normal: ["1ms", "10ms"] })[0]).toBe(0);
    expect(extremes({ normal: ["1ms", "10ms"], atLeast: "300us" })[0]).toBe(300);
    expect(extremes({ normal: ["7ms", "0us"] })).toEqual([7_000, 7_000]);
  });

  test("that is exponential has its mean above the least, and its quantiles", () => {
    const lengths = sample({ exponential: "10ms", atLeast: "40ms" });
    expect(Math.abs(mean(lengths) - 50_000)).toBeLessThan(150);
    expect(Math.abs(quantile(lengths, 0.5) - 46_931)).toBeLessThan(150);
    expect(Math.abs(quantile(lengths, 0.99) - 86_052)).toBeLessThan(1_500);
    expect(Math.min(...lengths)).toBe(40_000);
    expect(Math.min(...extremes({ exponential: "10ms" }))).toBe(0);
  });

  test("that is Pareto has its quantiles, and never falls below its scale", () => {
    const lengths = sample({ pareto: "2ms", shape: 3 });
    // Longer than x times the scale with probability x to the power of -3.
    expect(Math.abs(quantile(lengths, 0.5) - 2_520)).toBeLessThan(20);
    expect(Math.abs(quantile(lengths, 0.999) - 20_000)).toBeLessThan(1_500);
    expect(Math.min(...lengths)).toBe(2_000);
  });

  test("is an integer that fits into a run, however heavy its tail", () => {
    const latency = fc.oneof(
      fc.record({ pareto: fc.constant("1ms" as const), shape: fc.double({ min: 0.001, max: 10, noNaN: true }) }),
      fc.constant<Latency>({ exponential: "25000d" }),
      fc.constant<Latency>({ normal: ["1us", "25000d"] }),
    );
    const drawn = fc.oneof(fc.constantFrom(smallestDraw, 1, largestDraw), fc.nat(largestDraw));
    fc.assert(
      fc.property(latency, drawn, (latency, drawn) => {
        const lengthUs = sampleUs(latencySampler(latency), drawn);
        expect(Number.isSafeInteger(lengthUs) && lengthUs >= 0 && lengthUs < latestUs).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
