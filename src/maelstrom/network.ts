import type { Latency } from "../kernel/latency.js";
import { type Duration, durationOf } from "../kernel/time.js";
import type { NetworkSpec } from "../network/network.js";

/** The distributions of latencies by name, from their mean. */
const distributions: Readonly<Record<string, (mean: Duration, double: Duration) => Latency>> = {
  constant: (mean) => mean,
  uniform: (_, double) => ["0us", double],
  exponential: (mean) => ({ exponential: mean }),
};

export const latencyNames = Object.keys(distributions);

/** Messages between nodes take whole milliseconds; clients are next to their nodes. */
export function networkOf(distribution: string, meanMs: number): NetworkSpec {
  const clients = { latency: "0us" } as const;
  if (meanMs === 0) return { latency: "0us", clients };
  const [mean, double] = [meanMs, 2 * meanMs].map((ms) => durationOf(Math.round(ms * 1000)));
  return { latency: { whole: "1ms", of: distributions[distribution](mean, double) }, clients };
}
