import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, Operation } from "./history.js";
import { tellOperation, tellSome } from "./tell.js";

/*
 * Requests: `{ kind: "add", delta }`, with a whole delta of any sign, whatever it is answered; and
 * `{ kind: "read", final: true }`, answered by a number, when everything has been added and exchanged. Reads without
 * `final` may answer anything.
 */

/** The whole numbers from one to another, both included. */
type Range = readonly [low: number, high: number];

/**
 * A counter that goes up and down, as a PN-counter does, once it is at rest. Invalid if a final read is not the sum of
 * all acknowledged deltas and some of those of unknown outcome; unknown without a final read.
 */
export function counterSums(): Consistency {
  return consistency("counter at rest", (history, findings) => {
    let sum = 0;
    const unknown: number[] = [];
    const finals: Operation[] = [];
    findings.spend(history.length);
    for (const operation of history) {
      const kind = kindOf(operation);
      if (kind === "add") {
        const { delta } = operation.request as { readonly delta: number };
        if (!Number.isSafeInteger(delta)) findings.odd(operation, "adds no whole number");
        else if (operation.outcome === "ok") sum += delta;
        else if (operation.outcome === "unknown") unknown.push(delta);
      } else if (kind !== "read") findings.odd(operation);
      else if (operation.outcome === "ok" && (operation.request as { final?: unknown }).final === true) {
        finals.push(operation);
      }
    }
    if (finals.length === 0) findings.doubt("no final read was answered");
    const sums = possibleSums(sum, unknown, findings);
    for (const read of finals) {
      const { result } = read;
      if (typeof result !== "number") findings.odd(read, "is no number");
      else if (!sums.some(([low, high]) => result >= low && result <= high)) {
        findings.violation(() => {
          const possible = tellSome(sums, ([low, high]) => (low === high ? `${low}` : `${low} to ${high}`));
          return `${tellOperation(read)}: it must be ${possible}`;
        });
      }
    }
  });
}

/** All sums with any of the deltas, as ranges that do not touch: those of many small deltas are few. */
function possibleSums(start: number, deltas: readonly number[], findings: Findings): readonly Range[] {
  let ranges: readonly Range[] = [[start, start]];
  for (const delta of [...deltas].sort((a, b) => Math.abs(a) - Math.abs(b))) {
    if (delta === 0) continue;
    findings.spend(ranges.length);
    const all = [...ranges, ...ranges.map(([low, high]): Range => [low + delta, high + delta])];
    const joined: [number, number][] = [];
    for (const [low, high] of all.sort((a, b) => a[0] - b[0])) {
      const last = joined.at(-1);
      if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
      else joined.push([low, high]);
    }
    ranges = joined;
  }
  return ranges;
}
