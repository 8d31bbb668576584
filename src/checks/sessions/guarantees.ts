import type { Findings } from "../findings.js";
import { countBelow, type KeyList, KeyLists } from "./key-lists.js";
import type { Transactions } from "./transactions.js";

/** The four session guarantees of Terry et al. (1994). */
export const guarantees = ["read your writes", "monotonic reads", "monotonic writes", "writes follow reads"] as const;

export type Guarantee = (typeof guarantees)[number];

/** A read must not get a version that comes before any of the first `count` versions of a list. */
type Demand = (guarantee: Guarantee, list: KeyList, count: number, read: number) => void;

type Visit = (findings: Findings, visit: Demand) => void;

/**
 * How to visit what the guarantees demand of each read, session by session. All four say the same of different lists:
 * what this session wrote or read itself; or what another one wrote or read before a write that this session has seen.
 */
export function demandsOf(transactions: Transactions, wanted: readonly Guarantee[]): Visit {
  const { key, version, isWrite, writer, session } = transactions;
  const [ownWrites, ownReads, othersWrites, othersReads] = guarantees.map((one) => wanted.includes(one));
  const writes = ownWrites || othersWrites ? new KeyLists(transactions, "writes") : null;
  const reads = ownReads || othersReads ? new KeyLists(transactions, "reads", writes?.count ?? 0) : null;
  const accessesOf = bySession(transactions);
  /** By session: the latest access of it that this session has seen, so far. */
  const seen = new Int32Array(transactions.sessions);
  return (findings, visit) => {
    const demand = (guarantee: Guarantee, list: KeyList | undefined, before: number, access: number) => {
      findings.spend(1);
      const count = list === undefined ? 0 : countBelow(list, before);
      if (count > 0) visit(guarantee, list!, count, access);
    };
    const demandOfOthers = (guarantee: Guarantee, lists: readonly KeyList[], access: number) => {
      for (const list of lists) if (seen[list.session] > 0) demand(guarantee, list, seen[list.session], access);
    };
    for (let own = 0; own < accessesOf.length; own++) {
      const met: number[] = [];
      for (const access of accessesOf[own]) {
        if (isWrite.at(access) === 1) continue;
        const at = key.at(access);
        if (ownWrites) demand("read your writes", writes!.find(at, own), access, access);
        if (ownReads) demand("monotonic reads", reads!.find(at, own), access, access);
        if (othersWrites) demandOfOthers("monotonic writes", writes!.ofKey[at], access);
        if (othersReads) demandOfOthers("writes follow reads", reads!.ofKey[at], access);
        const from = version.at(access);
        if (from === 0) continue;
        const other = session.at(writer[from]);
        if (seen[other] === 0) met.push(other);
        // A write may be the first access of all.
        seen[other] = Math.max(seen[other], transactions.accessOf[from]);
      }
      for (const other of met) seen[other] = 0;
    }
  };
}

/** The accesses of each session, in order. */
function bySession({ transaction, session, sessions, key }: Transactions): readonly (readonly number[])[] {
  const lists = Array.from({ length: sessions }, (): number[] => []);
  for (let access = 0; access < key.length; access++) lists[session.at(transaction.at(access))].push(access);
  return lists;
}
