import type { Digest } from "../kernel/digest.js";
import { canonical } from "../kernel/plain.js";
import type { SeedLike } from "../kernel/random.js";
import { readScenario } from "../scenario/plan.js";
import type { Nodes, Scenario } from "../scenario/scenario.js";
import { playAll } from "./play.js";
import type { Report } from "./report.js";
import { Simulation } from "./simulation.js";
import { describeStep, type Step } from "./trace.js";

/** What playing a run twice has shown. */
export type Verification =
  | { readonly deterministic: true; readonly report: Report }
  /** The first step at which the two plays differ, in the one and in the other. */
  | { readonly deterministic: false; readonly step: number; readonly atUs: number; readonly plays: readonly string[] };

/**
 * Plays a run twice, in step, with contents of messages and states of nodes in the digests, and compares the digests
 * after every event. What leaks in from outside the run (a clock, a counter in a module) shows as a difference.
 */
export async function verifyDeterminism<N extends Nodes>(
  scenario: Scenario<N>,
  { seed }: { readonly seed: SeedLike },
): Promise<Verification> {
  const plan = readScenario(scenario);
  const plays = [1, 2].map(() => new Simulation(plan, { seed, thorough: true, record: "last step" }));
  const [one, other] = plays;
  const differ = () =>
    !one.cluster.digest.equals(other.cluster.digest) ||
    one.cluster.contents?.equals(other.cluster.contents as Digest) === false;
  await playAll(plays, "best", differ);
  if (!differ()) return { deterministic: true, report: one.report() };
  const { queue } = one.cluster;
  return {
    deterministic: false,
    step: queue.taken - 1,
    atUs: queue.nowUs,
    plays: plays.map(({ trace }) => tell(trace?.steps.at(-1))),
  };
}

function tell(step: Step | undefined): string {
  if (step === undefined) return "nothing happened";
  const effects = step.effects.map((effect) => canonical(effect));
  return [describeStep(step), ...effects.map((effect) => `  ${effect}`)].join("\n");
}
