import type { RowOutcome } from "../faults/timetable.js";
import { formatInstant } from "../kernel/time.js";
import type { ErrorReport, HistoryReport, PropertyReport, Verdict } from "./report.js";

/** What a verdict rests on. */
export interface Findings {
  readonly properties: readonly PropertyReport[];
  readonly faults: readonly RowOutcome[];
  readonly history: HistoryReport | null;
  readonly errors: readonly ErrorReport[];
  /** Edits that found nothing to change, in words. */
  readonly unapplied: readonly string[];
  /** Nodes whose processes reached what is not simulated. */
  readonly leaky: readonly string[];
  /** The limit that ended the run, in words; null if none did. */
  readonly limit: string | null;
}

/** Weighs the findings: something that does not hold is a failure, and something that was not tested is no success. */
export function weigh(findings: Findings): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const failures = [...findings.properties.filter(isViolated).map(violation), ...findings.errors.flatMap(failure)];
  if (failures.length > 0) return { verdict: "failed", reasons: failures };
  const doubts = [
    ...(findings.limit === null ? [] : [findings.limit]),
    ...findings.leaky.map((node) => `${node} reached what is real, and no part of the simulation`),
    ...findings.properties.flatMap(doubt),
    ...findings.unapplied.map((edit) => `the edit "${edit}" found nothing to change`),
    ...withoutEffect(findings.faults),
    ...(findings.history !== null && findings.history.ok === 0 ? ["no client got an answer"] : []),
  ];
  if (doubts.length > 0) return { verdict: "inconclusive", reasons: doubts };
  if (findings.properties.length > 0) return { verdict: "passed", reasons: [] };
  return { verdict: "inconclusive", reasons: ["nothing was judged: the scenario states no property"] };
}

const chances = [
  /^(?:sometimes|recovers) "/,
  /^the fault ".*" (?:never began$|of [\d.]+ s had no effect$)/s,
  /^no fault of those that were drawn had an effect$/,
  /^no client got an answer$/,
];

/**
 * Whether a doubt is about what the run happened to meet: with other chance, or other faults, it may be gone. All other
 * doubts are about what could be seen of the run at all.
 */
export function isByChance(reason: string): boolean {
  return chances.some((pattern) => pattern.test(reason));
}

function isViolated({ verdict }: PropertyReport): boolean {
  return verdict === "violated";
}

function violation({ kind, name, atUs }: PropertyReport): string {
  const at = atUs === null ? "" : ` at ${formatInstant(atUs)}`;
  const how = {
    always: `stopped holding${at}`,
    sometimes: "",
    eventually: "does not hold at the end",
    consistency: at === "" ? "is violated" : `stopped holding${at}`,
    recovers: "is violated",
  }[kind];
  return `${kind} "${name}" ${how}`;
}

function failure({ node, message, atUs, excuse }: ErrorReport): readonly string[] {
  return excuse !== null ? [] : [`${node} failed by itself at ${formatInstant(atUs)}: ${message}`];
}

function doubt({ kind, name, verdict, evidence }: PropertyReport): readonly string[] {
  if (verdict === "held") return [];
  return [`${kind} "${name}" ${verdict === "unknown" ? `is not decided: ${evidence.join(" ")}` : verdict}`];
}

/** Rows of the timetable that changed nothing. What was drawn need not come to anything row by row. */
function withoutEffect(faults: readonly RowOutcome[]): readonly string[] {
  const told = faults.filter(({ isDrawn, effects }) => !isDrawn && effects === 0);
  const drawn = faults.filter(({ isDrawn }) => isDrawn);
  return [
    ...told.flatMap(({ text, beganUs }) => (beganUs === null ? [`the fault "${text}" never began`] : [])),
    ...told.flatMap(({ text, beganUs }) =>
      beganUs === null ? [] : [`the fault "${text}" of ${formatInstant(beganUs)} had no effect`],
    ),
    ...(drawn.length > 0 && drawn.every(({ effects }) => effects === 0)
      ? ["no fault of those that were drawn had an effect"]
      : []),
  ];
}
