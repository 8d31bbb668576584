import type { Latency } from "../kernel/latency.js";
import type { Mistake } from "../kernel/refusal.js";
import { type Duration, toUs } from "../kernel/time.js";
import { Field } from "../scenario/field.js";
import { readLatency } from "../scenario/read-hardware.js";
import { type Arbitrary, arbitrary, pick } from "./arbitrary.js";
import { drawLengthUs, readSpan, type Span, simplerLengthsUs, writeLength } from "./lengths.js";

/** What messages or disks may take: always the same, between two lengths, or along a curve; of lengths in this range. */
export function latencies(shortest: Duration = "1ms", longest: Duration = "100ms"): Arbitrary<Latency> {
  const span = readSpan("latencies", [shortest, longest]);
  return arbitrary<Latency>({
    draw: (random) => {
      const length = () => writeLength(drawLengthUs(random, span));
      return pick(random, forms)(length, pick(random, shapes));
    },
    simpler: (latency) => simplerLatencies(latency, span),
    accepts: (value) => {
      const mistakes: Mistake[] = [];
      readLatency(new Field("latency", value, mistakes));
      return mistakes.length === 0;
    },
  });
}

const shapes = [3, 2, 1.5];

const forms: readonly ((length: () => Duration, shape: number) => Latency)[] = [
  (length) => length(),
  (length) => [length(), length()].sort((one, other) => toUs(one) - toUs(other)) as [Duration, Duration],
  (length) => ({ normal: [length(), length()] }),
  (length) => ({ exponential: length() }),
  (length, shape) => ({ pareto: length(), shape }),
];

/** Always the same is simplest; then come shorter and rounder lengths. */
function* simplerLatencies(latency: Latency, span: Span): Iterable<Latency> {
  const lengths = lengthsOf(latency);
  if (typeof latency !== "string") yield* new Set(lengths);
  for (const [at, length] of lengths.entries()) {
    for (const us of simplerLengthsUs(toUs(length), span)) {
      const simpler = withLengths(latency, lengths.with(at, writeLength(us)));
      if (!Array.isArray(simpler) || toUs(simpler[0]) <= toUs(simpler[1])) yield simpler;
    }
  }
}

function lengthsOf(latency: Latency): readonly Duration[] {
  if (typeof latency === "string") return [latency];
  if ("normal" in latency) return latency.normal;
  if ("exponential" in latency) return [latency.exponential];
  if ("whole" in latency) return lengthsOf(latency.of);
  return "pareto" in latency ? [latency.pareto] : latency;
}

function withLengths(latency: Latency, [one, other]: readonly Duration[]): Latency {
  if (typeof latency === "string") return one;
  if ("normal" in latency) return { ...latency, normal: [one, other] };
  if ("exponential" in latency) return { ...latency, exponential: one };
  if ("whole" in latency) return { ...latency, of: withLengths(latency.of, [one, other]) };
  return "pareto" in latency ? { ...latency, pareto: one } : [one, other];
}
