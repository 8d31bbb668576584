import fc from "fast-check";

/** An event of a process. Every event may be the sending of a message; `receives` is the event whose message it is. */
export interface ClockEvent {
  readonly by: string;
  readonly receives: number | null;
}

/** A history, in an order in which it may have happened. */
export type ClockHistory = readonly ClockEvent[];

/** Histories over two to five processes, in which messages are lost, doubled and overtaken. */
export const clockHistories: fc.Arbitrary<ClockHistory> = fc.integer({ min: 2, max: 5 }).chain((processes) =>
  fc
    .array(
      fc.record({
        by: fc.integer({ min: 1, max: processes }).map((number) => `p${number}`),
        receives: fc.option(fc.nat({ max: 1_000 })),
      }),
      { maxLength: 40 },
    )
    .map((steps) => steps.map(({ by, receives }, at) => ({ by, receives: at === 0 ? null : wrap(receives, at) }))),
);

function wrap(receives: number | null, at: number): number | null {
  return receives === null ? null : receives % at;
}

/** The last event of the same process before this one, or -1. */
function previousOf(history: ClockHistory, at: number): number {
  return history.slice(0, at).findLastIndex(({ by }) => by === history[at].by);
}

/** Of each event, those that happened before it: reachability, found without any clock. */
export function pasts(history: ClockHistory): readonly ReadonlySet<number>[] {
  const found: ReadonlySet<number>[] = [];
  history.forEach(({ receives }, at) => {
    const past = new Set<number>();
    for (const cause of [previousOf(history, at), receives ?? -1]) {
      if (cause < 0) continue;
      past.add(cause);
      for (const earlier of found[cause]) past.add(earlier);
    }
    found.push(past);
  });
  return found;
}

/** Gives each event its timestamp: from that of the process's previous event, and that of the message if it has one. */
export function stamp<T>(
  history: ClockHistory,
  initial: (by: string) => T,
  next: (own: T, event: ClockEvent, at: number, sent: T | null) => T,
): readonly T[] {
  const stamps: T[] = [];
  history.forEach((event, at) => {
    const previous = previousOf(history, at);
    const own = previous < 0 ? initial(event.by) : stamps[previous];
    stamps.push(next(own, event, at, event.receives === null ? null : stamps[event.receives]));
  });
  return stamps;
}
