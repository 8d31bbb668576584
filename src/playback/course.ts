import type { Recording } from "./recording.js";

/** How a run went, in so many equal parts of its time. */
export interface Course {
  /** How much of the part the service was healthy, 0 to 1: null before it was first. Null if nobody says what healthy is. */
  readonly healthy: readonly (number | null)[] | null;
  /** How many of the operations invoked in the part were answered, 0 to 1; null if there were none. */
  readonly answered: readonly (number | null)[];
  /** Whether a fault was on in the part. */
  readonly faulty: readonly boolean[];
}

const known = new WeakMap<Recording, Map<number, Course>>();
const mostKept = 16;

/** The course of a run; what was asked for once is at hand. */
export function courseOf(recording: Recording, parts: number): Course {
  const kept = known.get(recording) ?? new Map<number, Course>();
  known.set(recording, kept);
  let course = kept.get(parts);
  if (course === undefined) {
    course = survey(recording, parts);
    if (kept.size >= mostKept) kept.clear();
    kept.set(parts, course);
  }
  return course;
}

function survey(recording: Recording, parts: number): Course {
  const endUs = Math.max(1, recording.report.virtualUs);
  const partOf = (atUs: number) => Math.min(parts - 1, Math.floor((atUs / endUs) * parts));
  return {
    healthy: recording.health === null ? null : healthOf(recording, parts, endUs),
    answered: answeredOf(recording, parts, partOf),
    faulty: faultyOf(recording, parts, (step) => partOf(recording.atUs(step))),
  };
}

function healthOf(recording: Recording, parts: number, endUs: number): (number | null)[] {
  const changes = recording.health?.changes ?? [];
  const first = changes.findIndex(({ holds }) => holds);
  const partUs = endUs / parts;
  const healthyUs = new Float64Array(parts);
  changes.forEach(({ step, holds }, place) => {
    if (!holds) return;
    const fromUs = recording.atUs(step);
    const next = changes[place + 1];
    const toUs = next === undefined ? endUs : recording.atUs(next.step);
    for (let part = Math.floor(fromUs / partUs); part < parts && part * partUs < toUs; part++) {
      healthyUs[part] += Math.min(toUs, (part + 1) * partUs) - Math.max(fromUs, part * partUs);
    }
  });
  const startUs = first < 0 ? Number.POSITIVE_INFINITY : recording.atUs(changes[first].step);
  return Array.from(healthyUs, (us, part) => ((part + 1) * partUs <= startUs ? null : Math.min(1, us / partUs + 1e-9)));
}

function answeredOf({ history }: Recording, parts: number, partOf: (atUs: number) => number): (number | null)[] {
  const made = new Float64Array(parts);
  const good = new Float64Array(parts);
  for (const { invokedUs, outcome } of history) {
    made[partOf(invokedUs)]++;
    if (outcome === "ok") good[partOf(invokedUs)]++;
  }
  return Array.from(made, (count, part) => (count === 0 ? null : good[part] / count));
}

function faultyOf({ faults, length }: Recording, parts: number, partOf: (step: number) => number): boolean[] {
  const faulty = new Array<boolean>(parts).fill(false);
  for (const { from, to } of faults) faulty.fill(true, partOf(from), partOf(to ?? length - 1) + 1);
  return faulty;
}
