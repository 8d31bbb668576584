import type { Limits } from "../../kernel/limits.js";
import type { ScenarioSource } from "../../scenario/realise.js";
import { play } from "../../simulation/play.js";
import type { Report } from "../../simulation/report.js";
import { Simulation } from "../../simulation/simulation.js";
import { type Run, readCandidate } from "./candidate.js";

/** Plays a run within limits that are no part of it; null if it is not wanted any more. */
export async function playRun(
  source: ScenarioSource,
  run: Run,
  limits: Partial<Limits>,
  isUnwanted: () => boolean,
): Promise<Report | null> {
  const { plan, seed, edits } = readCandidate(source, run);
  const bounds = Object.entries(limits).map(([name, limit]) => [
    name,
    Math.min(limit, plan.limits[name as keyof Limits]),
  ]);
  const simulation = new Simulation(
    { ...plan, limits: { ...plan.limits, ...Object.fromEntries(bounds) } },
    { seed, edits },
  );
  await play(simulation, { until: isUnwanted });
  return isUnwanted() ? null : simulation.report({ locates: false });
}
