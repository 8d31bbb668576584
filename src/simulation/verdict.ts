import type { Occurrence } from "../faults/timetable.js";
import { formatInstant } from "../kernel/time.js";
import type { ErrorReport, HistoryReport, PropertyReport, Verdict } from "./report.js";

/** What a verdict rests on. */
export interface Findings {
  readonly properties: readonly PropertyReport[];
  readonly faults: readonly Occurrence[];
  /** Faults of the timetable that did not happen, in words. */
  readonly neverBegun: readonly string[];
  readonly history: HistoryReport | null;
  readonly errors: readonly ErrorReport[];
  /** The limit that ended the run, in words; null if none did. */
  readonly limit: string | null;
}

/** Weighs the findings: something that does not hold is a failure, and something that was not tested is no success. */
export function weigh(findings: Findings): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const failures = [...findings.properties.filter(isViolated).map(violation), ...findings.errors.flatMap(failure)];
  if (failures.length > 0) return { verdict: "failed", reasons: failures };
  const doubts = [
    ...(findings.limit === null ? [] : [findings.limit]),
    ...findings.properties.flatMap(doubt),
    ...findings.neverBegun.map((text) => `the fault "${text}" never began`),
    ...findings.faults.flatMap(withoutEffect),
    ...(findings.history !== null && findings.history.ok === 0 ? ["no client got an answer"] : []),
  ];
  return doubts.length > 0 ? { verdict: "inconclusive", reasons: doubts } : { verdict: "passed", reasons: [] };
}

function isViolated({ verdict }: PropertyReport): boolean {
  return verdict === "violated";
}

function violation({ kind, name, atUs }: PropertyReport): string {
  const how = {
    always: "stopped holding",
    sometimes: "",
    eventually: "does not hold at the end",
    consistency: "is violated",
    recovers: "is violated",
  }[kind];
  return `${kind} "${name}" ${how}${kind === "always" && atUs !== null ? ` at ${formatInstant(atUs)}` : ""}`;
}

function failure({ node, message, atUs, excuse }: ErrorReport): readonly string[] {
  return excuse !== null ? [] : [`${node} failed by itself at ${formatInstant(atUs)}: ${message}`];
}

function doubt({ kind, name, verdict, evidence }: PropertyReport): readonly string[] {
  if (verdict === "held") return [];
  return [`${kind} "${name}" ${verdict === "unknown" ? `is not decided: ${evidence.join(" ")}` : verdict}`];
}

function withoutEffect({ text, beganUs, effects }: Occurrence): readonly string[] {
  return effects > 0 ? [] : [`the fault "${text}" of ${formatInstant(beganUs)} had no effect`];
}
