import type { Order } from "./order.js";

/**
 * A timestamp of a hybrid logical clock: the latest physical time heard of, in integer microseconds, and a counter that
 * orders the events which share it.
 * Source: S. Kulkarni, M. Demirbas and others, "Logical physical clocks and consistent snapshots in globally
 * distributed databases" (2014), figure 5; there the fields are called l and c.
 */
export interface HybridTimestamp {
  readonly latestUs: number;
  readonly counter: number;
}

/** A process's clock before its first event. */
export const hybridClock: HybridTimestamp = { latestUs: 0, counter: 0 };

/** The timestamp of the process's next event, whose physical clock shows `physicalUs`; a message carries it. */
export function hybridTick(clock: HybridTimestamp, physicalUs: number): HybridTimestamp {
  if (physicalUs > clock.latestUs) return { latestUs: physicalUs, counter: 0 };
  return { latestUs: clock.latestUs, counter: clock.counter + 1 };
}

/**
 * The timestamp of receiving a message that carries `sent`. A message from a clock that is more than `mostAheadUs`
 * ahead of the receiver's own physical clock is refused: it must not be acted upon, or it would drag this clock, and
 * all that hear from it, along.
 */
export function hybridReceive(
  clock: HybridTimestamp,
  sent: HybridTimestamp,
  physicalUs: number,
  mostAheadUs: number,
): HybridTimestamp | "too far ahead" {
  if (sent.latestUs - physicalUs > mostAheadUs) return "too far ahead";
  const later = hybridCompare(clock, sent) === "before" ? sent : clock;
  return hybridTick(later, physicalUs);
}

/** By physical time, then by counter: consistent with happens-before. Events of two processes may be "equal". */
export function hybridCompare(a: HybridTimestamp, b: HybridTimestamp): Exclude<Order, "concurrent"> {
  const difference = a.latestUs - b.latestUs || a.counter - b.counter;
  if (difference === 0) return "equal";
  return difference < 0 ? "before" : "after";
}
