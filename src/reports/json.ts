import type { Report } from "../simulation/report.js";
import type { Circumstances } from "./console.js";

/** A report for programs: one JSON object. What is infinite or undefined is null; times are virtual microseconds. */
export function jsonReport(report: Report, circumstances: Circumstances): string {
  const { recovery, milestones: _, ...rest } = report;
  const { wallMs, reproduce, look, capsule, verified } = circumstances;
  const named = recovery === null ? null : { ...recovery, p50: recovery.p50Us, p95: recovery.p95Us };
  return `${JSON.stringify({ ...rest, recovery: named, wallMs, reproduce, look, capsule, verified }, null, 2)}\n`;
}
