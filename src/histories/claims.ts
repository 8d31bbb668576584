import type { Consistency, History } from "../checks/history.js";
import { linearizable } from "../checks/linearizability.js";
import { sequentiallyConsistent } from "../checks/sequential-consistency.js";
import {
  monotonicReads,
  monotonicWrites,
  pram,
  readYourWrites,
  writesFollowReads,
} from "../checks/session-guarantees.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "../checks/weak-isolation.js";
import type { SequentialObject } from "../objects/sequential-object.js";

/** What can be claimed of a history, by name; the first one is claimed where nobody says what. */
export type Claims = Readonly<Record<string, (history: History) => Consistency>>;

/** What can be claimed of what one object did. */
export function objectClaims(objectOf: (history: History) => SequentialObject): Claims {
  return {
    linearizable: (history) => linearizable(objectOf(history)),
    sequential: (history) => sequentiallyConsistent(objectOf(history)),
  };
}

/** What can be claimed of reads and writes. */
export const sessionClaims: Claims = {
  "read-your-writes": () => readYourWrites(),
  "monotonic-reads": () => monotonicReads(),
  "monotonic-writes": () => monotonicWrites(),
  "writes-follow-reads": () => writesFollowReads(),
  pram: () => pram(),
  causal: () => causal(),
  "causally-convergent": () => causallyConvergent(),
  "read-committed": () => readCommitted(),
  "read-atomic": () => readAtomic(),
};

/** An object of which these requests are not seen to answer anything: histories mostly do not tell. */
export function unseen<State, Request extends { readonly kind: string }, Result>(
  object: SequentialObject<State, Request, Result>,
  ...kinds: readonly string[]
): SequentialObject {
  const { isRead } = object;
  return {
    ...object,
    apply(state: State, request: Request) {
      const next = object.apply(state, request);
      return kinds.includes(request.kind) ? { state: next.state, result: null } : next;
    },
    isRead: (request: Request, result?: Result) => !kinds.includes(request.kind) && isRead(request, result),
  } as SequentialObject;
}

/** One object for each key that requests name. */
export function keyed(object: SequentialObject): SequentialObject {
  return { ...object, key: (request) => String((request as { readonly key: unknown }).key) };
}

export function hasKeys(history: History): boolean {
  return history.some(({ request }) => (request as { readonly key?: unknown }).key !== undefined);
}
