import type { Findings } from "./findings.js";
import { type Ledger, none, outcomes } from "./ledger.js";
import type { ListOrders } from "./list-orders.js";
import { updatesLost } from "./lost-update.js";
import { nameOf, tellKey, tellSeen, tellWritten } from "./wording.js";

/**
 * What a transaction itself contradicts: reads that forget its own earlier appends and reads (internal), reads that know
 * its own later appends (future read); and updates of one state by several transactions (lost update).
 */
export function checkListInside(ledger: Ledger, orders: ListOrders, findings: Findings): void {
  const { from, key, value, writes, outcome, columns } = ledger;
  const { place } = orders;
  const lost = updatesLost(ledger, orders.order.length + ledger.keys.length, findings);
  // Of each key: the transaction that touched it last; its reads and appends so far, and the longest of these reads.
  const toucher = columns.int32(ledger.keys.length).fill(none);
  const lastRead = columns.int32(ledger.keys.length);
  const lastAppend = columns.int32(ledger.keys.length);
  const mostSeen = columns.int32(ledger.keys.length);
  // The appends of one transaction to one key, chained backwards to its last read of it, by their places in it.
  const appendBefore: number[] = [];
  for (let t = 0; t < outcome.length; t++) {
    if (outcome[t] !== outcomes.ok) continue;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const k = key[micro];
      if (toucher[k] !== t) {
        toucher[k] = t;
        lastRead[k] = lastAppend[k] = mostSeen[k] = none;
        if (writes[micro] === 0 && place[micro] !== none) lost.read(t, k, orders.from[k] + k + place[micro], micro);
      }
      if (writes[micro] === 1) {
        lost.write(t, k);
        appendBefore[micro - from[t]] = lastAppend[k];
        lastAppend[k] = micro;
        if (place[micro] !== none && place[micro] < mostSeen[k]) tellFutureRead(ledger, micro, findings);
      } else {
        if (lastRead[k] !== none || lastAppend[k] !== none) {
          const bothPrefixes = place[micro] !== none && (lastRead[k] === none || place[lastRead[k]] !== none);
          const expected = appendsSince(lastAppend[k], from[t], appendBefore);
          if (!fits(ledger.lists[value[micro]], ledger, lastRead[k], expected, bothPrefixes)) {
            tellInternal(ledger, micro, lastRead[k], expected, findings);
          }
        }
        lastRead[k] = micro;
        lastAppend[k] = none;
        if (place[micro] > mostSeen[k]) mostSeen[k] = place[micro];
      }
    }
  }
  lost.tell();
}

const nothing: readonly number[] = [];

/** The transaction's own appends since its last read. */
function appendsSince(lastAppend: number, first: number, appendBefore: readonly number[]): readonly number[] {
  if (lastAppend === none) return nothing;
  const appends: number[] = [];
  for (let append = lastAppend; append !== none; append = appendBefore[append - first]) appends.push(append);
  return appends.reverse();
}

/** Whether a read is what was read before, if anything was, and then the transaction's own appends. */
function fits(
  list: readonly unknown[],
  ledger: Ledger,
  lastRead: number,
  appends: readonly number[],
  bothPrefixes: boolean,
): boolean {
  const { lists, value, values } = ledger;
  const start = list.length - appends.length;
  if (lastRead !== none) {
    const before = lists[value[lastRead]];
    if (start !== before.length) return false;
    // Two prefixes of one order that are equally long are the same.
    if (!bothPrefixes && !before.every((element, at) => element === list[at])) return false;
  }
  return start >= 0 && appends.every((append, at) => values.find(list[start + at]) === value[append]);
}

function tellInternal(
  ledger: Ledger,
  read: number,
  before: number,
  appends: readonly number[],
  findings: Findings,
): void {
  const t = ledger.owner[read];
  const past = [
    ...(before === none ? [] : [`had read ${tellSeen(ledger, before)}`]),
    ...(appends.length === 0
      ? []
      : [`had itself appended ${appends.map((append) => tellWritten(ledger, append)).join(", ")}`]),
  ].join(" and ");
  findings.add("internal", () => ({
    transactions: [t],
    explanation: [
      `${nameOf(t)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, though it ${past}: ` +
        "it contradicts what the transaction itself has seen and done.",
    ],
  }));
}

function tellFutureRead(ledger: Ledger, append: number, findings: Findings): void {
  const t = ledger.owner[append];
  findings.add("future-read", () => ({
    transactions: [t],
    explanation: [
      `${nameOf(t)} read ${tellWritten(ledger, append)} in ${tellKey(ledger, append)} before it appended that itself: ` +
        "it saw its own future.",
    ],
  }));
}
