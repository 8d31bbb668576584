import type { KeyList } from "./key-lists.js";
import type { Transactions } from "./transactions.js";

/**
 * Where versions cannot be in the order in which they were asked for. Mostly reads demand no other, and then there is
 * one. Where a read demands that a version comes after a later one, a cycle may lead back from that to this; all of it is
 * between the ends of such ways back, so that what is outside of them needs no further look.
 */
export class Disorder {
  isEmpty = true;
  private readonly transactions: Transactions;
  /** By version: the last one that a read demands before it, if that is a later one. */
  private readonly last: Int32Array;

  constructor(transactions: Transactions) {
    this.transactions = transactions;
    this.last = new Int32Array(transactions.versions.values.length);
  }

  /** The version comes after the first `count` of a list, but for itself. */
  demand(list: KeyList, count: number, version: number): void {
    const last = list.greatest[count - 1];
    if (last <= this.last[version] || last <= version) return;
    this.last[version] = last;
    this.isEmpty = false;
  }

  /** By version: 1 if it may be on a cycle. */
  versions(): Uint8Array {
    const { last } = this;
    const { keys, key } = this.transactions.versions;
    const isWithin = new Uint8Array(last.length);
    /** By key: up to where versions may be on a cycle. */
    const ends = new Int32Array(keys.length);
    for (let version = 1; version < last.length; version++) {
      const at = key.at(version);
      ends[at] = Math.max(ends[at], last[version]);
      if (version <= ends[at]) isWithin[version] = 1;
    }
    return isWithin;
  }
}
