import { type Delay, toUs } from "../kernel/time.js";
import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { sweep } from "./sweep.js";
import { identity, tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "acquire", lock? }`, answered by a fencing token (a number), by true, or by false or null if somebody
 * else has the lock; `{ kind: "release", lock? }`; and `{ kind: "use", lock?, token? }`, a request to what the lock
 * protects, which is answered if it was let in, and fails if it was not.
 */

export interface MutualExclusionOptions {
  /** How long a lock is held at most, counted from when it was granted; for ever unless given. */
  readonly lease?: Delay;
}

interface Hold {
  readonly acquire: Operation;
  /** When it surely ends, at the latest that is sure. */
  readonly untilUs: number;
}

interface Lock {
  /** By process: what it surely holds. */
  readonly holds: Map<number, Hold>;
  /** The largest token of all acquisitions, and of all uses, that have completed so far. */
  granted: Operation | null;
  used: Operation | null;
  /** By token. */
  readonly tokens: Map<number, Operation>;
}

/**
 * No two processes hold one lock at once: surely held is what was acquired, from the answer on, until the release is
 * invoked or the lease may be over. Where there are fencing tokens: none is given out twice; whoever acquires the lock
 * after somebody else has it gets a larger one; and what the lock protects lets nobody in with a smaller token than one
 * that it had let in before. Unknown if nothing was acquired.
 */
export function mutualExclusion({ lease }: MutualExclusionOptions = {}): Consistency {
  const leaseUs = lease === undefined ? Number.POSITIVE_INFINITY : toUs(lease);
  return consistency("mutual exclusion", (history, findings) => {
    const locks = new Map<unknown, Lock>();
    const lockOf = ({ request }: Operation): Lock => {
      const name = identity((request as { readonly lock?: unknown }).lock);
      let lock = locks.get(name);
      if (lock === undefined) {
        lock = { holds: new Map(), granted: null, used: null, tokens: new Map() };
        locks.set(name, lock);
      }
      return lock;
    };
    let acquired = 0;
    /** By place in the history: what had been granted or used before an operation was invoked. */
    const before = new Map<number, Operation | null>();
    findings.spend(history.length);
    sweep(history, {
      invoked(operation, place) {
        const kind = kindOf(operation);
        if (kind === "release") lockOf(operation).holds.delete(operation.process);
        else if (kind === "acquire" || kind === "use") {
          const { granted, used } = lockOf(operation);
          if (operation.outcome === "ok") before.set(place, kind === "acquire" ? granted : used);
        } else findings.odd(operation);
      },
      completed(operation, place) {
        const earlier = before.get(place);
        if (earlier === undefined) return;
        before.delete(place);
        const lock = lockOf(operation);
        if (kindOf(operation) === "use") use(lock, operation, earlier, findings);
        else if (isGranted(operation)) {
          acquired += 1;
          grant(lock, operation, earlier, findings);
          hold(lock, { acquire: operation, untilUs: operation.invokedUs + leaseUs }, findings);
        }
      },
    });
    if (acquired === 0) findings.doubt("nothing was acquired");
  });
}

function isGranted({ result }: Operation): boolean {
  return result !== false && result !== null && result !== undefined;
}

function hold({ holds }: Lock, held: Hold, findings: Findings): void {
  const { process, completedUs } = held.acquire;
  for (const [other, { acquire, untilUs }] of holds) {
    findings.spend(1);
    if (untilUs <= completedUs) holds.delete(other);
    else if (other !== process) tellBoth(findings, "two processes hold the lock at once", acquire, held.acquire);
  }
  if (held.untilUs > completedUs) holds.set(process, held);
}

function grant(lock: Lock, acquire: Operation, before: Operation | null, findings: Findings): void {
  const token = tokenOf(acquire);
  if (token === null) return;
  const same = lock.tokens.get(token);
  if (same !== undefined) tellBoth(findings, `the token ${token} was given out twice`, same, acquire);
  else if (before !== null && token < (tokenOf(before) as number)) {
    tellBoth(findings, "a token is smaller than one that was given out before", before, acquire);
  }
  lock.tokens.set(token, acquire);
  if (lock.granted === null || token > (tokenOf(lock.granted) as number)) lock.granted = acquire;
}

function use(lock: Lock, operation: Operation, before: Operation | null, findings: Findings): void {
  const token = tokenOf(operation);
  if (token === null) return;
  if (before !== null && token < (tokenOf(before) as number)) {
    const why = `${tellValue(token)} was let in after ${tokenOf(before)}: its holder had lost the lock`;
    tellBoth(findings, why, before, operation);
  }
  if (lock.used === null || token > (tokenOf(lock.used) as number)) lock.used = operation;
}

/** The token that was given out or used, if it is one. */
function tokenOf({ request, result }: Operation): number | null {
  const { kind, token } = request as { readonly kind: string; readonly token?: unknown };
  const found = kind === "use" ? token : result;
  return typeof found === "number" ? found : null;
}

function tellBoth(findings: Findings, why: string, ...both: readonly Operation[]): void {
  findings.violation(() => [`${why}:`, ...both.map((one) => `  ${tellOperation(one)}`)]);
}
