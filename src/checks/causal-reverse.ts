import { ElementNumbers } from "./element-numbers.js";
import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, History, Operation } from "./history.js";
import { tellOperation, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "write", value }`, each value once, whatever it is answered; `{ kind: "read" }`, answered by the list
 * of all values that are there.
 */

/**
 * A read that sees a write sees every write that completed before that one was invoked. Unknown if values are not
 * unique, if something is read that nobody wrote, or without a read. Per read the latest invocation among the writes
 * that it saw says how many it had to see: only if there are fewer, they are looked at one by one.
 */
export function noCausalReverse(): Consistency {
  return consistency("no causal reverse", (history, findings) => {
    const writes = new Writes(history, findings);
    let reads = 0;
    for (const operation of history) {
      if (kindOf(operation) !== "read" || operation.outcome !== "ok") continue;
      reads += 1;
      if (!Array.isArray(operation.result)) findings.odd(operation, "is no list of values");
      else if (writes.areUnique) writes.judge(operation, operation.result);
    }
    if (reads === 0) findings.doubt("no read was answered");
  });
}

/** All writes that have not failed, numbered by what they wrote. */
class Writes {
  areUnique = true;
  private readonly findings: Findings;
  private readonly numbers: ElementNumbers;
  private readonly list: Operation[] = [];
  /** Those that were acknowledged, in order of completion. */
  private readonly completed: readonly Operation[];
  /** By number: the last read that saw the write. */
  private readonly seenBy: Int32Array;
  private read = 0;

  constructor(history: History, findings: Findings) {
    this.findings = findings;
    this.numbers = new ElementNumbers(history.length);
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind !== "write" && kind !== "read") findings.odd(operation);
      if (kind !== "write" || operation.outcome === "failed") continue;
      const { value } = operation.request as { readonly value?: unknown };
      if (this.numbers.number(value) < this.list.length) {
        findings.odd(operation, "writes a value again");
        this.areUnique = false;
      } else this.list.push(operation);
    }
    this.seenBy = new Int32Array(this.list.length);
    this.completed = this.list.filter(({ outcome }) => outcome === "ok").sort((a, b) => a.completedAt - b.completedAt);
  }

  judge(read: Operation, values: readonly unknown[]): void {
    const { findings, list, seenBy, completed } = this;
    findings.spend(2 * values.length);
    const seen = this.numbers.ofRead(read.node, values);
    this.read += 1;
    let latest = -1;
    for (let at = 0; at < seen.length; at++) {
      const write = seen[at];
      if (write >= list.length) findings.odd(read, `nobody wrote ${tellValue(values[at])}`);
      else if (latest === -1 || list[write].invokedAt > list[latest].invokedAt) latest = write;
    }
    if (latest === -1) return;
    const { invokedAt } = list[latest];
    let present = 0;
    for (const write of seen) {
      if (write >= list.length || seenBy[write] === this.read) continue;
      seenBy[write] = this.read;
      if (list[write].outcome === "ok" && list[write].completedAt < invokedAt) present += 1;
    }
    const due = countBefore(completed, invokedAt);
    if (present === due) return;
    findings.spend(due);
    const there = new Set(Array.from(seen, (write) => list[write]));
    const missing = completed.find((write) => !there.has(write)) as Operation;
    findings.violation(() => [
      "a read saw a write, and not one that had completed before that was invoked:",
      `  ${tellOperation({ ...read, result: "…" })}`,
      `  seen: ${tellOperation(list[latest])}`,
      `  not seen: ${tellOperation(missing)}`,
    ]);
  }
}

/** How many operations, in order of completion, completed before an instant. */
function countBefore(completed: readonly Operation[], at: number): number {
  let [low, high] = [0, completed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (completed[middle].completedAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
