import type { SetRequest } from "../../objects/set.js";
import { compareValues, type Value } from "../../objects/value.js";
import type { Operation } from "../history.js";
import { isItem, type Ruling } from "./monitor.js";

/** An operation, and how many different answers come before it in every order. */
interface Ranked {
  readonly operation: Operation;
  readonly rank: number;
}

/**
 * A set that only grows answers a chain of sets, from the smaller to the larger. The chain tells where each value was
 * added: between the last answer without it and the first one with it.
 */
export function growingSet(operations: readonly Operation[]): Ruling | null {
  const adds = new Map<Value, Operation>();
  const reads: Operation[] = [];
  for (const operation of operations) {
    const request = operation.request as SetRequest;
    if (request.kind === "read") {
      if (!isSorted(operation.result)) return null;
      reads.push(operation);
    } else {
      const isPlain = request.kind === "add" && isItem(request.element) && !adds.has(request.element);
      if (!isPlain || (operation.outcome === "ok" && operation.result !== true)) return null;
      adds.set(request.element, operation);
    }
  }
  reads.sort((a, b) => size(a) - size(b));
  const ranked: Ranked[] = [];
  const seen = new Set<Value>();
  let rank = 0;
  for (const [place, read] of reads.entries()) {
    const values = read.result as readonly Value[];
    const fresh = values.filter((value) => !seen.has(value));
    if (values.length - fresh.length < seen.size) {
      return { why: "each has seen what the other has not", operations: [reads[place - 1], read] };
    }
    if (fresh.length > 0) rank += 2;
    for (const value of fresh) {
      const operation = adds.get(value);
      if (operation === undefined) return { why: "nobody added a value that was seen", operations: [read] };
      seen.add(value);
      ranked.push({ operation, rank });
    }
    ranked.push({ operation: read, rank: rank + 1 });
  }
  for (const [value, operation] of adds) {
    if (operation.outcome === "ok" && !seen.has(value)) ranked.push({ operation, rank: rank + 2 });
  }
  return inRealTime(ranked);
}

/** Whether nobody completed before somebody of a lower rank was invoked. */
function inRealTime(ranked: readonly Ranked[]): Ruling {
  const sorted = [...ranked].sort((a, b) => a.rank - b.rank);
  let latest: Operation | null = null;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    for (; to < sorted.length && sorted[to].rank === sorted[from].rank; to++) {
      const { operation } = sorted[to];
      if (latest !== null && operation.completedAt < latest.invokedAt) {
        return { why: "what came first in real time must come last", operations: [operation, latest] };
      }
    }
    for (const { operation } of sorted.slice(from, to)) {
      if (latest === null || operation.invokedAt > latest.invokedAt) latest = operation;
    }
  }
  return "valid";
}

function size({ result }: Operation): number {
  return (result as readonly Value[]).length;
}

/** Whether this is what `read` may answer. */
function isSorted(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.every((value, at) => isItem(value) && (at === 0 || compareValues(list[at - 1], value) < 0))
  );
}
