import type { SequentialObject } from "./sequential-object.js";

export type SemaphoreRequest = { readonly kind: "acquire" | "release"; readonly permits: number };

interface Semaphore extends SequentialObject<number, SemaphoreRequest, boolean | null> {
  acquire(permits?: number): SemaphoreRequest;
  release(permits?: number): SemaphoreRequest;
}

/**
 * So many permits, which anybody may take and anybody may give (Dijkstra 1965; java.util.concurrent.Semaphore). `acquire`
 * answers whether all permits it asks for were there, and takes all or none; `release` answers null.
 */
export function semaphore(permits: number): Semaphore {
  return {
    name: `semaphore of ${permits}`,
    initial: permits,
    apply(state, { kind, permits }) {
      if (kind === "release") return { state: state + permits, result: null };
      return state >= permits ? { state: state - permits, result: true } : { state, result: false };
    },
    isRead: ({ kind }, result) => kind === "acquire" && result === false,
    acquire: (permits = 1) => ({ kind: "acquire", permits }),
    release: (permits = 1) => ({ kind: "release", permits }),
  };
}
