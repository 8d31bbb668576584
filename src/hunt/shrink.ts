import type { Limits } from "../kernel/limits.js";
import { Refusal } from "../kernel/refusal.js";
import type { ScenarioSource } from "../scenario/realise.js";
import type { Nodes } from "../scenario/scenario.js";
import type { Report } from "../simulation/report.js";
import { type Candidate, type Failing, type Proposal, type Run, readCandidate } from "./shrink/candidate.js";
import { type Change, changeSettings } from "./shrink/change-settings.js";
import { isSmaller, measureOf } from "./shrink/measure.js";
import { keepDrawn, seedsLike } from "./shrink/other-seed.js";
import { type Stage, stages } from "./shrink/passes.js";
import { playRun } from "./shrink/play-run.js";
import { type Size, sizeOf } from "./shrink/size.js";
import { sameIn, type Target, takesTime, targetOf } from "./shrink/target.js";
import { timetableOf } from "./shrink/timetable.js";

export interface ShrinkOptions {
  /** Plays a run within limits; null if it cannot be played. */
  readonly play?: (run: Run, limits: Partial<Limits>) => Promise<Report | null>;
  readonly told?: (progress: Progress) => void;
  /** Asked again and again: whether shrinking shall end with what it has by then. */
  readonly isUnwanted?: () => boolean;
  /** The most runs that are played. */
  readonly mostRuns?: number;
}

export interface Progress {
  readonly runs: number;
  readonly accepted: number;
  readonly size: Size;
}

/** A run that fails as another one does, and is simpler: of what it leaves out, nothing was needed. */
export interface Shrunk extends Run {
  readonly target: Target;
  readonly report: Report;
  /** The runs that were played. */
  readonly runs: number;
  /** What was made simpler, one after another, each with the run that still failed. */
  readonly accepted: readonly Accepted[];
  readonly ended: Ending;
  readonly before: Size;
  readonly after: Size;
}

export interface Accepted extends Run {
  /** What there was then, in a few words. */
  readonly what: string;
}

export type Ending = "nothing simpler fails" | "the budget is used up" | "interrupted";

/** The most runs that are played unless more are wanted. */
export const defaultMostRuns = 5_000;

/**
 * Makes a run that fails as simple as it can, by settings only; the same thing fails in it. Null if it does not fail, or
 * nobody wanted to know. Deterministic, unless it is interrupted.
 */
export async function shrink<N extends Nodes>(
  source: ScenarioSource<N>,
  failing: Run,
  options: ShrinkOptions = {},
): Promise<Shrunk | null> {
  const shrinking = new Shrinking(source as ScenarioSource, options);
  const first = await shrinking.begin(failing);
  if (first === null) return null;
  await shrinking.exhaust();
  const { best, runs, accepted } = shrinking;
  const { seed, set, edits, target, report } = best;
  const ended = shrinking.ended ?? "nothing simpler fails";
  return { seed, set, edits, target, report, runs, accepted, ended, before: sizeOf(first), after: sizeOf(best) };
}

/** Beyond so many times the events of a run, and some more, another one is not simpler, however it would end. */
const moreEvents = { times: 4, and: 20_000 };
/** What is not asked for is hardly looked for. */
const searchSteps = { asked: 2_000_000, unasked: 1 };

class Shrinking {
  readonly accepted: Accepted[] = [];
  runs = 0;
  ended: Exclude<Ending, "nothing simpler fails"> | null = null;
  best!: Failing;
  private readonly source: ScenarioSource;
  private readonly options: Required<ShrinkOptions>;
  private seed = "";
  /** Whether it fails because of its faults, and for want of time without them. */
  private needsFaults = false;
  /** What has been played and did not fail alike. */
  private readonly futile = new Set<string>();
  /** Runs without faults, and whether they failed alike. */
  private readonly faultless = new Map<string, boolean>();

  constructor(source: ScenarioSource, options: ShrinkOptions) {
    this.source = source;
    const { isUnwanted = () => false, mostRuns = defaultMostRuns, told = () => {} } = options;
    const { play = (run, limits) => playRun(source, run, limits, isUnwanted) } = options;
    this.options = { isUnwanted, mostRuns, told, play };
  }

  /** Plays the run that failed; null if it does not. */
  async begin(run: Run): Promise<Failing | null> {
    const candidate = readCandidate(this.source, { ...run, set: changeSettings(run.set, []) });
    const report = await this.play(candidate);
    const target = report === null ? null : targetOf(report);
    if (report === null || target === null) return null;
    this.best = { ...candidate, report, target };
    this.seed = run.seed;
    this.needsFaults =
      takesTime(target) && timetableOf(candidate).length > 0 && !(await this.failsWithoutFaults(candidate));
    return this.best;
  }

  /** Tries everything until nothing simpler fails, or there is an end to it. */
  async exhaust(): Promise<void> {
    for (let at = 0; at < stages.length && this.ended === null; ) {
      const before = this.best;
      await this.goThrough(stages[at]);
      at = this.best === before ? at + 1 : 0;
    }
  }

  private async goThrough({ passes, otherSeeds }: Stage): Promise<void> {
    for (const { propose, keepsSteps } of passes) {
      // Edits name steps of the very run that they change.
      if (this.best.edits.length > 0 && !keepsSteps) continue;
      const proposals = propose(this.best);
      for (let next = proposals.next(); !next.done && this.ended === null; ) {
        const isAccepted = await this.accept(next.value, seedsLike(this.seed, otherSeeds));
        next = proposals.next(isAccepted ? this.best : null);
      }
    }
  }

  private async accept(proposal: Proposal, others: readonly string[]): Promise<boolean> {
    for (const seed of new Set([this.best.seed, ...others])) {
      const candidate = this.candidate(proposal, seed);
      if (candidate === null) continue;
      const failing = await this.fails(candidate);
      if (failing === null) {
        if (this.ended !== null) return false;
        this.futile.add(keyOf(candidate));
        continue;
      }
      this.best = failing;
      const { set, edits } = candidate;
      this.accepted.push({ what: proposal.what, seed, set, edits });
      return true;
    }
    return false;
  }

  /** The run that a proposal makes of the best one; null if it is none, not simpler, or known. */
  private candidate({ changes, edits = this.best.edits }: Proposal, seed: string): Candidate | null {
    const { best } = this;
    try {
      const drawn: readonly Change[] = seed === best.seed ? [] : keepDrawn(best, seed);
      const set = changeSettings(best.set, [...drawn, ...changes]);
      const candidate = readCandidate(this.source, { seed, set, edits });
      return this.futile.has(keyOf(candidate)) || !isSmaller(measureOf(candidate), measureOf(best)) ? null : candidate;
    } catch (thrown) {
      // What makes no sense is no candidate.
      if (thrown instanceof Refusal) return null;
      throw thrown;
    }
  }

  /** Plays a run, and says whether it fails as the first one did. */
  private async fails(candidate: Candidate): Promise<Failing | null> {
    const report = await this.play(candidate);
    const target = report === null ? null : sameIn(report, this.best.target);
    if (report === null || target === null) return null;
    if (this.needsFaults && (await this.failsWithoutFaults(candidate))) return null;
    return this.ended === null ? { ...candidate, report, target } : null;
  }

  private async failsWithoutFaults(run: Candidate): Promise<boolean> {
    const without = { ...run, set: changeSettings(run.set, [{ path: "faults", value: [] }]), edits: [] };
    const key = keyOf(without);
    const known = this.faultless.get(key);
    if (known !== undefined) return known;
    const report = await this.play(without);
    const fails = report !== null && sameIn(report, this.best.target) !== null;
    this.faultless.set(key, fails);
    return fails;
  }

  private async play({ seed, set, edits }: Run): Promise<Report | null> {
    const { isUnwanted, mostRuns, told, play } = this.options;
    if (isUnwanted()) this.ended = "interrupted";
    else if (this.runs >= mostRuns) this.ended = "the budget is used up";
    if (this.ended !== null) return null;
    this.runs++;
    try {
      const report = await play({ seed, set, edits }, this.best === undefined ? {} : limitsFor(this.best));
      if (isUnwanted()) this.ended = "interrupted";
      if (this.best !== undefined) told({ runs: this.runs, accepted: this.accepted.length, size: sizeOf(this.best) });
      return this.ended === null ? report : null;
    } catch (thrown) {
      // The run that failed can be played; of the others, some cannot.
      if (this.best === undefined) throw thrown;
      return null;
    }
  }
}

function limitsFor({ report, target }: Failing): Partial<Limits> {
  return {
    events: moreEvents.times * report.events + moreEvents.and,
    searchSteps: target.atUs === null ? searchSteps.asked : searchSteps.unasked,
  };
}

function keyOf({ seed, set, edits }: Run): string {
  return JSON.stringify([seed, set, edits]);
}
