import type { Consistency, History } from "../checks/history.js";
import type { PropertyReport } from "../simulation/report.js";
import { stepAt } from "./place.js";
import type { Recording } from "./recording.js";
import { sortedSteps } from "./sorted.js";

/** A property that must hold and does not, and the steps at which that shows, in order. */
export interface Violation {
  readonly property: PropertyReport;
  readonly steps: readonly number[];
}

const known = new WeakMap<Recording, readonly Violation[]>();

/** All that is violated in a run. That something of `sometimes` has not happened is no violation. */
export function violationsOf(recording: Recording): readonly Violation[] {
  let violations = known.get(recording);
  if (violations === undefined) {
    const violated = recording.report.properties.filter(({ verdict }) => verdict === "violated");
    violations = violated.map((property) => ({ property, steps: sortedSteps(stepsOf(recording, property)) }));
    known.set(recording, violations);
  }
  return violations;
}

function stepsOf(recording: Recording, { kind, name, step }: PropertyReport): readonly number[] {
  if (step !== null) return [step];
  const last = recording.length - 1;
  if (kind === "recovers") return lateAt(recording).map((late) => Math.min(late, last));
  const check = recording.plan.consistency.find((check) => check.name === name);
  // What is judged at the end, and points nowhere, shows at the end.
  return [(kind === "consistency" && check !== undefined ? brokenAt(recording.history, check) : null) ?? last];
}

/** When recoveries had taken longer than they may. */
function lateAt(recording: Recording): number[] {
  const { recovery } = recording.report;
  if (recovery === null) return [];
  const late = recovery.episodes.filter(({ lengthUs }) => lengthUs > recovery.withinUs);
  return late.map(({ beganUs }) => stepAt(recording, beganUs + recovery.withinUs + 1));
}

/** Longer histories are not looked into, nor are those that take more steps to judge. */
const mostOperations = 20_000;
const mostSteps = 200_000;
/** Looks before and after the place that was found. */
const looks = 4;

/**
 * The step at which a history is broken: what had happened before it was fine. Null if there is no such step, as there
 * need not be: a check may ask for what is only seen at the end.
 */
function brokenAt(history: History, check: Consistency): number | null {
  if (history.length > mostOperations) return null;
  const ends = history.map(({ completedAt }) => completedAt).filter(Number.isFinite);
  const completions = [...ends].sort((one, other) => one - other);
  const isBroken = (count: number) => {
    if (count === 0) return false;
    try {
      return check.judge(upTo(history, completions[count - 1]), mostSteps).verdict === "invalid";
    } catch {
      return false;
    }
  };
  if (!isBroken(completions.length)) return null;
  let low = 0;
  let high = completions.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isBroken(middle)) high = middle;
    else low = middle;
  }
  // Once broken, it must stay so.
  for (let look = 1; look <= looks; look++) {
    const [before, behind] = [low, completions.length - high].map((room) => Math.floor((room * look) / (looks + 1)));
    if (isBroken(before) || !isBroken(high + behind)) return null;
  }
  return completions[high - 1];
}

/** A history as it was when a step was over. */
function upTo(history: History, step: number): History {
  return history
    .filter(({ invokedAt }) => invokedAt <= step)
    .map((operation) =>
      operation.completedAt <= step
        ? operation
        : {
            ...operation,
            completedAt: Number.POSITIVE_INFINITY,
            completedUs: Number.POSITIVE_INFINITY,
            outcome: "unknown" as const,
            result: undefined,
          },
    );
}
