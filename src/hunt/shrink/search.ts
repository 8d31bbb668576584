import type { Failing, Proposal, Proposals } from "./candidate.js";

/** A proposal made from what fails now; null where there is none. */
type Propose<T> = (value: T, now: Failing) => Proposal | null;

/**
 * Leaves out as much of a list as it can: all of it, then halves, quarters, and so on down to single elements (the
 * minimizing delta debugging of Zeller and Hildebrandt 2002, without its tests of subsets).
 */
export function* leaveOut<T>(now: Failing, all: readonly T[], propose: Propose<readonly T[]>): Proposals {
  let items = all;
  for (let size = items.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < items.length; ) {
      const kept = items.toSpliced(at, size);
      const next = yield* tryOne(now, kept, propose);
      if (next === null) at += size;
      else [items, now] = [kept, next];
    }
  }
  return now;
}

/** The first of some values with which it still fails. */
export function* firstOf<T>(now: Failing, values: readonly T[], propose: Propose<T>): Proposals {
  for (const value of values) {
    const next = yield* tryOne(now, value, propose);
    if (next !== null) return next;
  }
  return now;
}

/** As many of some values as there are with which it still fails, one on top of the other. */
export function* eachOf<T>(now: Failing, values: readonly T[], propose: Propose<T>): Proposals {
  for (const value of values) now = (yield* tryOne(now, value, propose)) ?? now;
  return now;
}

/** The least of some values, in ascending order, with which it still fails: found by halving, as if it failed with all above. */
export function* leastOf<T>(now: Failing, values: readonly T[], propose: Propose<T>): Proposals {
  let [low, high] = [0, values.length];
  // Mostly it is the least of all.
  for (let middle = 0; low < high; middle = Math.floor((low + high) / 2)) {
    const next = yield* tryOne(now, values[middle], propose);
    if (next === null) low = middle + 1;
    else [high, now] = [middle, next];
  }
  return now;
}

function* tryOne<T>(now: Failing, value: T, propose: Propose<T>): Generator<Proposal, Failing | null, Failing | null> {
  const proposal = propose(value, now);
  return proposal === null ? null : yield proposal;
}
