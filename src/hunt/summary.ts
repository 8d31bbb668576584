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
  /** By site of the code: in how many runs it fired, and how often in all. */
  readonly sites: readonly { readonly site: string; readonly runs: number; readonly fired: number }[];
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

/** How many of some things have come about. */
export interface Covered {
  readonly covered: number;
  readonly of: number;
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
export function summarise(records: Iterable<RunRecord>): Summary {
  const tally = new Tally();
  for (const record of records) tally.add(record);
  return tally.summary();
}

/** Counts runs as they end. It keeps counts and the seeds that failed, and no runs but the shortest one of each bug. */
export class Tally {
  runs = 0;
  virtualUs = 0;
  private events = 0;
  private wallMs = 0;
  private readonly scenarios = new Map<string, Counts>();
  private readonly found = new Map<string, { shortest: RunRecord; readonly seeds: string[] }>();

  add(record: RunRecord): void {
    this.runs++;
    this.events += record.events;
    this.virtualUs += record.virtualUs;
    this.wallMs += record.wallMs;
    count(entry(this.scenarios, record.scenario, noCounts), record);
    if (record.outcome === "passed" || record.outcome === "inconclusive") return;
    const key = `${record.scenario}\n${signatureOf(record)}`;
    const bug = entry(this.found, key, () => ({ shortest: record, seeds: [] }));
    bug.seeds.push(record.seed);
    if (isShorter(record, bug.shortest)) bug.shortest = record;
  }

  /** How many runs did not end with a verdict of passed or inconclusive, and how many bugs they are. */
  get failures(): { readonly runs: number; readonly bugs: number } {
    return { runs: [...this.found.values()].reduce((sum, { seeds }) => sum + seeds.length, 0), bugs: this.found.size };
  }

  /** How many `sometimes` have happened and how many kinds of fault have changed something, of those that were to. */
  get coverage(): { readonly sometimes: Covered; readonly faults: Covered } {
    const counts = [...this.scenarios.values()];
    const sometimes = counts.flatMap(({ properties }) =>
      [...properties].flatMap(([name, { held }]) => (name.startsWith("sometimes ") ? [held] : [])),
    );
    const faults = counts.flatMap((each) => [...each.faults.values()].map(({ times }) => times));
    const covered = (all: readonly number[]) => ({ covered: all.filter((count) => count > 0).length, of: all.length });
    return { sometimes: covered(sometimes), faults: covered(faults) };
  }

  summary(): Summary {
    const scenarios = sorted(this.scenarios).map(([path, counts]) => ofScenario(path, counts));
    const bugs = [...this.found.values()].map(bugOf).sort(byWeight);
    const { runs, events, virtualUs, wallMs } = this;
    return { ...weigh(scenarios, bugs), runs, events, virtualUs, wallMs, scenarios, bugs };
  }
}

/** What happens in some runs and not in others is what many runs are for. Of properties, their coverage tells. */
const differs = /^the fault ".*" (?:never began|had no effect)$|^no fault of those that were drawn had an effect$/s;
const unhappened = /^sometimes ".*" never happened$/s;

function weigh(scenarios: readonly ScenarioSummary[], bugs: readonly Bug[]): Pick<Summary, "verdict" | "reasons"> {
  const failures = bugs.map(
    ({ scenario, property, seeds }) => `${scenario}: ${property}, ${plural(seeds.length, "seed")}`,
  );
  if (failures.length > 0) return { verdict: "failed", reasons: failures };
  const doubts = scenarios.flatMap(({ scenario, runs: all, properties, outcomes, doubts }) => [
    ...properties.flatMap(({ property, held }) => (held === 0 ? [`${scenario}: ${property} in no run`] : [])),
    ...doubts
      .filter(({ reason, runs }) => !unhappened.test(reason) && !(differs.test(reason) && runs < all))
      .map(({ reason, runs }) => `${scenario}: ${reason} (${plural(runs, "run")})`),
    ...(outcomes.passed + outcomes.inconclusive === 0 ? [`${scenario}: no run came to its end`] : []),
  ]);
  if (scenarios.length === 0) return { verdict: "inconclusive", reasons: ["nothing was played"] };
  return doubts.length > 0 ? { verdict: "inconclusive", reasons: doubts } : { verdict: "passed", reasons: [] };
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** In how many runs something made itself felt, and how often in all. */
interface Felt {
  runs: number;
  times: number;
}

interface Counts {
  readonly outcomes: Record<Outcome, number>;
  readonly properties: Map<string, { held: number; violated: number; open: number }>;
  readonly faults: Map<string, Felt>;
  readonly sites: Map<string, Felt>;
  readonly doubts: Map<string, number>;
}

function noCounts(): Counts {
  const outcomes = { passed: 0, failed: 0, inconclusive: 0, diverged: 0, hung: 0, died: 0 };
  return { outcomes, properties: new Map(), faults: new Map(), sites: new Map(), doubts: new Map() };
}

function count({ outcomes, properties, faults, sites, doubts }: Counts, record: RunRecord): void {
  outcomes[record.outcome]++;
  for (const [name, verdict] of Object.entries(record.properties)) {
    const coverage = entry(properties, name, () => ({ held: 0, violated: 0, open: 0 }));
    coverage[verdict === "held" || verdict === "violated" ? verdict : "open"]++;
  }
  for (const [verb, effects] of Object.entries(record.faults)) feel(faults, verb, effects);
  for (const [site, fired] of Object.entries(record.sites)) feel(sites, site, fired);
  if (record.outcome !== "inconclusive") return;
  for (const reason of record.reasons.map(withoutTimes)) doubts.set(reason, (doubts.get(reason) ?? 0) + 1);
}

function feel(felt: Map<string, Felt>, name: string, times: number): void {
  const coverage = entry(felt, name, () => ({ runs: 0, times: 0 }));
  coverage.runs += times > 0 ? 1 : 0;
  coverage.times += times;
}

function withoutTimes(reason: string): string {
  return reason.replace(/ of \d+\.\d+ s (?=had no effect$)/, " ");
}

function ofScenario(scenario: string, { outcomes, properties, faults, sites, doubts }: Counts): ScenarioSummary {
  return {
    scenario,
    runs: Object.values(outcomes).reduce((sum, runs) => sum + runs, 0),
    outcomes,
    properties: sorted(properties).map(([property, coverage]) => ({ property, ...coverage })),
    faults: sorted(faults).map(([verb, { runs, times }]) => ({ verb, runs, effects: times })),
    sites: sorted(sites).map(([site, { runs, times }]) => ({ site, runs, fired: times })),
    doubts: sorted(doubts).map(([reason, runs]) => ({ reason, runs })),
  };
}

function entry<T extends object>(map: Map<string, T>, key: string, fresh: () => T): T {
  const found = map.get(key) ?? fresh();
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

function bugOf({ shortest, seeds }: { readonly shortest: RunRecord; readonly seeds: readonly string[] }): Bug {
  const property = propertyOf(shortest);
  const { scenario } = shortest;
  return { scenario, property, signature: signatureOf(shortest), seeds: seeds.toSorted(compareSeeds), shortest };
}

function isShorter(one: RunRecord, other: RunRecord): boolean {
  return (one.events - other.events || compareSeeds(one.seed, other.seed)) < 0;
}

function byWeight(one: Bug, other: Bug): number {
  const bySeeds = other.seeds.length - one.seeds.length;
  return bySeeds || compare(one.scenario, other.scenario) || compare(one.signature, other.signature);
}

/** For runs without a verdict, why there is none. */
const signatureOf = ({ failure, reasons: [reason] }: RunRecord) => failure?.signature ?? reason.replace(/\d+/g, "#");
const propertyOf = ({ failure, reasons: [reason] }: RunRecord) => failure?.property ?? reason;
