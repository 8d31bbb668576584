import { lossesBeforeFailure } from "../simulation/losses.js";
import type { PropertyReport, Report } from "../simulation/report.js";
import type { CauseLog } from "./cause-log.js";
import { type Failure, nameOf } from "./run-record.js";

/** What failed in a run, with a signature that runs have in common which failed in the same way; null if nothing did. */
export function failureOf(report: Report, log: CauseLog): Failure | null {
  const found = findFailure(report);
  if (found === null) return null;
  const { property, step, atUs, follows, evidence, told } = found;
  const causes = follows === null ? [] : log.chainTo(follows);
  const parts = [property, ...(told ? evidence.slice(0, 1) : []), ...causes];
  const signature = withoutAccidents(parts.join(" < "), report);
  const losses = lossesBeforeFailure(report);
  return { property, signature, causes, step, atUs, evidence, losses, drawn: report.drawn };
}

interface Found {
  readonly property: string;
  readonly step: number | null;
  readonly atUs: number | null;
  /** The step whose causes tell bugs apart. */
  readonly follows: number | null;
  readonly evidence: readonly string[];
  /** Whether the evidence says more of the bug than the step does. */
  readonly told: boolean;
}

function findFailure(report: Report): Found | null {
  const violated = report.properties.filter(({ verdict }) => verdict === "violated").at(0);
  if (violated !== undefined) return ofProperty(violated);
  const error = report.errors.find(({ excuse }) => excuse === null);
  if (error === undefined) return null;
  const { message, step, atUs } = error;
  return { property: "a node failed by itself", step, atUs, follows: step, evidence: [message], told: true };
}

function ofProperty(property: PropertyReport): Found {
  const { kind, evidence, step, atUs } = property;
  const found = { property: nameOf(property), evidence };
  if (kind === "always") return { ...found, step, atUs, follows: step, told: false };
  // A history says more of how it was broken than what led to its last word.
  if (kind === "consistency") return { ...found, step, atUs, follows: null, told: true };
  // At the end of a run stands the end of the run.
  return { ...found, step: null, atUs: null, follows: null, told: true };
}

/** A text without what differs from run to run: numbers, and which of the nodes it was. */
function withoutAccidents(text: string, { nodes }: Report): string {
  const names = nodes.map(({ name }) => name).join("|");
  return text.replace(new RegExp(`\\b(?:${names})\\b`, "g"), "a node").replace(/\d+(?:\.\d+)?/g, "#");
}
