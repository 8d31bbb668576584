import type { SequentialObject } from "./sequential-object.js";
import type { Item } from "./value.js";

export type StackRequest = { readonly kind: "push"; readonly value: Item } | { readonly kind: "pop" };

interface Stack extends SequentialObject<readonly Item[], StackRequest, Item | null> {
  push(value: Item): StackRequest;
  pop(): StackRequest;
}

/**
 * Last in, first out (Liskov & Zilles 1974), but total: `pop` answers the value that was pushed last and takes it, or
 * answers null where there is none. `push` answers null.
 */
export const stack: Stack = {
  name: "stack",
  initial: [],
  apply: (state, request) =>
    request.kind === "push"
      ? { state: [...state, request.value], result: null }
      : { state: state.length === 0 ? state : state.slice(0, -1), result: state.at(-1) ?? null },
  isRead: ({ kind }, result) => kind === "pop" && result === null,
  push: (value) => ({ kind: "push", value }),
  pop: () => ({ kind: "pop" }),
};
