import type { Verdict } from "../simulation/report.js";
import type { Outcome, RunRecord } from "./run-record.js";

/** What many runs have shown, as plain data: the same for the same records, in whatever order they came. */
export interface Summary {
  /** Failed if a run failed, hung or died; inconclusive if something was tested by no run at all. */
  readonly verdict: Verdict;
  /** Why the verdict is not "passed", a sentence each. */
  readonly reasons: readonly string[];
  readonly runs: number;
  readonly events: number;
  readonly virtualUs: number;
  /** The time that the runs took, one after another: more than that of the hunt where several cores take part. */
  readonly wallMs: number;
  readonly scenarios: readonly ScenarioSummary[];
  /** The bugs, those with the most seeds first. */
  readonly bugs: readonly Bug[];
}

export interface ScenarioSummary {
  readonly scenario: string;
  readonly runs: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** In how many runs each property was decided one way or the other, by kind and name. */
  readonly properties: readonly PropertyCoverage[];
  /** By verb: in how many runs such a fault changed something, and how often in all. */
  readonly faults: readonly { readonly verb: string; readonly runs: number; readonly effects: number }[];
  /** Why runs were inconclusive, and how many. */
  readonly doubts: readonly { readonly reason: string; readonly runs: number }[];
}

export interface PropertyCoverage {
  readonly property: string;
  /** It held; for `sometimes`, it happened. */
  readonly held: number;
  readonly violated: number;
  /** It was not judged, not decided, or never happened. */
  readonly open: number;
}

/** Runs that failed in the same way. */
export interface Bug {
  readonly scenario: string;
  /** What failed; for runs without an end, how they were lost. */
  readonly property: string;
  readonly signature: string;
  /** In order of size, then of spelling. */
  readonly seeds: readonly string[];
  /** The run that got there in the fewest events. */
  readonly shortest: RunRecord;
}

/** Sums up the records of a hunt. */
export function summarise(records: readonly RunRecord[]): Summary {
  const paths = [...new Set(records.map(({ scenario }) => scenario))].sort();
  const scenarios = paths.map((path) =>
    ofScenario(
      path,
      records.filter(({ scenario }) => scenario === path),
    ),
  );
  const bugs = findBugs(records);
  const sum = (figure: (record: RunRecord) => number) => records.reduce((total, record) => total + figure(record), 0);
  return {
    ...weigh(scenarios, bugs),
    runs: records.length,
    events: sum(({ events }) => events),
    virtualUs: sum(({ virtualUs }) => virtualUs),
    wallMs: sum(({ wallMs }) => wallMs),
    scenarios,
    bugs,
  };
}

const unhappened = /^sometimes "(.*)" never happened$/;

function weigh(scenarios: readonly ScenarioSummary[], bugs: readonly Bug[]): Pick<Summary, "verdict" | "reasons"> {
  const failures = bugs.map(
    ({ scenario, property, seeds }) => `${scenario}: ${property}, ${plural(seeds.length, "seed")}`,
  );
  if (failures.length > 0) return { verdict: "failed", reasons: failures };
  const doubts = scenarios.flatMap(({ scenario, properties, outcomes, doubts }) => [
    ...properties.flatMap(({ property, held }) => (held === 0 ? [`${scenario}: ${property} in no run`] : [])),
    // What happens in some runs and not in others is what many runs are for; everything else is a doubt about its run.
    ...doubts.flatMap(({ reason, runs }) =>
      unhappened.test(reason) ? [] : [`${scenario}: ${reason} (${plural(runs, "run")})`],
    ),
    ...(outcomes.passed + outcomes.inconclusive === 0 ? [`${scenario}: no run came to its end`] : []),
  ]);
  if (scenarios.length === 0) return { verdict: "inconclusive", reasons: ["nothing was played"] };
  return doubts.length > 0 ? { verdict: "inconclusive", reasons: doubts } : { verdict: "passed", reasons: [] };
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function ofScenario(scenario: string, records: readonly RunRecord[]): ScenarioSummary {
  const outcomes: Record<Outcome, number> = { passed: 0, failed: 0, inconclusive: 0, diverged: 0, hung: 0, died: 0 };
  const properties = new Map<string, { held: number; violated: number; open: number }>();
  const faults = new Map<string, { runs: number; effects: number }>();
  const doubts = new Map<string, number>();
  for (const record of records) {
    outcomes[record.outcome]++;
    for (const [name, verdict] of Object.entries(record.properties)) {
      const coverage = entry(properties, name, { held: 0, violated: 0, open: 0 });
      coverage[verdict === "held" || verdict === "violated" ? verdict : "open"]++;
    }
    for (const [verb, effects] of Object.entries(record.faults)) {
      const coverage = entry(faults, verb, { runs: 0, effects: 0 });
      coverage.runs += effects > 0 ? 1 : 0;
      coverage.effects += effects;
    }
    if (record.outcome !== "inconclusive") continue;
    for (const reason of record.reasons) doubts.set(reason, (doubts.get(reason) ?? 0) + 1);
  }
  return {
    scenario,
    runs: records.length,
    outcomes,
    properties: sorted(properties).map(([property, coverage]) => ({ property, ...coverage })),
    faults: sorted(faults).map(([verb, coverage]) => ({ verb, ...coverage })),
    doubts: sorted(doubts).map(([reason, runs]) => ({ reason, runs })),
  };
}

function entry<T extends object>(map: Map<string, T>, key: string, fresh: T): T {
  const found = map.get(key) ?? fresh;
  map.set(key, found);
  return found;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([one], [other]) => compare(one, other));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Seeds that are numbers, by size; then the others, by spelling. */
export function compareSeeds(one: string, other: string): number {
  const [a, b] = [one, other].map((seed) => (/^\d{1,15}$/.test(seed) ? Number(seed) : Number.POSITIVE_INFINITY));
  return a === b ? compare(one, other) : a - b;
}

function findBugs(records: readonly RunRecord[]): readonly Bug[] {
  const groups = new Map<string, RunRecord[]>();
  for (const record of records) {
    if (record.outcome === "passed" || record.outcome === "inconclusive") continue;
    entry(groups, `${record.scenario}\n${signatureOf(record)}`, []).push(record);
  }
  const bugs = [...groups.values()].map((group): Bug => {
    const inOrder = group.toSorted((one, other) => compareSeeds(one.seed, other.seed));
    const shortest = inOrder.reduce((best, record) => (record.events < best.events ? record : best));
    const { scenario } = shortest;
    const seeds = inOrder.map(({ seed }) => seed);
    return { scenario, property: propertyOf(shortest), signature: signatureOf(shortest), seeds, shortest };
  });
  return bugs.sort(
    (one, other) =>
      other.seeds.length - one.seeds.length ||
      compare(one.scenario, other.scenario) ||
      compare(one.signature, other.signature),
  );
}

const signatureOf = ({ failure, outcome }: RunRecord) => failure?.signature ?? outcome;
const propertyOf = ({ failure, reasons }: RunRecord) => failure?.property ?? reasons[0];
