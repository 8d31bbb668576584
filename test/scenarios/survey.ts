import { rowsDrawn } from "../../src/scenario/draw.js";
import { realise } from "../../src/scenario/realise.js";
import type { DrawnScenario } from "../../src/scenario/scenario.js";
import { play } from "../../src/simulation/play.js";
import type { Report } from "../../src/simulation/report.js";
import { simulate } from "../../src/simulation/run.js";
import { table } from "../support/table.js";
import type { AnySource } from "./shipped.js";

/** What playing a scenario from many seeds has shown. */
export interface Survey {
  readonly scenario: string;
  readonly seeds: number;
  readonly passed: number;
  readonly inconclusive: number;
  /** How often there was each reason for "inconclusive". */
  readonly doubts: Readonly<Record<string, number>>;
  /** Runs that failed, each with its reasons: false alarms. */
  readonly failed: readonly Found[];
  /** Runs that passed though something was not tested. */
  readonly empty: readonly Found[];
  /** Seeds of which a second play was another run. */
  readonly diverged: readonly number[];
  /** How many different runs there were. */
  readonly distinct: number;
  readonly medianEvents: number;
  /** Of playing a run once and judging it. */
  readonly medianMs: number;
}

interface Found {
  readonly seed: number;
  readonly what: readonly string[];
}

/** Plays a scenario twice, drained in both ways, from each of the seeds 1, 2, and so on. */
export async function survey(name: string, scenario: AnySource, seeds: number): Promise<Survey> {
  const counts = { passed: 0, inconclusive: 0, failed: 0 };
  const doubts: Record<string, number> = {};
  const failed: Found[] = [];
  const empty: Found[] = [];
  const diverged: number[] = [];
  const digests = new Set<string>();
  const events: number[] = [];
  const lengthsMs: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const startMs = performance.now();
    const report = await reportOf(scenario, seed);
    lengthsMs.push(performance.now() - startMs);
    counts[report.verdict]++;
    events.push(report.events);
    digests.add(report.digest);
    if ((await digestOf(scenario, seed)) !== report.digest) diverged.push(seed);
    if (report.verdict === "failed") failed.push({ seed, what: explain(report) });
    if (report.verdict === "passed" && untested(realise(scenario, seed), report).length > 0) {
      empty.push({ seed, what: untested(realise(scenario, seed), report) });
    }
    if (report.verdict !== "inconclusive") continue;
    for (const reason of report.reasons.map(generalize)) doubts[reason] = (doubts[reason] ?? 0) + 1;
  }
  const { passed, inconclusive } = counts;
  const medians = { medianEvents: median(events), medianMs: median(lengthsMs) };
  return {
    scenario: name,
    seeds,
    passed,
    inconclusive,
    doubts,
    failed,
    empty,
    diverged,
    distinct: digests.size,
    ...medians,
  };
}

export async function reportOf(scenario: AnySource, seed: number): Promise<Report> {
  const simulation = simulate(scenario, { seed });
  await play(simulation);
  return simulation.report();
}

/** With the other way of draining promises, and without the judgement of a history, which takes as long as the run. */
async function digestOf(scenario: AnySource, seed: number): Promise<string> {
  const simulation = simulate(scenario, { seed });
  await play(simulation, { drain: "event loop" });
  return simulation.cluster.digest.toString();
}

/** What a run that passed should have tested and has not: found without asking those who gave the verdict. */
function untested(scenario: DrawnScenario, { faults, properties, history, errors }: Report): readonly string[] {
  const effective = new Set(faults.filter(({ effects }) => effects > 0).map(({ row }) => row));
  // What was drawn need not come to anything row by row.
  const told = [...(scenario.faults ?? []).keys()].slice(rowsDrawn(scenario.drawn ?? []));
  const rows = told.filter((row) => !effective.has(row));
  const judged = (["always", "sometimes", "eventually"] as const).flatMap((kind) => Object.keys(scenario[kind] ?? {}));
  const held = properties.filter(({ verdict }) => verdict === "held").map(({ name }) => name);
  return [
    ...rows.map((row) => `faults[${row}] changed nothing`),
    ...judged.filter((name) => !held.includes(name)).map((name) => `"${name}" was not shown to hold`),
    ...(scenario.workload !== undefined && (history?.ok ?? 0) === 0 ? ["no client was answered"] : []),
    ...errors.filter(({ excuse }) => excuse === null).map(({ message }) => message),
  ];
}

/** Why a run failed, with the first line of evidence for each property. */
export function explain({ reasons, properties }: Report): readonly string[] {
  return [
    ...reasons,
    ...properties.flatMap(({ verdict, evidence }) => (verdict === "violated" ? evidence.slice(0, 1) : [])),
  ];
}

/** The same reason in different runs is one reason: leaves times out. */
function generalize(reason: string): string {
  return reason.replace(/(?: of)? \d+\.\d+ s\b/g, "");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const header = [
  "scenario",
  "seeds",
  "passed",
  "inconclusive",
  "failed",
  "median events",
  "median ms",
  "inconclusive since",
];

/** One line for each scenario. */
export function surveyTable(surveys: readonly Survey[]): string {
  const rows = surveys.map(({ scenario, seeds, passed, inconclusive, failed, medianEvents, medianMs, doubts }) => {
    const why = Object.entries(doubts).map(([reason, count]) => `${count} x ${reason}`);
    return [scenario, seeds, passed, inconclusive, failed.length, medianEvents, medianMs.toFixed(1), why.join("; ")];
  });
  return table(header, rows);
}
