import type { SeedLike } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import type { DrainMethod } from "../node/microtasks.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import type { DrawnScenario, Nodes } from "../scenario/scenario.js";
import { type Edit, readEdited } from "./edits.js";
import { play } from "./play.js";
import type { Report } from "./report.js";
import { Simulation, type SimulationOptions } from "./simulation.js";

export interface RunOptions {
  readonly seed: SeedLike;
  /** Changes of the scenario, `path=value` each, as the command line takes them: `duration=5m`. */
  readonly set?: readonly string[];
  /** Changes that make it another run than the seed's, as a capsule has kept them. */
  readonly edits?: readonly Edit[];
  /** How promises of programs are drained; the results are the same. */
  readonly drain?: DrainMethod;
}

/** Plays a scenario from a seed to its end, and reports. Throws a `Refusal` if the scenario has mistakes. */
export async function run<N extends Nodes>(scenario: ScenarioSource<N>, options: RunOptions): Promise<Report> {
  const simulation = simulate(scenario, options);
  await play(simulation, options.drain === undefined ? {} : { drain: options.drain });
  return simulation.report();
}

/** Prepares a run of a scenario, to be played event by event. Throws a `Refusal` if the scenario has mistakes. */
export function simulate<N extends Nodes>(
  scenario: ScenarioSource<N>,
  options: SimulationOptions & Pick<RunOptions, "set">,
): Simulation {
  if (options?.seed === undefined) {
    throw new Refusal([{ path: "seed", value: undefined, problem: "must be a text or a number, as in { seed: 42 }" }]);
  }
  const form = realise(scenario, options.seed, options.set);
  return new Simulation(readEdited(form as DrawnScenario, options.edits ?? []), options);
}
