/** What simple objects hold. */
export type Value = string | number | boolean | null;

/** A value that is no answer for "there is none". */
export type Item = Exclude<Value, null>;

const rank = { boolean: 1, number: 2, string: 3 } as const;

/** A total order of values: null, false, true, numbers, strings; so that equal collections have equal states. */
export function compareValues(a: Value, b: Value): number {
  const rankA = a === null ? 0 : rank[typeof a as keyof typeof rank];
  const rankB = b === null ? 0 : rank[typeof b as keyof typeof rank];
  if (rankA !== rankB) return rankA - rankB;
  return a === b ? 0 : a! < b! ? -1 : 1;
}

/** Where a value is in a sorted list, or where it would have to be put. */
export function placeOf(sorted: readonly Value[], value: Value): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (compareValues(sorted[middle], value) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
