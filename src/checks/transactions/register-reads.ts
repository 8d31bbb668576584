import type { Findings } from "./findings.js";
import { type Ledger, none, outcomes } from "./ledger.js";
import { tellGarbage, tellIntermediate } from "./list-reads.js";
import { updatesLost } from "./lost-update.js";
import { nobody, type Versions } from "./register-versions.js";
import { nameOf, tellKey, tellSeen, tellWritten } from "./wording.js";

/**
 * What is wrong with single reads of registers, and inside of transactions: values that nobody wrote, that a failed
 * transaction wrote (G1a), perhaps with an update on top (dirty update), or that were overwritten by their own writer
 * (G1b); reads that contradict what the transaction has read and written itself (internal), or that know what it will
 * write (future read); and updates of one version by several transactions (lost update).
 */
export function checkRegisterReads(ledger: Ledger, versions: Versions, findings: Findings): void {
  const { from, key, value, writes, owner, outcome, isFinal, columns } = ledger;
  const { source } = versions;
  const lost = updatesLost(ledger, versions.count, findings);
  // Of each key: the transaction that touched it last, and the last of its micro-operations that did.
  const toucher = columns.int32(ledger.keys.length).fill(none);
  const lastTouch = columns.int32(ledger.keys.length);
  for (let t = 0; t < outcome.length; t++) {
    if (outcome[t] !== outcomes.ok) continue;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const k = key[micro];
      const before = toucher[k] === t ? lastTouch[k] : none;
      toucher[k] = t;
      lastTouch[k] = micro;
      if (writes[micro] === 1) {
        lost.write(t, k);
        if (before !== none && writes[before] === 0) checkUpdate(ledger, versions, before, micro, findings);
        continue;
      }
      if (before === none && versions.of[micro] !== none) lost.read(t, k, versions.of[micro], micro);
      if (before !== none && value[before] !== value[micro]) tellInternal(ledger, before, micro, findings);
      const write = source[micro];
      if (write === nobody) tellGarbage(ledger, micro, seenBy(ledger, micro), findings);
      else if (write === none) continue;
      else if (owner[write] === t) {
        if (write > micro) tellFutureRead(ledger, micro, write, findings);
      } else if (outcome[owner[write]] === outcomes.failed) tellAborted(ledger, micro, write, findings);
      else if (isFinal[write] === 0) tellIntermediate(ledger, micro, write, findings);
    }
  }
  lost.tell();
}

function seenBy({ history, owner, from }: Ledger, read: number): unknown {
  return history[owner[read]].result?.[read - from[owner[read]]][2];
}

function checkUpdate(ledger: Ledger, { source }: Versions, read: number, write: number, findings: Findings): void {
  const failed = source[read];
  if (failed < 0 || ledger.outcome[ledger.owner[failed]] !== outcomes.failed) return;
  const [loser, winner] = [ledger.owner[failed], ledger.owner[write]];
  findings.add("dirty-update", () => ({
    transactions: [loser, winner],
    explanation: [
      `${nameOf(loser)} wrote ${tellWritten(ledger, failed)} to ${tellKey(ledger, failed)} and failed; ${nameOf(winner)} ` +
        `read that and replaced it by ${tellWritten(ledger, write)}.`,
      "So a transaction that took effect builds on one that had none.",
    ],
  }));
}

function tellInternal(ledger: Ledger, before: number, read: number, findings: Findings): void {
  const t = ledger.owner[read];
  const past =
    ledger.writes[before] === 1
      ? `had itself written ${tellWritten(ledger, before)}`
      : `had read ${tellSeen(ledger, before)}`;
  findings.add("internal", () => ({
    transactions: [t],
    explanation: [
      `${nameOf(t)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, though it ${past}: ` +
        "it contradicts what the transaction itself has seen and done.",
    ],
  }));
}

function tellFutureRead(ledger: Ledger, read: number, write: number, findings: Findings): void {
  const t = ledger.owner[read];
  findings.add("future-read", () => ({
    transactions: [t],
    explanation: [
      `${nameOf(t)} read ${tellKey(ledger, read)} as ${tellWritten(ledger, write)} before it wrote that itself: it saw its own future.`,
    ],
  }));
}

function tellAborted(ledger: Ledger, read: number, write: number, findings: Findings): void {
  const [reader, writer] = [ledger.owner[read], ledger.owner[write]];
  findings.add("G1a", () => ({
    transactions: [reader, writer],
    explanation: [
      `${nameOf(reader)} read ${tellKey(ledger, read)} as ${tellSeen(ledger, read)}, which ${nameOf(writer)} had written.`,
      `${nameOf(writer)} failed, so that nobody should ever see what it wrote: an aborted read.`,
    ],
  }));
}
