import type { Findings } from "../findings.js";
import { countBelow, type KeyList, KeyLists } from "./key-lists.js";
import type { Transactions } from "./transactions.js";

/** The four session guarantees of Terry et al. (1994). */
export const guarantees = ["read your writes", "monotonic reads", "monotonic writes", "writes follow reads"] as const;

export type Guarantee = (typeof guarantees)[number];

/** A read must not get a version that comes before any of the first `count` versions of a list. */
type Demand = (guarantee: Guarantee, list: KeyList, count: number, read: number) => void;

/**
 * Visits what the guarantees demand of each read, session by session. All four say the same of different lists: what
 * this session wrote or read itself; or what another one wrote or read before a write that this session has seen.
 */
export function visitDemands(
  transactions: Transactions,
  wanted: readonly Guarantee[],
  findings: Findings,
  visit: Demand,
): void {
  const { key, version, isWrite, writer, session } = transactions;
  const [ownWrites, ownReads, othersWrites, othersReads] = guarantees.map((one) => wanted.includes(one));
  const writes = ownWrites || othersWrites ? new KeyLists(transactions, "writes") : null;
  const reads = ownReads || othersReads ? new KeyLists(transactions, "reads", writes?.count ?? 0) : null;
  const throughOthers = othersWrites || othersReads;
  const demand = (guarantee: Guarantee, list: KeyList | undefined, before: number, access: number) => {
    findings.spend(1);
    if (list === undefined) return;
    const count = countBelow(list, before);
    if (count > 0) visit(guarantee, list, count, access);
  };
  /** By session: the latest access of it that this session has seen, so far. */
  const seen = new Int32Array(transactions.sessions);
  for (const { session: own, accesses } of bySession(transactions)) {
    const met: number[] = [];
    for (const access of accesses) {
      if (isWrite.at(access) === 1) continue;
      const at = key.at(access);
      if (ownWrites) demand("read your writes", writes!.find(at, own), access, access);
      if (ownReads) demand("monotonic reads", reads!.find(at, own), access, access);
      if (!throughOthers) continue;
      if (othersWrites) {
        for (const list of writes!.ofKey[at]) {
          if (seen[list.session] > 0) demand("monotonic writes", list, seen[list.session], access);
        }
      }
      if (othersReads) {
        for (const list of reads!.ofKey[at]) {
          if (seen[list.session] > 0) demand("writes follow reads", list, seen[list.session], access);
        }
      }
      const from = version.at(access);
      if (from === 0) continue;
      const other = session.at(writer[from]);
      const write = transactions.accessOf[from];
      if (seen[other] === 0) met.push(other);
      // A write may be the first access of all.
      seen[other] = Math.max(seen[other], write);
    }
    for (const other of met) seen[other] = 0;
  }
}

/** The accesses of each session, in order. */
function bySession(transactions: Transactions): readonly { session: number; accesses: number[] }[] {
  const { transaction, session, sessions, key } = transactions;
  const lists = Array.from({ length: sessions }, (_, own) => ({ session: own, accesses: [] as number[] }));
  for (let access = 0; access < key.length; access++) lists[session.at(transaction.at(access))].accesses.push(access);
  return lists;
}
