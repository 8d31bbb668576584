import type { Findings } from "../findings.js";
import { Reason } from "./commit-order.js";
import { Graph } from "./graph.js";
import type { HappensBefore } from "./happens-before.js";
import { IntList } from "./int-list.js";
import { countBelow, type KeyList, KeyLists } from "./key-lists.js";
import type { Transactions } from "./transactions.js";

type Force = (later: number, earlier: number, read: number) => void;

/**
 * Causal: if t3 reads x from t1, and t2, which writes x too, happened before t3, then t2 commits before t1. Of each
 * session the last such t2 will do, and none that happened before t1 anyway.
 */
function visitCausallyForced(
  transactions: Transactions,
  happensBefore: HappensBefore,
  findings: Findings,
  force: Force,
): void {
  const { starts, key, version, isWrite, writer, transaction } = transactions;
  const { ofKey } = new KeyLists(transactions, "writes");
  const { entryOf } = happensBefore;
  const last = (list: KeyList, past: Int32Array) => {
    const bound = past[entryOf[list.session]];
    const count = bound === 0 ? 0 : countBelow(list, starts.at(bound + 1));
    return count === 0 ? 0 : transaction.at(list.accesses[count - 1]);
  };
  happensBefore.walk((t3, past) => {
    for (let access = starts.at(t3); access < starts.at(t3 + 1); access++) {
      if (isWrite.at(access) === 1) continue;
      const t1 = writer[version.at(access)];
      for (const list of ofKey[key.at(access)]) {
        findings.spend(1);
        const t2 = last(list, past);
        if (t2 !== 0 && t2 !== t1 && (t1 === 0 || !happensBefore.reaches(t2, t1))) force(t2, t1, access);
      }
    }
  });
}

/** Commits come in one order for all sessions: every forced edge counts. */
export function addConvergent(
  graph: Graph,
  transactions: Transactions,
  happensBefore: HappensBefore,
  findings: Findings,
): void {
  visitCausallyForced(transactions, happensBefore, findings, (t2, t1, read) => {
    findings.spend(1);
    graph.add(t2, t1, Reason.visible, read);
  });
}

/**
 * Each reader may have an order of its own, of what happened before it: what one reader forces counts together, and
 * against nothing but what happened before. Whether t1 of one edge happened before t2 of another is known when that t2
 * is visited, so that a second walk asks.
 */
export function addCausal(
  graph: Graph,
  transactions: Transactions,
  happensBefore: HappensBefore,
  findings: Findings,
): void {
  const { session, count, transaction, starts } = transactions;
  const { entryOf } = happensBefore;
  const [from, to, reads, next] = [new IntList(), new IntList(), new IntList(), new IntList()];
  /** By t2: the last of its forced edges; `next` leads to the others. */
  const last = new Int32Array(count).fill(-1);
  /** By reader: its first forced edge. */
  const firstOf = new Int32Array(count);
  visitCausallyForced(transactions, happensBefore, findings, (t2, t1, read) => {
    const t3 = transaction.at(read);
    if (from.length === 0 || transaction.at(reads.at(from.length - 1)) !== t3) firstOf[t3] = from.length;
    next.push(last[t2]);
    last[t2] = from.length;
    from.push(t2);
    to.push(t1);
    reads.push(read);
  });
  // One edge leads to another if its t1 is the other's t2, or happened before it.
  const leads = new Graph();
  happensBefore.walk((t2, past) => {
    for (let edge = last[t2]; edge !== -1; edge = next.at(edge)) {
      const t3 = transaction.at(reads.at(edge));
      const isAlone = starts.at(t3 + 1) - starts.at(t3) === 1;
      for (let other = isAlone ? edge : firstOf[t3]; other < from.length; other++) {
        if (transaction.at(reads.at(other)) !== t3) break;
        findings.spend(1);
        const t1 = to.at(other);
        const reached = t1 === 0 || t1 === t2 || past[entryOf[session.at(t1)]] >= t1;
        if (reached) leads.add(other, edge, 0, 0);
        if (isAlone) break;
      }
    }
  });
  for (const { from: edge } of leads.cycle(from.length) ?? []) {
    graph.add(from.at(edge), to.at(edge), Reason.visible, reads.at(edge));
  }
}
