import type { ScenarioSource } from "../scenario/realise.js";
import { play } from "../simulation/play.js";
import { simulate } from "../simulation/run.js";
import { CauseLog } from "./cause-log.js";
import { failureOf } from "./failure.js";
import { type RunRecord, recordLoss, recordRun } from "./run-record.js";

/** A run of a hunt: which scenario, by the name of its file, from which seed, with what was set. */
export interface HuntedRun {
  readonly scenario: string;
  readonly seed: string;
  readonly set: readonly string[];
  /** Whether it is played twice and compared even if it does not fail. */
  readonly twice: boolean;
}

/**
 * Plays one run of a hunt. One that fails is played once more, to see how it came to that, and whether it does so again:
 * what `evaluate` gives must be a scenario that no other run has touched.
 */
export async function playRun(
  { scenario, seed, set, twice }: HuntedRun,
  evaluate: () => Promise<ScenarioSource>,
  nowMs: () => number,
): Promise<RunRecord> {
  const startMs = nowMs();
  const simulation = simulate(await evaluate(), { seed, set });
  await play(simulation);
  const report = simulation.report();
  const wallMs = Math.round(nowMs() - startMs);
  const hung = report.reasons.find((reason) => reason.startsWith("limits.eventSeconds "));
  if (hung !== undefined) return recordLoss(scenario, seed, "hung", [hung], wallMs);
  const failed = report.verdict === "failed";
  if (!failed && !twice) return recordRun(scenario, report, null, wallMs);
  const again = simulate(await evaluate(), { seed, set });
  const log = new CauseLog(again.glossary());
  if (failed) again.cluster.recorder = log;
  await play(again);
  if (again.report({ locates: false }).digest === report.digest)
    return recordRun(scenario, report, failureOf(report, log), wallMs);
  return recordLoss(scenario, seed, "diverged", ["not deterministic: played again, it is another run"], wallMs);
}
