import { ElementNumbers } from "./element-numbers.js";
import { consistency, type Findings, kindOf } from "./findings.js";
import type { Consistency, History } from "./history.js";
import { tellSome, tellValue } from "./tell.js";

/*
 * Requests: `{ kind: "enqueue", value }`, whatever it is answered; `{ kind: "dequeue" }`, answered by a value; and
 * `{ kind: "drain" }`, answered by the list of all values that it dequeued.
 */

/** What became of what was enqueued, each value as often as it did. */
export interface TotalQueueReport {
  readonly enqueued: number;
  readonly dequeued: number;
  /** Acknowledged, and never dequeued. */
  readonly lost: readonly unknown[];
  /** Dequeued, although nobody had ever tried to enqueue it. */
  readonly unexpected: readonly unknown[];
  /** Dequeued more often than anybody had tried to enqueue it. */
  readonly duplicated: readonly unknown[];
  /** Dequeued, although its enqueue was not acknowledged. */
  readonly recovered: readonly unknown[];
  /** How many values may have been dequeued without anybody being told; infinity for a drain of unknown outcome. */
  readonly taken: number;
}

/**
 * What goes in comes out, where everything is dequeued in the end. Invalid if more acknowledged values are lost than
 * dequeues of unknown outcome could have taken, or if something comes out that nobody put in; values that come out
 * twice are reported, and allowed. Unknown if such dequeues could have taken what is missing, or if nothing came out.
 */
export function totalQueue(): Consistency {
  return consistency("total queue", (history, findings) => {
    const { lost, unexpected, taken, dequeued } = tally(history, findings);
    const some = tellSome(lost, tellValue);
    if (lost.length > taken) findings.violation(() => `acknowledged, and never dequeued: ${some}`);
    else if (lost.length > 0) findings.doubt(`dequeues of unknown outcome may have taken ${some}`);
    if (unexpected.length > 0) {
      findings.violation(() => `dequeued, and never enqueued: ${tellSome(unexpected, tellValue)}`);
    }
    if (dequeued === 0) findings.doubt("nothing was dequeued");
  });
}

/** All that there is to tell about the values. */
export function totalQueueReport(history: History): TotalQueueReport | null {
  let report: TotalQueueReport | null = null;
  consistency("total queue", (sorted, findings) => {
    report = tally(sorted, findings);
  }).judge(history, Number.POSITIVE_INFINITY);
  return report;
}

function tally(history: History, findings: Findings): TotalQueueReport {
  const values = new ElementNumbers(history.length);
  // By value: how often each was.
  const [attempts, acknowledgements, dequeues]: number[][] = [[], [], []];
  const numberOf = (value: unknown): number => {
    const number = values.number(value);
    if (number === attempts.length) for (const counts of [attempts, acknowledgements, dequeues]) counts.push(0);
    return number;
  };
  let [enqueued, dequeued, taken] = [0, 0, 0];
  findings.spend(history.length);
  for (const operation of history) {
    const { request, outcome, result } = operation;
    const kind = kindOf(operation);
    if (kind === "enqueue") {
      const value = numberOf((request as { readonly value?: unknown }).value);
      enqueued += 1;
      attempts[value] += 1;
      if (outcome === "ok") acknowledgements[value] += 1;
    } else if (kind !== "dequeue" && kind !== "drain") findings.odd(operation);
    else if (outcome === "unknown") taken += kind === "drain" ? Number.POSITIVE_INFINITY : 1;
    else if (outcome === "failed") continue;
    else if (kind === "drain" && !Array.isArray(result)) findings.odd(operation, "is no list of values");
    else {
      const out = kind === "drain" ? (result as readonly unknown[]) : [result];
      dequeued += out.length;
      findings.spend(out.length);
      for (const value of out) dequeues[numberOf(value)] += 1;
    }
  }
  const each = (times: (value: number) => number) => {
    const list: unknown[] = [];
    for (let value = 0; value < attempts.length; value++) {
      for (let left = times(value); left > 0; left--) list.push(values.elements[value]);
    }
    return list;
  };
  return {
    enqueued,
    dequeued,
    taken,
    lost: each((value) => acknowledgements[value] - dequeues[value]),
    unexpected: each((value) => (attempts[value] === 0 ? dequeues[value] : 0)),
    duplicated: each((value) => (attempts[value] === 0 ? 0 : dequeues[value] - attempts[value])),
    recovered: each((value) => Math.min(dequeues[value], attempts[value]) - acknowledgements[value]),
  };
}
