import { consistency, Findings } from "./findings.js";
import type { Consistency, History, Operation } from "./history.js";
import { Disorder } from "./sessions/disorder.js";
import { ForcedOrder } from "./sessions/forced-order.js";
import { demandsOf, type Guarantee, guarantees } from "./sessions/guarantees.js";
import type { KeyList } from "./sessions/key-lists.js";
import { readTransactions, type Transactions } from "./sessions/transactions.js";
import { placesIn, type SessionOptions } from "./sessions/version-order.js";
import { tellOperation } from "./tell.js";

/*
 * Session guarantees (Terry et al. 1994) of histories of reads and writes, alone or in transactions, whose values are
 * unique for each key; `sessions/accesses.ts` lists the requests. A session is what one process does. Invalid if a read
 * gets a version that comes too early in the version order; without one, if there is no version order, the same for all
 * sessions, in which none does. Unknown if values are not unique, or if something was read that nobody wrote.
 */

/** A session that writes a key and later reads it does not get a version from before its own write. */
export function readYourWrites(options: SessionOptions = {}): Consistency {
  return check("read your writes", ["read your writes"], options);
}

/** A session that reads a key twice does not get an older version the second time. */
export function monotonicReads(options: SessionOptions = {}): Consistency {
  return check("monotonic reads", ["monotonic reads"], options);
}

/** Who has seen a write does not read a version from before what its session wrote before it. */
export function monotonicWrites(options: SessionOptions = {}): Consistency {
  return check("monotonic writes", ["monotonic writes"], options);
}

/** Who has seen a write does not read a version from before what its session had read before it. */
export function writesFollowReads(options: SessionOptions = {}): Consistency {
  return check("writes follow reads", ["writes follow reads"], options);
}

/** Pipelined random access memory (Lipton & Sandberg 1988): the first three of the guarantees above. */
export function pram(options: SessionOptions = {}): Consistency {
  return check("PRAM", guarantees.slice(0, 3), options);
}

function check(name: string, wanted: readonly Guarantee[], options: SessionOptions): Consistency {
  return consistency(name, (history, findings) => judge(history, wanted, options, findings));
}

function judge(
  history: History,
  wanted: readonly Guarantee[],
  { versionOrder, initial = null }: SessionOptions,
  findings: Findings,
): void {
  const transactions = readTransactions(history, initial, findings);
  if (transactions === null) return;
  for (const anomaly of transactions.anomalies.slice(0, 1)) findings.doubt(anomaly);
  const { version } = transactions;
  const places = versionOrder === undefined ? null : placesIn(versionOrder, history, transactions, findings);
  if (versionOrder !== undefined && places === null) return;
  const visitDemands = demandsOf(transactions, wanted);
  const disorder = new Disorder(transactions);
  const latest = new Map<KeyList, Int32Array>();
  visitDemands(findings, (guarantee, list, count, read) => {
    const got = version.at(read);
    if (places === null && got > 0) {
      disorder.demand(list, count, got);
      return;
    }
    let ranks = latest.get(list);
    if (ranks === undefined) {
      ranks = latestOf(list.versions, places);
      latest.set(list, ranks);
    }
    const missed = ranks[count - 1];
    if (got > 0 && places !== null && places[got] >= places[missed]) return;
    const why = got === 0 ? "which was there before everything" : "which comes before it in the version order";
    findings.violation(() => [
      `${tellReason(transactions, guarantee, missed, read)}, ${why}:`,
      ...tellOperations(transactions, missed, read),
    ]);
  });
  if (disorder.isEmpty) return;
  const forced = new ForcedOrder(transactions, disorder.versions(), findings);
  // These steps have been taken before.
  visitDemands(new Findings(Number.POSITIVE_INFINITY), (guarantee, list, count, read) => {
    if (version.at(read) > 0) forced.demand(guarantee, list, count, read);
  });
  const cycle = forced.cycle();
  if (cycle === null) return;
  findings.violation(() => [
    "there is no version order in which every read gets a version that is late enough:",
    ...cycle.flatMap(({ from, to, kind, detail }) => {
      const [earlier, later] = [from, to].map((one) =>
        transactions.tellVersion(transactions.versions.key.at(one), one),
      );
      const reason = tellReason(transactions, guarantees[kind], from, detail);
      return [`${earlier} must come before ${later}, since ${reason}:`, ...tellOperations(transactions, from, detail)];
    }),
  ]);
}

/** For each place in a list, which of the versions up to there comes last in the version order. */
function latestOf(versions: readonly number[], places: Int32Array | null): Int32Array {
  const latest = Int32Array.from(versions);
  for (let at = 1; at < latest.length && places !== null; at++) {
    if (places[latest[at - 1]] > places[latest[at]]) latest[at] = latest[at - 1];
  }
  return latest;
}

/** What happened before a read that makes it too early. */
function tellReason(transactions: Transactions, guarantee: Guarantee, missed: number, read: number): string {
  const { operations, transaction, key, version, writer } = transactions;
  const reader = (operations[transaction.at(read)] as Operation).process;
  const author = (operations[writer[missed]] as Operation).process;
  const earlier = transactions.tellVersion(key.at(read), missed);
  const got = transactions.tellVersion(key.at(read), version.at(read));
  const past = {
    "read your writes": `wrote ${earlier}`,
    "monotonic reads": `read ${earlier}`,
    "monotonic writes": `had seen what process ${author} wrote after ${earlier}`,
    "writes follow reads": `had seen a write of a process that had read ${earlier} before`,
  };
  return `process ${reader} ${past[guarantee]} and later read ${got}`;
}

function tellOperations({ operations, writer, transaction }: Transactions, missed: number, read: number): string[] {
  return [writer[missed], transaction.at(read)].map((one) => `  ${tellOperation(operations[one] as Operation)}`);
}
