import type { SequentialObject } from "./sequential-object.js";
import type { Item } from "./value.js";

export type QueueRequest = { readonly kind: "enqueue"; readonly value: Item } | { readonly kind: "dequeue" };

interface FifoQueue extends SequentialObject<readonly Item[], QueueRequest, Item | null> {
  enqueue(value: Item): QueueRequest;
  dequeue(): QueueRequest;
}

/**
 * First in, first out (Herlihy & Wing 1990, figure 1), but total: `dequeue` answers the value that is there longest and
 * takes it, or answers null where there is none. `enqueue` answers null.
 */
export const fifoQueue: FifoQueue = {
  name: "FIFO queue",
  initial: [],
  apply: (state, request) =>
    request.kind === "enqueue"
      ? { state: [...state, request.value], result: null }
      : { state: state.length === 0 ? state : state.slice(1), result: state[0] ?? null },
  isRead: ({ kind }, result) => kind === "dequeue" && result === null,
  enqueue: (value) => ({ kind: "enqueue", value }),
  dequeue: () => ({ kind: "dequeue" }),
};
