import type { SeedLike } from "../kernel/random.js";
import type { DrainMethod } from "../node/microtasks.js";
import { readScenario } from "../scenario/plan.js";
import type { Nodes, Scenario } from "../scenario/scenario.js";
import { play } from "./play.js";
import type { Report } from "./report.js";
import { Simulation, type SimulationOptions } from "./simulation.js";

export interface RunOptions {
  readonly seed: SeedLike;
  /** How promises of programs are drained; the results are the same. */
  readonly drain?: DrainMethod;
}

/** Plays a scenario from a seed to its end, and reports. Throws a `Refusal` if the scenario has mistakes. */
export async function run<N extends Nodes>(scenario: Scenario<N>, options: RunOptions): Promise<Report> {
  const simulation = simulate(scenario, options);
  await play(simulation, options.drain === undefined ? {} : { drain: options.drain });
  return simulation.report();
}

/** Prepares a run of a scenario, to be played event by event. Throws a `Refusal` if the scenario has mistakes. */
export function simulate<N extends Nodes>(scenario: Scenario<N>, options: SimulationOptions): Simulation {
  return new Simulation(readScenario(scenario), options);
}
