import type { Findings } from "./findings.js";
import { finalWriteOf, type Ledger, none, outcomes } from "./ledger.js";
import { appendOf, type ListOrders } from "./list-orders.js";
import { nameOf, tellKey, tellSeen, tellValue, tellWritten } from "./wording.js";

/**
 * What is wrong with single reads of lists: elements that nobody appended, that a failed transaction appended (G1a), and
 * states in the middle of another transaction (G1b); and orders in which something follows on a failed append.
 */
export function checkListReads(ledger: Ledger, orders: ListOrders, findings: Findings): void {
  const { key, value, writes, owner } = ledger;
  const { from, order, place } = orders;
  const firstFlaw = firstFlaws(ledger, orders, findings);
  for (let micro = 0; micro < key.length; micro++) {
    if (writes[micro] === 1 || value[micro] === none) continue;
    const length = place[micro];
    const k = key[micro];
    let last = none;
    if (length === none) {
      const list = ledger.lists[value[micro]];
      checkElements(ledger, micro, findings);
      if (list.length > 0) last = appendOf(ledger, k, list[list.length - 1]);
    } else {
      if (firstFlaw[k] < length) checkElements(ledger, micro, findings);
      if (length > 0) last = order[from[k] + length - 1];
    }
    if (last !== none && ledger.isFinal[last] === 0 && owner[last] !== owner[micro]) {
      if (ledger.outcome[owner[last]] !== outcomes.failed) tellIntermediate(ledger, micro, last, findings);
    }
  }
}

/** Of each key the place of the first element in its order that no committed transaction appended. */
function firstFlaws(ledger: Ledger, { from, order, committed }: ListOrders, findings: Findings): Int32Array {
  const first = ledger.columns.int32(ledger.keys.length).fill(2 ** 31 - 1);
  for (let k = 0; k < first.length; k++) {
    let failed = none;
    let last = none;
    let isDirty = false;
    for (let at = from[k]; at < from[k + 1]; at++) {
      const append = order[at];
      if (append === none || committed[ledger.owner[append]] === 0) {
        if (first[k] > at - from[k]) first[k] = at - from[k];
        if (append !== none) failed = append;
        continue;
      }
      if (failed !== none && !isDirty) {
        isDirty = true;
        tellDirtyUpdate(ledger, failed, append, findings);
      }
      if (last > append && ledger.owner[last] === ledger.owner[append]) tellReversed(ledger, append, last, findings);
      last = append;
    }
  }
  return first;
}

function checkElements(ledger: Ledger, read: number, findings: Findings): void {
  const reader = ledger.owner[read];
  let failed = none;
  let isGarbage = false;
  for (const element of ledger.lists[ledger.value[read]]) {
    const append = appendOf(ledger, ledger.key[read], element);
    if (append === none) {
      if (!isGarbage) tellGarbage(ledger, read, element, findings);
      isGarbage = true;
    } else if (failed === none && ledger.outcome[ledger.owner[append]] === outcomes.failed) failed = append;
  }
  if (failed === none) return;
  const writer = ledger.owner[failed];
  findings.add("G1a", () => ({
    transactions: [reader, writer],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, with the ${tellWritten(ledger, failed)} ` +
        `that ${nameOf(writer)} had appended.`,
      `${nameOf(writer)} failed, so that nobody should ever see what it wrote: an aborted read.`,
    ],
  }));
}

export function tellGarbage(ledger: Ledger, read: number, value: unknown, findings: Findings): void {
  const reader = ledger.owner[read];
  findings.add("garbage-read", () => ({
    transactions: [reader],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, but nobody ever wrote ${tellValue(value)} to it.`,
    ],
  }));
}

/** What holds for a list and its elements, and for a register and its values. */
export function tellIntermediate(ledger: Ledger, read: number, write: number, findings: Findings): void {
  const [reader, writer] = [ledger.owner[read], ledger.owner[write]];
  findings.add("G1b", () => ({
    transactions: [reader, writer],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}: so it was in the middle of ${nameOf(writer)}, ` +
        `which wrote ${tellWritten(ledger, write)} and afterwards ${tellWritten(ledger, finalWriteOf(ledger, write))}.`,
      "Nobody should see what a transaction has not finished: an intermediate read.",
    ],
  }));
}

function tellDirtyUpdate(ledger: Ledger, failed: number, append: number, findings: Findings): void {
  const [loser, winner] = [ledger.owner[failed], ledger.owner[append]];
  findings.add("dirty-update", () => ({
    transactions: [loser, winner],
    explanation: [
      `${nameOf(loser)} appended ${tellWritten(ledger, failed)} to ${tellKey(ledger, failed)} and failed, and ` +
        `${nameOf(winner)} appended ${tellWritten(ledger, append)} behind it.`,
      `So a transaction that took effect builds on one that had none.`,
    ],
  }));
}

function tellReversed(ledger: Ledger, earlier: number, later: number, findings: Findings): void {
  const t = ledger.owner[earlier];
  const key = tellKey(ledger, earlier);
  const [one, other] = [tellWritten(ledger, earlier), tellWritten(ledger, later)];
  findings.add("incompatible-order", () => ({
    transactions: [t],
    explanation: [
      `${nameOf(t)} appended ${one} to ${key} and then ${other}, but ${key} was read with ${other} before ${one}.`,
    ],
  }));
}
