import { answered, type Ledger, none, outcomes } from "./ledger.js";

/**
 * The versions of registers: number k is the initial one of key k, and the others are the last writes of committed
 * transactions. A value that its transaction overwrote itself counts as the version that it installed in the end.
 */
export interface Versions {
  readonly count: number;
  /** Of each version the write that installed it, or -1 for an initial one. */
  readonly write: Int32Array;
  /** Of each write of a committed transaction the version that it led to; of each answered read the one it saw; else -1. */
  readonly of: Int32Array;
  readonly committed: Uint8Array;
  /** Of each answered read the write that it saw; -1 for the initial value, -2 for one that nobody wrote. */
  readonly source: Int32Array;
}

export const nobody = -2;

export function findVersions(ledger: Ledger): Versions {
  const { key, keys, value, writes, owner, outcome, isFinal, columns } = ledger;
  const committed = answered(ledger);
  const source = columns.int32(key.length).fill(none);
  for (let micro = 0; micro < key.length; micro++) {
    if (writes[micro] === 1 || value[micro] === none) continue;
    const write = ledger.written.find(key[micro], value[micro]);
    source[micro] = write === none ? nobody : write;
    if (write !== none && outcome[owner[write]] === outcomes.unknown) committed[owner[write]] = 1;
  }
  const of = columns.int32(key.length).fill(none);
  const write = columns.int32(keys.length + isFinal.reduce((sum, one) => sum + one, 0)).fill(none);
  // Backwards, the last write of a transaction comes before its other ones.
  const lastOf = columns.int32(keys.length);
  let count = keys.length;
  for (let micro = key.length - 1; micro >= 0; micro--) {
    if (writes[micro] === 0 || committed[owner[micro]] === 0) continue;
    if (isFinal[micro] === 1) {
      write[count] = micro;
      lastOf[key[micro]] = count++;
    }
    of[micro] = lastOf[key[micro]];
  }
  for (let micro = 0; micro < key.length; micro++) {
    if (writes[micro] === 1 || outcome[owner[micro]] !== outcomes.ok || source[micro] === nobody) continue;
    of[micro] = source[micro] === none ? key[micro] : of[source[micro]];
  }
  return { count, write, of, committed, source };
}

/**
 * Visits what committed transactions did with each of their keys: the first version that they touched, and the last one.
 * They come in order of invocation; what begins with a value of no committed transaction begins with what follows.
 */
export function visitTouches(
  { keys, key, from, writes, columns }: Ledger,
  { of, committed }: Versions,
  visit: (t: number, key: number, first: number, last: number) => void,
): void {
  const toucher = columns.int32(keys.length).fill(none);
  const first = columns.int32(keys.length);
  const last = columns.int32(keys.length);
  for (let t = 0; t < committed.length; t++) {
    if (committed[t] === 0) continue;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const k = key[micro];
      if (of[micro] === none) continue;
      if (toucher[k] !== t) {
        toucher[k] = t;
        first[k] = last[k] = of[micro];
      } else if (writes[micro] === 1) last[k] = of[micro];
    }
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const k = key[micro];
      if (toucher[k] !== t || first[k] === none) continue;
      visit(t, k, first[k], last[k]);
      first[k] = none;
    }
  }
}
