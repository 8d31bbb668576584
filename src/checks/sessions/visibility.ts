import type { Findings } from "../findings.js";
import { Reason } from "./commit-order.js";
import type { Graph } from "./graph.js";
import { countBelow, KeyLists } from "./key-lists.js";
import type { Transactions } from "./transactions.js";
import { WriteSets } from "./write-sets.js";

/*
 * Biswas & Enea (2019): if t3 reads x from t1, and t2, which writes x too, is visible to t3, then t2 commits before t1.
 * The levels differ in what is visible. Edges that follow from others are left out (Møldrup & Pavlogiannis, AWDIT, 2025).
 */

/** Read committed: visible is what an earlier read of t3 came from. */
export function addReadCommitted(graph: Graph, transactions: Transactions, findings: Findings): void {
  const { starts, key, version, isWrite, writer, count, versions } = transactions;
  const writeSets = new WriteSets(transactions);
  /** By key: the read of it that comes next in the transaction, if `stamp` says that there is one. */
  const next = new Int32Array(versions.keys.length);
  const stamp = new Int32Array(versions.keys.length);
  const firstRead = new Int32Array(count);
  for (let t = 1; t < count; t++) {
    const [start, end] = [starts.at(t), starts.at(t + 1)];
    if (end - start < 2) continue;
    for (let access = end - 1; access >= start; access--) {
      if (isWrite.at(access) === 0) firstRead[writer[version.at(access)]] = access;
    }
    /** The keys that are read later on. */
    const keys: number[] = [];
    const force = (from: number, ofKey: number) => {
      if (stamp[ofKey] !== t || from === 0) return;
      const to = writer[version.at(next[ofKey])];
      findings.spend(1);
      if (to !== from) graph.add(from, to, Reason.visible, next[ofKey]);
    };
    for (let access = end - 1; access >= start; access--) {
      if (isWrite.at(access) === 1) continue;
      const from = writer[version.at(access)];
      const own = key.at(access);
      if (firstRead[from] === access) writeSets.common(from, keys, (ofKey) => force(from, ofKey));
      else force(from, own);
      if (stamp[own] !== t) keys.push(own);
      next[own] = access;
      stamp[own] = t;
    }
  }
}

/** Read atomic: visible is what t3 read from at all, and what its session did before it. */
export function addReadAtomic(graph: Graph, transactions: Transactions, findings: Findings): void {
  const { starts, session, key, version, isWrite, writer, transaction, count, versions } = transactions;
  const writeSets = new WriteSets(transactions);
  const writes = new KeyLists(transactions, "writes");
  /** By key: the first read of it in the transaction, if `stamp` says that there is one. */
  const first = new Int32Array(versions.keys.length);
  const stamp = new Int32Array(versions.keys.length);
  const force = (from: number, read: number) => {
    const to = writer[version.at(read)];
    findings.spend(1);
    if (from !== to && from !== 0) graph.add(from, to, Reason.visible, read);
  };
  for (let t = 1; t < count; t++) {
    const [start, end] = [starts.at(t), starts.at(t + 1)];
    const keys: number[] = [];
    const forceKey = (from: number, ofKey: number) => {
      if (stamp[ofKey] === t) force(from, first[ofKey]);
    };
    for (let access = start; access < end; access++) {
      if (isWrite.at(access) === 1) continue;
      const own = key.at(access);
      if (stamp[own] === t) {
        // Two reads of one key from different transactions are visible to each other: a cycle already.
        force(writer[version.at(access)], first[own]);
        force(writer[version.at(first[own])], access);
        continue;
      }
      stamp[own] = t;
      first[own] = access;
      keys.push(own);
      const list = writes.find(own, session.at(t));
      const before = list === undefined ? 0 : countBelow(list, start);
      if (list !== undefined && before > 0) force(transaction.at(list.accesses[before - 1]), access);
    }
    if (keys.length < 2) continue;
    for (let access = start; access < end; access++) {
      const from = isWrite.at(access) === 1 ? 0 : writer[version.at(access)];
      if (from !== 0) writeSets.common(from, keys, (ofKey) => forceKey(from, ofKey));
    }
  }
}
