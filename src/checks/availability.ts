import { formatInstant, formatLength } from "../kernel/time.js";
import { consistency, kindOf } from "./findings.js";
import type { Consistency, History } from "./history.js";

export interface AvailabilityReport {
  readonly operations: number;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** The share of operations that ended ok; null without operations. */
  readonly ratio: number | null;
  /** The same for each kind of request, in order of their first appearance. */
  readonly byKind: readonly { readonly kind: string; readonly operations: number; readonly ok: number }[];
  /** The longest time, between the first invocation and the last event, in which nothing ended ok. */
  readonly longestOutage: { readonly fromUs: number; readonly untilUs: number } | null;
}

/**
 * The share of operations that ended ok: "total" needs all of them, a number is the least share. Unknown without
 * operations.
 */
export function availability(least: number | "total"): Consistency {
  const needed = least === "total" ? 1 : least;
  return consistency("availability", (history, findings) => {
    findings.spend(history.length);
    const { operations, ok, ratio, longestOutage } = availabilityReport(history);
    if (ratio === null) findings.doubt("nothing was asked for");
    else if (!(ratio >= needed)) {
      findings.violation(() => [
        `${ok} of ${operations} operations ended ok, a share of ${ratio.toFixed(4)}: it must be at least ${needed}`,
        ...(longestOutage === null ? [] : [`  nothing ended ok from ${describe(longestOutage)}`]),
      ]);
    }
  });
}

function describe({ fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number }): string {
  return `${formatInstant(fromUs)} to ${formatInstant(untilUs)}, for ${formatLength(untilUs - fromUs)}`;
}

/** What share of operations ended ok, of each kind, and when it was worst. */
export function availabilityReport(history: History): AvailabilityReport {
  const counts = { ok: 0, failed: 0, unknown: 0 };
  const byKind = new Map<string, { kind: string; operations: number; ok: number }>();
  /** When operations ended ok, and whatever happened last. */
  const endsUs: number[] = [];
  let [firstUs, lastUs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const operation of history) {
    const { outcome, invokedUs, completedUs } = operation;
    counts[outcome] += 1;
    const kind = String(kindOf(operation) ?? "request");
    let entry = byKind.get(kind);
    if (entry === undefined) {
      entry = { kind, operations: 0, ok: 0 };
      byKind.set(kind, entry);
    }
    entry.operations += 1;
    if (outcome === "ok") {
      entry.ok += 1;
      endsUs.push(completedUs);
    }
    firstUs = Math.min(firstUs, invokedUs);
    lastUs = Math.max(lastUs, invokedUs, Number.isFinite(completedUs) ? completedUs : invokedUs);
  }
  const operations = history.length;
  return {
    operations,
    ...counts,
    ratio: operations === 0 ? null : counts.ok / operations,
    byKind: [...byKind.values()],
    longestOutage: operations === 0 ? null : longestGap(Float64Array.from(endsUs).sort(), firstUs, lastUs),
  };
}

function longestGap(endsUs: Float64Array, firstUs: number, lastUs: number): AvailabilityReport["longestOutage"] {
  let longest = { fromUs: firstUs, untilUs: firstUs };
  let fromUs = firstUs;
  for (const untilUs of [...endsUs, lastUs]) {
    if (untilUs - fromUs > longest.untilUs - longest.fromUs) longest = { fromUs, untilUs };
    fromUs = Math.max(fromUs, untilUs);
  }
  return longest.untilUs > longest.fromUs ? longest : null;
}
