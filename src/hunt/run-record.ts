import type { Drawn } from "../scenario/draw.js";
import type { PropertyReport, Report, Verdict } from "../simulation/report.js";

/**
 * How a run of a hunt ended: with a verdict; or it was another run when it was played again, took longer than it may, or
 * brought down what played it.
 */
export const outcomes = ["passed", "failed", "inconclusive", "diverged", "hung", "died"] as const;

export type Outcome = (typeof outcomes)[number];

/** What there is to know of one run of a hunt without playing it again: plain data, one line of a results file. */
export interface RunRecord {
  readonly kind: "run";
  /** The scenario's file, as it was named. */
  readonly scenario: string;
  readonly seed: string;
  readonly outcome: Outcome;
  /** Why it did not pass, a sentence each. */
  readonly reasons: readonly string[];
  readonly failure: Failure | null;
  /** Empty where there is no verdict. */
  readonly digest: string;
  readonly events: number;
  readonly virtualUs: number;
  readonly wallMs: number;
  /** What became of each property, by kind and name, as in `always "one leader"`. */
  readonly properties: Readonly<Record<string, PropertyReport["verdict"]>>;
  /** How often each kind of fault changed something, by verb. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often each site of the code fired, of those that were asked: see `cx.maybe`. */
  readonly sites: Readonly<Record<string, number>>;
}

/** What failed first in a run, and how it came to it: runs with the same signature are taken for the same bug. */
export interface Failure {
  /** As in `always "one leader"`, or `a node failed by itself`. */
  readonly property: string;
  readonly signature: string;
  /** What led to it, the nearest cause first, without what differs from run to run. */
  readonly causes: readonly string[];
  readonly step: number | null;
  readonly atUs: number | null;
  readonly evidence: readonly string[];
  /** What the last crashes before it took that was not durable, a line each. */
  readonly losses: readonly string[];
  readonly drawn: readonly Drawn[];
}

/** A property as it is named in records. */
export function nameOf({ kind, name }: Pick<PropertyReport, "kind" | "name">): string {
  return `${kind} "${name}"`;
}

/** The record of a run that was judged. */
export function recordRun(scenario: string, report: Report, failure: Failure | null, wallMs: number): RunRecord {
  const { seed, verdict, reasons, digest, events, virtualUs, properties } = report;
  const faults: Record<string, number> = {};
  for (const { text, effects } of report.faults) {
    const [verb] = text.split(" ");
    faults[verb] = (faults[verb] ?? 0) + effects;
  }
  return {
    kind: "run",
    scenario,
    seed,
    outcome: verdict,
    reasons,
    failure,
    digest,
    events,
    virtualUs,
    wallMs,
    properties: Object.fromEntries(properties.map((property) => [nameOf(property), property.verdict])),
    faults,
    sites: Object.fromEntries(report.sites.map(({ site, fired }) => [site, fired])),
  };
}

/** The record of a run without a verdict. */
export function recordLoss(
  scenario: string,
  seed: string,
  outcome: Exclude<Outcome, Verdict>,
  reasons: readonly string[],
  wallMs: number,
): RunRecord {
  const nothing = { failure: null, digest: "", events: 0, virtualUs: 0, properties: {}, faults: {}, sites: {} };
  return { kind: "run", scenario, seed, outcome, reasons, ...nothing, wallMs };
}
