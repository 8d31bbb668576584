import { lossesBeforeFailure } from "../simulation/losses.js";
import type { PropertyReport, Report } from "../simulation/report.js";
import type { CauseLog } from "./cause-log.js";
import { type Failure, nameOf } from "./run-record.js";

/** What failed in a run, with a signature that runs have in common which failed in the same way; null if nothing did. */
export function failureOf(report: Report, log: CauseLog): Failure | null {
  const found = findFailure(report);
  if (found === null) return null;
  const { property, step, atUs, evidence, told } = found;
  const causes = step === null ? [] : log.chainTo(step);
  const parts = [property, ...(told ? evidence.slice(0, 1) : []), ...causes];
  const signature = withoutAccidents(parts.join(" < "), report);
  const shown = [...evidence, ...lossesBeforeFailure(report)];
  return { property, signature, causes, step, atUs, evidence: shown, drawn: report.drawn };
}

interface Found {
  readonly property: string;
  readonly step: number | null;
  readonly atUs: number | null;
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
  return { property: "a node failed by itself", step, atUs, evidence: [message], told: true };
}

function ofProperty(property: PropertyReport): Found {
  const { kind, evidence } = property;
  // At the end of a run stands the end of the run: only where something is judged at each step does the step say how.
  const isAtOnce = kind === "always";
  const { step, atUs } = isAtOnce ? property : { step: null, atUs: null };
  return { property: nameOf(property), step, atUs, evidence, told: !isAtOnce };
}

/** A text without what differs from run to run: numbers, and which of the nodes it was. */
function withoutAccidents(text: string, { nodes }: Report): string {
  const names = nodes.map(({ name }) => name).join("|");
  return text.replace(new RegExp(`\\b(?:${names})\\b`, "g"), "a node").replace(/\d+(?:\.\d+)?/g, "#");
}
