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

function stepsOf(recording: Recording, { kind, step }: PropertyReport): readonly number[] {
  const last = recording.length - 1;
  if (kind === "recovers") return lateAt(recording).map((late) => Math.min(late, last));
  // What is judged at the end, and points nowhere, shows at the end.
  return [step ?? last];
}

/** When recoveries had taken longer than they may. */
function lateAt(recording: Recording): number[] {
  const { recovery } = recording.report;
  if (recovery === null) return [];
  const late = recovery.episodes.filter(({ lengthUs }) => lengthUs > recovery.withinUs);
  return late.map(({ beganUs }) => stepAt(recording, beganUs + recovery.withinUs + 1));
}
