import type { Transactions } from "./transactions.js";

/** What one session did to one key: its writes, or the versions that it read, each when it did so first. */
export interface KeyList {
  /** Among all lists of a check. */
  readonly number: number;
  readonly session: number;
  /** The accesses, in order. */
  readonly accesses: number[];
  /** The versions that they wrote or read. */
  readonly versions: number[];
  /** By place in the list: the greatest version up to there. A session writes its versions in order of their numbers. */
  readonly greatest: number[];
  /** Where each version that was read is in the list; nobody but its writer has what was written. */
  readonly places: Map<number, number> | null;
  /** What `countBelow` was asked last, and its answer. */
  asked: number;
  hint: number;
}

/** The lists of each key, one for each session that has any; they are numbered from `first` on. */
export class KeyLists {
  readonly ofKey: readonly KeyList[][];
  count = 0;
  private readonly byKeyAndSession = new Map<number, KeyList>();
  private readonly sessions: number;
  private readonly first: number;
  private readonly which: "reads" | "writes";

  constructor(transactions: Transactions, which: "reads" | "writes", first = 0) {
    const { transaction, session, key, version, isWrite, versions } = transactions;
    this.sessions = transactions.sessions;
    this.first = first;
    this.which = which;
    this.ofKey = versions.keys.map(() => []);
    const wanted = which === "writes" ? 1 : 0;
    for (let access = 0; access < key.length; access++) {
      const own = version.at(access);
      // The initial version comes before all others anyway.
      if (isWrite.at(access) !== wanted || own === 0) continue;
      const list = this.list(key.at(access), session.at(transaction.at(access)));
      // The same version read twice is no news.
      if (list.places?.has(own)) continue;
      list.places?.set(own, list.versions.length);
      if (list.places !== null) list.greatest.push(Math.max(own, list.greatest.at(-1) ?? 0));
      list.accesses.push(access);
      list.versions.push(own);
    }
  }

  find(key: number, session: number): KeyList | undefined {
    return this.byKeyAndSession.get(key * this.sessions + session);
  }

  private list(key: number, session: number): KeyList {
    const found = this.find(key, session);
    if (found !== undefined) return found;
    const places = this.which === "reads" ? new Map<number, number>() : null;
    const versions: number[] = [];
    const list: KeyList = {
      number: this.first + this.count++,
      session,
      accesses: [],
      versions,
      greatest: places === null ? versions : [],
      places,
      asked: 0,
      hint: 0,
    };
    this.byKeyAndSession.set(key * this.sessions + session, list);
    this.ofKey[key].push(list);
    return list;
  }
}

/** How many accesses of a list come before this one. Searched for from where the last search ended: it is rarely far. */
export function countBelow(list: KeyList, access: number): number {
  if (list.asked === access) return list.hint;
  const { accesses } = list;
  let [low, high] = [list.hint, list.hint];
  for (let stride = 1; low > 0 && accesses[low - 1] >= access; stride *= 2) low = Math.max(0, low - stride);
  for (let stride = 1; high < accesses.length && accesses[high] < access; stride *= 2) {
    low = high + 1;
    high = Math.min(accesses.length, high + stride);
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (accesses[middle] < access) low = middle + 1;
    else high = middle;
  }
  list.asked = access;
  list.hint = low;
  return low;
}
