interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The union of intervals, as intervals that have a gap between each other, in order. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || start > last.end) merged.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return merged;
}

/** Which of some ordered, disjoint intervals contains all of another one; or null. */
export function around<T extends Interval>(intervals: readonly T[], start: number, end: number): T | null {
  let low = 0;
  for (let high = intervals.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (intervals[middle].start < start) low = middle + 1;
    else high = middle;
  }
  const last = intervals[low - 1];
  return last !== undefined && end < last.end ? last : null;
}
