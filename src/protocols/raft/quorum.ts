import type { Progress } from "./state.js";

/** The least number of nodes that is more than half of them. */
export function majorityOf(nodes: number): number {
  return Math.floor(nodes / 2) + 1;
}

/** The largest value that a majority has reached, 0 or more, given the leader's own and how to read the others'. */
export function reachedByMajority(
  own: number,
  progress: readonly Progress[],
  read: (progress: Progress) => number,
): number {
  const majority = majorityOf(progress.length + 1);
  let reached = countFrom(own, own, progress, read) >= majority ? own : 0;
  for (const one of progress) {
    const value = read(one);
    if (value > reached && countFrom(value, own, progress, read) >= majority) reached = value;
  }
  return reached;
}

function countFrom(least: number, own: number, progress: readonly Progress[], read: (progress: Progress) => number) {
  let count = own >= least ? 1 : 0;
  for (const one of progress) if (read(one) >= least) count++;
  return count;
}
