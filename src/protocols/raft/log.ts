import type { Entry } from "./state.js";

/*
 * Indexes count from 1, as in the paper; only this file and `core.ts` know where in the array an entry lies. A log that
 * begins later than at its first entry, behind a snapshot, would begin here.
 */
type Log = readonly Entry[];

/** The term of an entry: 0 before the first one, -1 where there can be none. */
export function termAt(log: Log, index: number): number {
  if (index === 0) return 0;
  return index > 0 && index <= log.length ? log[index - 1].term : -1;
}

/** Whether a log that ends like this lacks nothing that could be committed (paper, section 5.4.1). */
export function isUpToDate(log: Log, lastIndex: number, lastTerm: number): boolean {
  const ownTerm = termAt(log, log.length);
  return lastTerm > ownTerm || (lastTerm === ownTerm && lastIndex >= log.length);
}

/**
 * The last index, no later than `index`, with a term no later than `term`. A follower and its leader ask this in turn,
 * each with the other's answer, and so skip whole terms on the way back to where their logs part.
 */
export function lastIndexWithin(log: Log, index: number, term: number): number {
  let last = Math.min(index, log.length);
  while (last > 0 && log[last - 1].term > term) last--;
  return last;
}

/** How many of these entries, which belong behind `previousIndex`, are there already. */
export function alreadyThere(log: Log, previousIndex: number, entries: Log): number {
  let count = 0;
  while (count < entries.length && termAt(log, previousIndex + 1 + count) === entries[count].term) count++;
  return count;
}
