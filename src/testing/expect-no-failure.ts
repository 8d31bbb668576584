import { consoleReport } from "../reports/console.js";
import { styleFor } from "../reports/style.js";
import type { Report } from "../simulation/report.js";
import { isByChance } from "../simulation/verdict.js";
import { FailedRun } from "./failed-run.js";

const circumstances = { reproduce: null, look: null, capsule: null, wallMs: null, verified: false } as const;

/**
 * Throws, with the report as the message, if a run has failed, or if nothing could be seen of it: no property is stated,
 * a limit has ended it, a history is not decided. A run with drawn faults is not to blame for what it did not meet: a
 * fault that changed nothing, a `sometimes` that did not happen, clients that were cut off all the time.
 */
export function expectNoFailure(report: Report): void {
  const reasons = report.verdict === "failed" ? report.reasons : report.reasons.filter((reason) => !isByChance(reason));
  if (reasons.length === 0) return;
  const failure = new FailedRun(`${reasons.join("; ")}\n\n${consoleReport(report, circumstances, styleFor(false))}`);
  Error.captureStackTrace(failure, expectNoFailure);
  throw failure;
}
