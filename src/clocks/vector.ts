import type { Order } from "./order.js";

/**
 * A vector clock: per process, how many of its events are known. A process that is not named has none.
 * Sources: C. Fidge, "Timestamps in message-passing systems that preserve the partial ordering" (1988);
 * F. Mattern, "Virtual time and global states of distributed systems" (1989).
 */
export type VectorClock = Readonly<Record<string, number>>;

/** How many events of this process are known. */
export function vectorAt(clock: VectorClock, by: string): number {
  return Object.hasOwn(clock, by) ? clock[by] : 0;
}

/** The clock at the next event of this process; a message carries the one of its sending. */
export function vectorTick(clock: VectorClock, by: string): VectorClock {
  return { ...clock, [by]: vectorAt(clock, by) + 1 };
}

/** The clock of this process when it receives a message that carries `sent`. */
export function vectorReceive(clock: VectorClock, sent: VectorClock, by: string): VectorClock {
  return vectorTick(vectorMerge(clock, sent), by);
}

/** All that either clock knows: the least clock that is not before any of the two. */
export function vectorMerge(a: VectorClock, b: VectorClock): VectorClock {
  const merged: Record<string, number> = { ...a };
  for (const by of Object.keys(b)) merged[by] = Math.max(vectorAt(a, by), b[by]);
  return merged;
}

/** How two events stand to each other; for events of one run this is happens-before itself. */
export function vectorCompare(a: VectorClock, b: VectorClock): Order {
  const within = isWithin(a, b);
  if (isWithin(b, a)) return within ? "equal" : "after";
  return within ? "before" : "concurrent";
}

function isWithin(a: VectorClock, b: VectorClock): boolean {
  return Object.keys(a).every((by) => a[by] <= vectorAt(b, by));
}
