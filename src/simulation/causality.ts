import { hasReached, type Step } from "./trace.js";

/** Which step of a run may have influenced which: happens-before, after Lamport (1978). */
export interface Causality {
  /**
   * The vector clock of a step: of each node and client, how many of its steps it may know of. Null for the run's own,
   * and for those that reached nobody.
   */
  clockOf(index: number): Readonly<Record<string, number>> | null;
  happensBefore(earlier: number, later: number): boolean;
  /** Whether neither of two steps of nodes or clients may have influenced the other. */
  areConcurrent(one: number, other: number): boolean;
}

/**
 * Derives vector clocks from the causes that a trace has recorded, from its first step on: nothing of the kind has to
 * travel with messages. Takes four bytes for each step and each node or client. Throws a `RangeError` if steps are missing.
 */
export function causality(steps: readonly Step[]): Causality {
  if (!steps.every(({ index }, at) => index === at)) {
    throw new RangeError('causality needs all steps of a run, from the first one on: record "all steps"');
  }
  const names = [...new Set(steps.flatMap(({ who }) => (who === null ? [] : [who])))];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const width = names.length;
  const clocks = new Uint32Array(steps.length * width);
  /** Per step: the entry of the one it happened to, or -1. */
  const entries = Int32Array.from(steps, (step) =>
    hasReached(step) ? (numbers.get(step.who as string) as number) : -1,
  );
  for (const { index, causes } of steps) {
    const own = index * width;
    for (const cause of causes) {
      for (let at = 0; at < width; at++) clocks[own + at] = Math.max(clocks[own + at], clocks[cause * width + at]);
    }
    if (entries[index] >= 0) clocks[own + entries[index]]++;
  }
  const happensBefore = (earlier: number, later: number) => {
    const entry = entries[earlier];
    if (entry < 0 || earlier === later) return false;
    return clocks[later * width + entry] >= clocks[earlier * width + entry];
  };
  return {
    clockOf(index) {
      if (entries[index] < 0) return null;
      const counts = names.map((name, at) => [name, clocks[index * width + at]] as const);
      return Object.fromEntries(counts.filter(([, count]) => count > 0));
    },
    happensBefore,
    areConcurrent: (one, other) =>
      one !== other &&
      entries[one] >= 0 &&
      entries[other] >= 0 &&
      !happensBefore(one, other) &&
      !happensBefore(other, one),
  };
}
