import type { LockRequest } from "./mutex.js";
import type { SequentialObject } from "./sequential-object.js";
import type { Item } from "./value.js";

/** Who holds the lock, and how many times; or nobody. */
type Hold = { readonly holder: Item; readonly times: number } | null;

interface ReentrantLock extends SequentialObject<Hold, LockRequest, boolean> {
  acquire(holder: Item): LockRequest;
  release(holder: Item): LockRequest;
}

/**
 * A lock that its holder may acquire again, and has to release as often (java.util.concurrent.locks.ReentrantLock).
 * `acquire` answers whether the lock was granted, and `release` whether the holder had it.
 */
export const reentrantLock: ReentrantLock = {
  name: "reentrant lock",
  initial: null,
  apply(state, { kind, holder }) {
    if (state === null) return kind === "acquire" ? { state: { holder, times: 1 }, result: true } : refused(state);
    if (state.holder !== holder) return refused(state);
    const times = state.times + (kind === "acquire" ? 1 : -1);
    return { state: times === 0 ? null : { holder, times }, result: true };
  },
  isRead: (_, result) => result === false,
  acquire: (holder) => ({ kind: "acquire", holder }),
  release: (holder) => ({ kind: "release", holder }),
};

function refused(state: Hold) {
  return { state, result: false };
}
