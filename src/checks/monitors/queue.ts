import { emptyTooSoon, type Lifetime, lifetimesOf } from "./lifetimes.js";
import type { Contradiction, Monitor } from "./monitor.js";

/** Queues without order: items are independent, but for those who found none. */
export const queueMonitor: Monitor = {
  method: "lifetimes of items put in once (after Henzinger, Sezgin & Vafeiadis 2013)",
  rule(operations) {
    const found = lifetimesOf(operations, "enqueue");
    if (found === null || "why" in found) return found;
    return emptyTooSoon(found) ?? "valid";
  },
};

/** Queues with order: of two items, the one that was certainly put in first is not certainly taken last. */
export const fifoQueueMonitor: Monitor = {
  method: "lifetimes of items put in once (Henzinger, Sezgin & Vafeiadis 2013, theorem 3)",
  rule(operations) {
    const found = lifetimesOf(operations, "enqueue");
    if (found === null || "why" in found) return found;
    return overtaking(found.lifetimes) ?? emptyTooSoon(found) ?? "valid";
  },
};

function overtaking(lifetimes: readonly Lifetime[]): Contradiction | null {
  const byCompletion = [...lifetimes].sort((a, b) => a.put.completedAt - b.put.completedAt);
  const byInvocation = [...lifetimes].sort((a, b) => a.put.invokedAt - b.put.invokedAt);
  let next = 0;
  /** Of the items put in before, the one that was taken last. */
  let last: Lifetime | null = null;
  for (const lifetime of byInvocation) {
    for (; next < byCompletion.length && byCompletion[next].put.completedAt < lifetime.put.invokedAt; next++) {
      if (last === null || byCompletion[next].takeInvoked > last.takeInvoked) last = byCompletion[next];
    }
    if (last === null || last.takeInvoked <= lifetime.takeCompleted) continue;
    const takes = [lifetime.take, last.take].filter((take) => take !== null);
    return { why: "the second item was taken before the first", operations: [last.put, lifetime.put, ...takes] };
  }
  return null;
}
