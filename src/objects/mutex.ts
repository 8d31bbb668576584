import type { SequentialObject } from "./sequential-object.js";
import type { Item } from "./value.js";

export type LockRequest = { readonly kind: "acquire" | "release"; readonly holder: Item };

interface Mutex extends SequentialObject<Item | null, LockRequest, boolean> {
  acquire(holder: Item): LockRequest;
  release(holder: Item): LockRequest;
}

/**
 * A lock with one holder at a time (Dijkstra 1965). `acquire` answers whether the lock was granted, and `release`
 * whether the holder had it; one that waits is open until it is granted, one that only tries may be answered false.
 */
export const mutex: Mutex = {
  name: "mutex",
  initial: null,
  apply(state, { kind, holder }) {
    if (kind === "acquire") return state === null ? { state: holder, result: true } : { state, result: false };
    return state === holder ? { state: null, result: true } : { state, result: false };
  },
  isRead: (_, result) => result === false,
  acquire: (holder) => ({ kind: "acquire", holder }),
  release: (holder) => ({ kind: "release", holder }),
};
