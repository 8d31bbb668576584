import { fraction } from "./draws.js";
import { exp, ln, normalQuantile } from "./numerics.js";
import { type Duration, toUs } from "./time.js";

/** How long something takes: a message on its way, a disk at work. Whatever the distribution draws, it never takes less than `atLeast`, or than 0. */
export type Latency =
  /** Always the same. */
  | Duration
  /** Uniform between two lengths. */
  | readonly [least: Duration, most: Duration]
  | { readonly normal: readonly [mean: Duration, deviation: Duration]; readonly atLeast?: Duration }
  /** `atLeast` plus an exponential with this mean. */
  | { readonly exponential: Duration; readonly atLeast?: Duration }
  /** Heavy-tailed: at least `pareto`, and longer than x times that with probability x to the power of -`shape`. */
  | { readonly pareto: Duration; readonly shape: number }
  /** Another one, rounded to whole such lengths. */
  | { readonly whole: Duration; readonly of: Latency };

/** A latency ready to be drawn from: three numbers, in microseconds, and the name of the formula. */
export interface LatencySampler {
  readonly formula: "constant" | "uniform" | "normal" | "exponential" | "pareto" | "whole";
  readonly a: number;
  readonly b: number;
  readonly leastUs: number;
  /** What is rounded. */
  readonly of?: LatencySampler;
}

/** No curve draws more than this (nine years): its tail may be infinite, an instant of the run is not. */
const longestUs = 2 ** 48;

/** Prepares a latency that was checked before. */
export function latencySampler(latency: Latency): LatencySampler {
  if (typeof latency === "string") return { formula: "constant", a: toUs(latency), b: 0, leastUs: 0 };
  if ("normal" in latency) {
    const [mean, deviation] = latency.normal;
    return { formula: "normal", a: toUs(mean), b: toUs(deviation), leastUs: toUs(latency.atLeast ?? 0) };
  }
  if ("exponential" in latency) {
    return { formula: "exponential", a: toUs(latency.exponential), b: 0, leastUs: toUs(latency.atLeast ?? 0) };
  }
  if ("pareto" in latency) {
    return { formula: "pareto", a: toUs(latency.pareto), b: 1 / latency.shape, leastUs: toUs(latency.pareto) };
  }
  if ("whole" in latency) {
    return { formula: "whole", a: toUs(latency.whole), b: 0, leastUs: 0, of: latencySampler(latency.of) };
  }
  const [least, most] = latency.map(toUs) as [number, number];
  return { formula: "uniform", a: least, b: most - least + 1, leastUs: least };
}

/** The latency, in integer microseconds, that a 32-bit draw stands for. */
export function sampleUs(sampler: LatencySampler, drawn: number): number {
  switch (sampler.formula) {
    case "constant":
      return sampler.a;
    case "uniform":
      return sampler.a + Math.floor(fraction(drawn) * sampler.b);
    case "whole":
      return Math.round(sampleUs(sampler.of as LatencySampler, drawn) / sampler.a) * sampler.a;
    default:
      return Math.max(sampler.leastUs, Math.min(longestUs, Math.round(sampleCurve(sampler, drawn))));
  }
}

function sampleCurve({ formula, a, b, leastUs }: LatencySampler, drawn: number): number {
  // The middle of the draw's interval: never 0 and never 1, where the quantiles are infinite.
  const p = (drawn + 0.5) / 2 ** 32;
  if (formula === "normal") return a + b * normalQuantile(p);
  if (formula === "exponential") return leastUs - a * ln(p);
  return a * exp(-ln(p) * b);
}
