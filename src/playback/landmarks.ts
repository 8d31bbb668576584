import type { Recording } from "./recording.js";
import { sortedSteps } from "./sorted.js";
import { violationsOf } from "./violations.js";

/** Where rare things happen in a run: steps in order. */
export interface Landmarks {
  /** Faults begin or end. */
  readonly faults: readonly number[];
  /** Properties change. */
  readonly properties: readonly number[];
  /** Something that must hold does not. */
  readonly violations: readonly number[];
  /** Nodes take or lose a role. */
  readonly roles: readonly number[];
  /** Nodes crash, stop, or start again. */
  readonly lifecycle: readonly number[];
}

const known = new WeakMap<Recording, Landmarks>();

/** The landmarks of a run, looked up once. */
export function landmarksOf(recording: Recording): Landmarks {
  let landmarks = known.get(recording);
  if (landmarks === undefined) {
    landmarks = survey(recording);
    known.set(recording, landmarks);
  }
  return landmarks;
}

function survey(recording: Recording): Landmarks {
  const { faults, troubles, properties, health } = recording;
  const ends = ({ from, to }: { readonly from: number; readonly to: number | null }) =>
    to === null ? [from] : [from, to];
  const tracks = health === null ? properties : [...properties, health];
  let roles: readonly number[] | null = null;
  return {
    faults: sortedSteps(faults.flatMap(ends)),
    properties: sortedSteps(tracks.flatMap(({ changes }) => changes.map(({ step }) => step))),
    violations: sortedSteps(violationsOf(recording).flatMap(({ steps }) => steps)),
    // The only ones that no list has yet, looked for when somebody asks.
    get roles() {
      roles ??= rolesOf(recording);
      return roles;
    },
    lifecycle: sortedSteps(troubles.filter(({ kind }) => kind === "crashed" || kind === "stopped").flatMap(ends)),
  };
}

function rolesOf(recording: Recording): number[] {
  const steps: number[] = [];
  for (let step = 0; step < recording.length; step++) {
    if (recording.changesOf(step).some(({ path }) => path.length === 1 && path[0] === "role")) steps.push(step);
  }
  return steps;
}
