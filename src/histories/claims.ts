import { availability } from "../checks/availability.js";
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
import { boundedStaleness } from "../checks/staleness.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "../checks/weak-isolation.js";
import { type Delay, parseDuration } from "../kernel/time.js";
import type { SequentialObject } from "../objects/sequential-object.js";

/**
 * What can be claimed of a history, by name, some with an amount, as in `availability=0.99`; the first one is claimed
 * where nobody says what.
 */
export type Claims = Readonly<Record<string, (history: History, amount: string) => Consistency>>;

/** The claims that need an amount: what one looks like, and what is wrong with this one, or null. */
export const amounts: Readonly<Record<string, { readonly example: string; problem(amount: string): string | null }>> = {
  availability: {
    example: "0.99",
    problem: (amount) => (Number(amount) > 0 && Number(amount) <= 1 ? null : "must be a share, above 0 and at most 1"),
  },
  "bounded-staleness": {
    example: "100ms",
    problem: (amount) => {
      const lengthUs = parseDuration(amount);
      return typeof lengthUs === "number" ? null : lengthUs.problem;
    },
  },
};

/** What can be claimed of any history. */
export const anyClaims: Claims = {
  availability: (_, amount) => availability(Number(amount)),
};

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
  "bounded-staleness": (_, amount) => boundedStaleness({ within: amount as Delay }),
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
