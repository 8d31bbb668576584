import type { ErrorReport, PropertyKind, PropertyReport, Report } from "../../simulation/report.js";
import { nameOf } from "../run-record.js";

/** What fails in a run: shrinking goes on as long as this very thing does. */
export interface Target {
  readonly kind: PropertyKind | "error";
  /** As in `always "one leader"`, or what was thrown, without what differs from node to node. */
  readonly name: string;
  /** When it was seen; null where it is seen from the end. */
  readonly atUs: number | null;
}

/** What has failed first in a run; null if nothing has. */
export function targetOf(report: Report): Target | null {
  return targetsOf(report)[0] ?? null;
}

/** The same failure in another run; null if that does not fail so, whatever else may be wrong with it. */
export function sameIn(report: Report, { kind, name }: Target): Target | null {
  return targetsOf(report).find((target) => target.kind === kind && target.name === name) ?? null;
}

/** Whether it takes time to show that something never comes: then too little of it looks like a failure. */
export function takesTime({ kind }: Target): boolean {
  return kind === "eventually" || kind === "recovers";
}

/**
 * Whether faults that weigh more would look like a failure: with fewer nodes to bear them, or for longer, there may be
 * no service any more that could recover, or nobody left to make progress.
 */
export function isJudgedUnderFaults(target: Target, rows: readonly { readonly for?: unknown }[]): boolean {
  return target.kind === "recovers" || (takesTime(target) && rows.some((row) => row.for === "ever"));
}

function targetsOf(report: Report): readonly Target[] {
  const names = report.nodes.map(({ name }) => name);
  return [
    ...report.properties.filter(({ verdict }) => verdict === "violated").map(ofProperty),
    ...report.errors.filter(({ excuse }) => excuse === null).map((error) => ofError(error, names)),
  ];
}

function ofProperty({ kind, name, atUs }: PropertyReport): Target {
  return { kind, name: nameOf({ kind, name }), atUs: kind === "always" ? atUs : null };
}

function ofError({ message, atUs }: ErrorReport, names: readonly string[]): Target {
  const words = message.split(/([\w-]+)/).map((word) => (names.includes(word) ? "…" : word.replace(/\d+/g, "#")));
  return { kind: "error", name: words.join(""), atUs };
}
