import type { Operation } from "../history.js";
import { around, union } from "./cover.js";
import { type Contradiction, isItem } from "./monitor.js";

/** When an item was put into a collection and taken from it; what was not taken is taken after everything. */
export interface Lifetime {
  readonly put: Operation;
  readonly take: Operation | null;
  readonly takeInvoked: number;
  readonly takeCompleted: number;
}

export interface Lifetimes {
  readonly lifetimes: readonly Lifetime[];
  /** Those who found nothing to take. */
  readonly empties: readonly Operation[];
}

const { POSITIVE_INFINITY: never } = Number;

/**
 * What became of each item. Null if an item was put in twice; or if what somebody took is unknown, for it may have been
 * any item. What nobody is known to have put in, and nobody took, is left out.
 */
export function lifetimesOf(operations: readonly Operation[], put: string): Lifetimes | Contradiction | null {
  const items = new Map<unknown, { put: Operation | null; take: Operation | null }>();
  const empties: Operation[] = [];
  let twice: Contradiction | null = null;
  for (const operation of operations) {
    const request = operation.request as { readonly kind: string; readonly value?: unknown };
    const { outcome, result } = operation;
    const isPut = request.kind === put;
    const value = isPut ? request.value : result;
    if (isPut ? outcome === "ok" && result !== null : outcome === "unknown") return null;
    if (!isPut && value === null) {
      empties.push(operation);
      continue;
    }
    if (!isItem(value)) return null;
    const item = items.get(value);
    if (item === undefined) items.set(value, isPut ? { put: operation, take: null } : { put: null, take: operation });
    else if (isPut) {
      if (item.put !== null) return null;
      item.put = operation;
    } else {
      if (item.take !== null) twice ??= { why: "the item was taken twice", operations: [item.take, operation] };
      item.take = operation;
    }
  }
  return twice ?? fromItems([...items.values()], empties);
}

function fromItems(
  items: readonly { readonly put: Operation | null; readonly take: Operation | null }[],
  empties: readonly Operation[],
): Lifetimes | Contradiction {
  const lifetimes: Lifetime[] = [];
  for (const { put, take } of items) {
    if (put === null) return { why: "nobody put in what was taken", operations: take === null ? [] : [take] };
    if (take !== null && take.completedAt < put.invokedAt) {
      return { why: "it was taken before it was put in", operations: [take, put] };
    }
    if (take === null && put.outcome !== "ok") continue;
    const { invokedAt: takeInvoked, completedAt: takeCompleted } = take ?? { invokedAt: never, completedAt: never };
    lifetimes.push({ put, take, takeInvoked, takeCompleted });
  }
  return { lifetimes, empties };
}

/** Somebody found nothing while there was always something: from its completed put to its take, an item is there. */
export function emptyTooSoon({ lifetimes, empties }: Lifetimes): Contradiction | null {
  if (empties.length === 0) return null;
  const certain = lifetimes
    .map(({ put, takeInvoked }) => ({ start: put.completedAt, end: takeInvoked }))
    .filter(({ start, end }) => start < end);
  const full = union(certain);
  for (const empty of empties) {
    const interval = around(full, empty.invokedAt, empty.completedAt);
    if (interval === null) continue;
    const items = lifetimes.filter(
      ({ put, takeInvoked }) => put.completedAt < empty.completedAt && takeInvoked > empty.invokedAt,
    );
    return { why: "there was something to take all that time", operations: [empty, ...items.map(({ put }) => put)] };
  }
  return null;
}
