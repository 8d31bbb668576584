import type { Step } from "./trace.js";

/** Which step of a run may have influenced which: happens-before, after Lamport (1978). */
export interface Causality {
  /** The vector clock of a step: of each node and client, how many of its steps it may know of. Null for the run's own. */
  clockOf(index: number): Readonly<Record<string, number>> | null;
  happensBefore(earlier: number, later: number): boolean;
  areConcurrent(one: number, other: number): boolean;
}

/**
 * Derives vector clocks from the causes that a trace has recorded, from its first step on: nothing of the kind has to
 * travel with messages. Takes four bytes for each step and each node or client.
 */
export function causality(steps: readonly Step[]): Causality {
  const names = [...new Set(steps.flatMap(({ who }) => (who === null ? [] : [who])))];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const width = names.length;
  const clocks = new Uint32Array(steps.length * width);
  for (const { index, who, causes } of steps) {
    const own = index * width;
    for (const cause of causes) {
      for (let at = 0; at < width; at++) clocks[own + at] = Math.max(clocks[own + at], clocks[cause * width + at]);
    }
    if (who !== null) clocks[own + (numbers.get(who) as number)]++;
  }
  const ownEntry = (index: number) => {
    const { who } = steps[index];
    return who === null ? null : (numbers.get(who) as number);
  };
  const happensBefore = (earlier: number, later: number) => {
    const entry = ownEntry(earlier);
    if (entry === null || earlier === later) return false;
    return clocks[later * width + entry] >= clocks[earlier * width + entry];
  };
  return {
    clockOf(index) {
      if (ownEntry(index) === null) return null;
      const entries = names.map((name, at) => [name, clocks[index * width + at]] as const);
      return Object.fromEntries(entries.filter(([, count]) => count > 0));
    },
    happensBefore,
    areConcurrent: (one, other) => one !== other && !happensBefore(one, other) && !happensBefore(other, one),
  };
}
