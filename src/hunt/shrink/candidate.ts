import type { Plan } from "../../scenario/plan.js";
import { realise, type ScenarioSource } from "../../scenario/realise.js";
import type { DrawnScenario } from "../../scenario/scenario.js";
import { type Edit, readEdited } from "../../simulation/edits.js";
import type { Report } from "../../simulation/report.js";
import type { Change } from "./change-settings.js";
import type { Target } from "./target.js";

/** What makes a run of a scenario. */
export interface Run {
  readonly seed: string;
  /** What is set from outside, `path=value` each. */
  readonly set: readonly string[];
  readonly edits: readonly Edit[];
}

/** A run that can be played. */
export interface Candidate extends Run {
  readonly source: ScenarioSource;
  readonly form: DrawnScenario;
  readonly plan: Plan;
}

/** A run that was played, and failed. */
export interface Failing extends Candidate {
  readonly report: Report;
  readonly target: Target;
}

/** What might be left out of a run, or made simpler, so that it still fails. */
export interface Proposal {
  /** What there would be then, in a few words. */
  readonly what: string;
  readonly changes: readonly Change[];
  /** As they are unless given. */
  readonly edits?: readonly Edit[];
}

/** Makes proposals, one after another; is told of each what came of it, or null if it was no good. Ends with the last run that failed. */
export type Proposals = Generator<Proposal, Failing, Failing | null>;

/** Reads what a run plays. Throws a `Refusal` if it cannot be played. */
export function readCandidate(source: ScenarioSource, { seed, set, edits }: Run): Candidate {
  const form = realise(source, seed, set);
  return { seed, set, edits, source, form, plan: readEdited(form, edits) };
}
