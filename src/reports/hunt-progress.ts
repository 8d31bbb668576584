import { type Covered, plural } from "../hunt/summary.js";
import { rounded } from "./hunt-words.js";

/** How far a hunt has come. */
export interface HuntProgress {
  readonly runs: number;
  /** How many runs it will be; null where time ends it, or nothing does. */
  readonly of: number | null;
  readonly elapsedMs: number;
  readonly virtualUs: number;
  /** Runs that failed, hung or died, and how many different bugs they are. */
  readonly failures: number;
  readonly bugs: number;
  /** Over all scenarios: what has happened in some run so far, and what was to. */
  readonly sometimes: Covered;
  /** Kinds of faults that have changed something so far. */
  readonly faults: Covered;
  readonly workers: number;
}

/** A hunt under way, in one line of ASCII that is never wider than `width`: what matters least is left out first. */
export function huntProgress(progress: HuntProgress, width = Number.POSITIVE_INFINITY): string {
  const { runs, of, elapsedMs, virtualUs, failures, bugs, sometimes, faults, workers } = progress;
  const seconds = elapsedMs / 1_000;
  const each = (amount: number) => (seconds > 0 ? rounded(amount / seconds) : "0");
  const left = of === null || runs === 0 ? null : (seconds * Math.max(0, of - runs)) / runs;
  const parts = [
    of === null ? plural(runs, "run") : `${runs} of ${plural(of, "run")}`,
    bugs === 0 ? "no bugs" : `${plural(bugs, "bug")} in ${plural(failures, "run")}`,
    `${clock(seconds)}${left === null ? "" : `, ${clock(left)} left`}`,
    `${each(runs)} runs/s`,
    ...(sometimes.of === 0 ? [] : [`sometimes ${sometimes.covered}/${sometimes.of}`]),
    ...(faults.of === 0 ? [] : [`faults ${faults.covered}/${faults.of}`]),
    `${each(virtualUs / 1_000_000)} virtual s/s`,
    plural(workers, "worker"),
  ];
  const fitting = parts.map((_, place) => parts.slice(0, parts.length - place).join("   "));
  return fitting.find((line) => line.length <= width) ?? parts[0].slice(0, Math.max(0, width));
}

/** As on a stopwatch: `0:07`, `12:30`, `1:02:03`. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
