import type { SequentialObject } from "../../src/objects/sequential-object.js";

type QueueRequest = { readonly kind: "enqueue"; readonly value: number } | { readonly kind: "dequeue" };

/** An object whose states are no single values. */
export const queue = {
  name: "queue",
  initial: [],
  apply: (state, request) =>
    request.kind === "enqueue"
      ? { state: [...state, request.value], result: null }
      : { state: state.slice(1), result: state[0] ?? null },
  isRead: () => false,
  enqueue: (value: number): QueueRequest => ({ kind: "enqueue", value }),
  dequeue: (): QueueRequest => ({ kind: "dequeue" }),
} satisfies SequentialObject<readonly number[], QueueRequest, number | null> & Record<string, unknown>;

type CellRequest = { readonly kind: "read" | "double" } | { readonly kind: "set"; readonly value: number };

/** An object with operations that answer the same whatever they do, and of which some undo others. */
export const cell = {
  name: "cell",
  initial: 0,
  apply(state, request) {
    switch (request.kind) {
      case "read":
        return { state, result: state };
      case "double":
        return { state: (2 * state) % 5, result: null };
      case "set":
        return { state: request.value, result: null };
    }
  },
  isRead: ({ kind }) => kind === "read",
  read: (): CellRequest => ({ kind: "read" }),
  double: (): CellRequest => ({ kind: "double" }),
  set: (value: number): CellRequest => ({ kind: "set", value }),
} satisfies SequentialObject<number, CellRequest, number | null> & Record<string, unknown>;
