import type { NodeMoment } from "./moment.js";
import type { Recording } from "./recording.js";

/** Looks at the nodes at so many steps. */
const samples = 32;
const known = new WeakMap<Recording, readonly (readonly NodeMoment[])[]>();

/** Of each sampled step, the nodes as they were. */
export function samplesOf(recording: Recording): readonly (readonly NodeMoment[])[] {
  let moments = known.get(recording);
  if (moments === undefined) {
    const steps = Array.from({ length: samples }, (_, place) =>
      Math.floor((place * (recording.length - 1)) / (samples - 1)),
    );
    moments = [...new Set(steps)].map((step) => nodesAt(recording, step));
    known.set(recording, moments);
  }
  return moments;
}

function nodesAt(recording: Recording, step: number): readonly NodeMoment[] {
  return recording.peers.slice(0, recording.nodeCount).map((name, node) => {
    const { status, reason, byzantine } = recording.conditionAt(node, step);
    return { name, state: recording.stateAt(node, step), status, reason, byzantine };
  });
}
