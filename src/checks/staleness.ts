import { type Delay, formatLength, toUs } from "../kernel/time.js";
import { consistency, type Findings } from "./findings.js";
import type { Consistency, History, Operation } from "./history.js";
import { readTransactions, type Transactions } from "./sessions/transactions.js";
import { tellOperation } from "./tell.js";

/*
 * Requests: reads and writes with values that are unique for each key, alone or in transactions; `sessions/accesses.ts`
 * lists them.
 */

/** A read of a value that had been replaced for sure: by a write that followed its own and was done before the read. */
export interface StaleRead {
  readonly read: Operation;
  /** The first write that was done, of those that followed the one that was read. */
  readonly newer: Operation;
  /** From the end of that write to the invocation of the read. */
  readonly behindUs: number;
}

export interface StalenessReport {
  /** Reads of single versions. */
  readonly reads: number;
  readonly stale: readonly StaleRead[];
  /** From when to when stale reads were invoked at a node without a fresh one in between, in order of begin. */
  readonly windows: readonly {
    readonly node: string;
    readonly fromUs: number;
    readonly untilUs: number;
    readonly reads: number;
  }[];
}

/** No read returns what had been replaced for longer than this. Unknown without reads, or if values are not unique. */
export function boundedStaleness(options: { readonly within: Delay; readonly initial?: unknown }): Consistency {
  const withinUs = toUs(options.within);
  return consistency("bounded staleness", (history, findings) => {
    const report = reportOf(history, options.initial ?? null, findings);
    if (report === null) return;
    if (report.reads === 0) findings.doubt("no read was answered");
    for (const { read, newer, behindUs } of report.stale) {
      if (behindUs <= withinUs) continue;
      findings.violation(() => [
        `a read was ${formatLength(behindUs)} behind, which is more than ${formatLength(withinUs)}:`,
        `  ${tellOperation(read)}`,
        `  replaced by ${tellOperation(newer)}`,
      ]);
    }
  });
}

/** All stale reads, and when there were any at which node. Null if values are not unique. */
export function stalenessReport(history: History, initial: unknown = null): StalenessReport | null {
  let report: StalenessReport | null = null;
  consistency("staleness", (sorted, findings) => {
    report = reportOf(sorted, initial, findings);
  }).judge(history, Number.POSITIVE_INFINITY);
  return report;
}

function reportOf(history: History, initial: unknown, findings: Findings): StalenessReport | null {
  const transactions = readTransactions(history, initial, findings);
  if (transactions === null) return null;
  for (const anomaly of transactions.anomalies.slice(0, 1)) findings.doubt(anomaly);
  const { operations, transaction, version, isWrite, writer, key } = transactions;
  const writes = writesByKey(transactions);
  const stale: StaleRead[] = [];
  const all: { readonly read: Operation; readonly isStale: boolean }[] = [];
  for (let access = 0; access < key.length; access++) {
    if (isWrite.at(access) === 1) continue;
    findings.spend(1);
    const read = operations[transaction.at(access)] as Operation;
    const own = operations[writer[version.at(access)]];
    const newer = firstDoneAfter(writes[key.at(access)], own?.completedAt ?? Number.NEGATIVE_INFINITY);
    const isStale = newer !== null && newer.completedAt < read.invokedAt;
    if (isStale) stale.push({ read, newer, behindUs: read.invokedUs - newer.completedUs });
    all.push({ read, isStale });
  }
  return { reads: all.length, stale, windows: windowsOf(all) };
}

/** The writes of a key in order of invocation, and of each and all after it the one that was done first. */
interface Writes {
  readonly list: readonly Operation[];
  readonly firstDone: readonly Operation[];
}

function writesByKey({ operations, transaction, isWrite, key, versions }: Transactions): readonly Writes[] {
  const lists: Operation[][] = versions.keys.map(() => []);
  for (let access = 0; access < key.length; access++) {
    if (isWrite.at(access) === 1) lists[key.at(access)].push(operations[transaction.at(access)] as Operation);
  }
  return lists.map((list) => {
    const firstDone = [...list];
    for (let at = list.length - 2; at >= 0; at--) {
      if (firstDone[at + 1].completedAt < firstDone[at].completedAt) firstDone[at] = firstDone[at + 1];
    }
    return { list, firstDone };
  });
}

/** Of the writes that were invoked after an instant, the one that was done first. */
function firstDoneAfter({ list, firstDone }: Writes, at: number): Operation | null {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].invokedAt <= at) low = middle + 1;
    else high = middle;
  }
  return firstDone[low] ?? null;
}

function windowsOf(
  all: readonly { readonly read: Operation; readonly isStale: boolean }[],
): StalenessReport["windows"] {
  type Window = { node: string; fromUs: number; untilUs: number; reads: number };
  const windows: Window[] = [];
  const open = new Map<string, Window>();
  for (const { read, isStale } of all) {
    const { node, invokedUs } = read;
    const window = open.get(node);
    if (!isStale) open.delete(node);
    else if (window === undefined) {
      const begun = { node, fromUs: invokedUs, untilUs: invokedUs, reads: 1 };
      windows.push(begun);
      open.set(node, begun);
    } else {
      window.untilUs = invokedUs;
      window.reads += 1;
    }
  }
  return windows;
}
