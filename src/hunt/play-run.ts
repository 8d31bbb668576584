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
}

/**
 * Plays one run of a hunt. One that fails is played once more, to see how it came to that, and whether it does so again:
 * what `evaluate` gives must be a scenario that no other run has touched.
 */
export async function playRun(
  { scenario, seed, set }: HuntedRun,
  evaluate: () => Promise<ScenarioSource>,
  nowMs: () => number,
): Promise<RunRecord> {
  const startMs = nowMs();
  const simulation = simulate(await evaluate(), { seed, set });
  await play(simulation);
  const report = simulation.report();
  const wallMs = Math.round(nowMs() - startMs);
  if (report.verdict !== "failed") return recordRun(scenario, report, null, wallMs);
  const again = simulate(await evaluate(), { seed, set });
  const log = new CauseLog(again.glossary());
  again.cluster.recorder = log;
  await play(again);
  const { digest } = again.report();
  if (digest === report.digest) return recordRun(scenario, report, failureOf(report, log), wallMs);
  return recordLoss(
    scenario,
    seed,
    "diverged",
    "not deterministic: it fails, and played again it is another run",
    wallMs,
  );
}
