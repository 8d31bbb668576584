import type { Order } from "./order.js";

/**
 * A timestamp of Lamport's logical clock: a counter, and the process that it belongs to.
 * Source: L. Lamport, "Time, clocks, and the ordering of events in a distributed system" (1978).
 */
export interface LamportTimestamp {
  readonly counter: number;
  readonly by: string;
}

/** A process's clock before its first event. */
export function lamportClock(by: string): LamportTimestamp {
  return { counter: 0, by };
}

/** The timestamp of the process's next event; a message carries the one of its sending (rule IR1). */
export function lamportTick({ counter, by }: LamportTimestamp): LamportTimestamp {
  return { counter: counter + 1, by };
}

/** The timestamp of receiving a message that carries `sent` (rule IR2). */
export function lamportReceive({ counter, by }: LamportTimestamp, sent: LamportTimestamp): LamportTimestamp {
  return { counter: Math.max(counter, sent.counter) + 1, by };
}

/**
 * The total order of the paper: by counter, then by process. It is consistent with happens-before and says no more:
 * "before" may also mean concurrent.
 */
export function lamportCompare(a: LamportTimestamp, b: LamportTimestamp): Exclude<Order, "concurrent"> {
  if (a.counter !== b.counter) return a.counter < b.counter ? "before" : "after";
  if (a.by !== b.by) return a.by < b.by ? "before" : "after";
  return "equal";
}
