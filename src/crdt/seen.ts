import type { Dot } from "./mergeable.js";

/** From the first counter to the last one, both included. */
type Range = readonly [first: number, last: number];

/**
 * A set of dots, as the fewest possible ranges per replica, in order. A replica that has seen all of another's updates
 * so far needs one range for them, as in a version vector; what was seen out of turn takes another range, until the gap
 * is filled.
 */
export type Seen = Readonly<Record<string, readonly Range[]>>;

export function seenOf(dots: readonly Dot[]): Seen {
  const ranges: Record<string, Range[]> = {};
  for (const { by, counter } of dots) {
    if (!Object.hasOwn(ranges, by)) ranges[by] = [];
    ranges[by].push([counter, counter]);
  }
  return Object.fromEntries(Object.keys(ranges).map((by) => [by, unite(ranges[by])]));
}

export function hasSeen(seen: Seen, { by, counter }: Dot): boolean {
  return Object.hasOwn(seen, by) && seen[by].some(([first, last]) => first <= counter && counter <= last);
}

/** The dots in either set. */
export function joinSeen(a: Seen, b: Seen): Seen {
  const joined: Record<string, readonly Range[]> = { ...a };
  for (const by of Object.keys(b)) joined[by] = Object.hasOwn(a, by) ? unite([...a[by], ...b[by]]) : b[by];
  return joined;
}

/** Puts ranges in order, and joins those that overlap or touch. */
function unite(ranges: readonly Range[]): readonly Range[] {
  const united: Range[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = united.at(-1);
    if (before === undefined || before[1] + 1 < first) united.push([first, last]);
    else united[united.length - 1] = [before[0], Math.max(before[1], last)];
  }
  return united;
}
