import type { History } from "../checks/history.js";
import type { Digest } from "../kernel/digest.js";
import { canonical } from "../kernel/plain.js";
import type { SeedLike } from "../kernel/random.js";
import { readScenario } from "../scenario/plan.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import type { Nodes } from "../scenario/scenario.js";
import { playAll } from "./play.js";
import type { Report } from "./report.js";
import { Simulation } from "./simulation.js";
import { stateText } from "./state-digest.js";
import { describeStep, type Step } from "./trace.js";

/** What playing a run twice has shown. */
export type Verification =
  | { readonly deterministic: true; readonly report: Report; readonly history: History }
  /** The first step at which the two plays differ, in the one and in the other. */
  | { readonly deterministic: false; readonly step: number; readonly atUs: number; readonly plays: readonly string[] };

/**
 * Plays a run twice, in step, with contents of messages, effects and states of nodes in the digests, and compares the
 * digests after every event; at the end, states and reports too. What leaks in from outside the run (a clock, a counter
 * in a module) shows as a difference. Where programs take part, each play has its own way of draining promises.
 */
export async function verifyDeterminism<N extends Nodes>(
  scenario: ScenarioSource<N>,
  { seed, set = [] }: { readonly seed: SeedLike; readonly set?: readonly string[] },
): Promise<Verification> {
  const plan = readScenario(realise(scenario, seed, set));
  const plays = [1, 2].map(() => new Simulation(plan, { seed, thorough: true, record: "last step" }));
  const [one, other] = plays;
  const part = () =>
    one.over !== other.over ||
    !one.cluster.digest.equals(other.cluster.digest) ||
    one.cluster.contents?.equals(other.cluster.contents as Digest) === false;
  await playAll(plays, ["best", one.hasPrograms ? "event loop" : "best"], part);
  // The other play would hang as well: up to there they were the same.
  if (one.hangs) return { deterministic: true, report: one.report(), history: one.world.history };
  const parted = part();
  const [report, otherReport] = parted ? [] : plays.map((play) => play.report());
  const differences = [
    compareStates(one, other),
    parted ? compareEndings(one, other) : compare("report", comparable(report), comparable(otherReport)),
  ];
  if (report !== undefined && differences.every(([lines]) => lines.length === 0))
    return { deterministic: true, report, history: one.world.history };
  const { queue } = one.cluster;
  return {
    deterministic: false,
    step: queue.taken - 1,
    atUs: queue.nowUs,
    plays: plays.map(({ trace }, play) =>
      [tell(trace?.steps.at(-1)), ...differences.flatMap((lines) => lines[play])].join("\n"),
    ),
  };
}

/** What the one has and the other has not, and the reverse: a line for each difference. */
type Differences = readonly [one: readonly string[], other: readonly string[]];

function compareStates(one: Simulation, other: Simulation): Differences {
  const pairs = one.cluster.machines.map((machine, id) => [machine, other.cluster.machines[id]] as const);
  const unlike = pairs.filter(([machine, twin]) => stateText(machine) !== stateText(twin));
  const lines = unlike.map(([machine, twin]) => compare(`${machine.name}.state`, machine.state, twin.state));
  return [lines.flatMap(([line]) => line), lines.flatMap(([, line]) => line)];
}

function compareEndings(one: Simulation, other: Simulation): Differences {
  if (one.over === other.over) return [[], []];
  const describe = (play: Simulation) => [
    play.over ? `  the run ends: ${play.report().reasons.join("; ")}` : "  the run goes on",
  ];
  return [describe(one), describe(other)];
}

/** Where stacks lead into the engine, they may differ without meaning anything. */
function comparable(report: Report | undefined): unknown {
  return report && { ...report, errors: report.errors.map((error) => ({ ...error, stack: "" })) };
}

/** The fields in which two objects differ. */
function compare(name: string, one: unknown, other: unknown): Differences {
  const [fields, others] = [Object(one), Object(other)] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(fields), ...Object.keys(others)])].sort();
  const lines = keys.flatMap((key) => {
    const [text, otherText] = [canonical(fields[key]), canonical(others[key])];
    return text === otherText
      ? []
      : [[text, otherText].map((each) => `  ${name}.${key} = ${excerpt(each, text, otherText)}`)];
  });
  return [lines.map(([line]) => line), lines.map(([, line]) => line)];
}

const longest = 160;

/** A text, or, if it is long, a part of it in which it differs from another one. */
function excerpt(text: string, one: string, other: string): string {
  if (text.length <= longest) return text;
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(0, Math.min(at - longest / 4, text.length - longest));
  return `${from > 0 ? "…" : ""}${text.slice(from, from + longest)}${from + longest < text.length ? "…" : ""}`;
}

function tell(step: Step | undefined): string {
  if (step === undefined) return "nothing happened";
  const effects = step.effects.map((effect) => canonical(effect));
  return [describeStep(step), ...effects.map((effect) => `  ${effect}`)].join("\n");
}
