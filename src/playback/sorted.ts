/** The place of the first of some numbers in order that is not below a bound; their count if all are. */
export function atOrAfter(sorted: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of the first that is above a bound; their count if none is. */
export function after(sorted: ArrayLike<number>, bound: number): number {
  return atOrAfter(sorted, bound + 1);
}

/** The place of the last that is below a bound; -1 if none is. */
export function before(sorted: ArrayLike<number>, bound: number): number {
  return atOrAfter(sorted, bound) - 1;
}

/** Some numbers in order, each once. */
export function sortedSteps(steps: Iterable<number>): readonly number[] {
  return [...new Set(steps)].filter((step) => step >= 0).sort((one, other) => one - other);
}
