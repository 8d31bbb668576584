import type { Recording } from "./recording.js";

/** What may have caused a step, and what it may have caused: 1 for each step that is part of it. The step is in neither. */
export interface Cone {
  readonly past: Uint8Array;
  readonly future: Uint8Array;
}

export type Relation = "same" | "before" | "after" | "concurrent";

const last = new WeakMap<Recording, { readonly step: number; readonly cone: Cone }>();

/** The cone of a step; that of the step asked for last is at hand. */
export function coneOf(recording: Recording, step: number): Cone {
  let known = last.get(recording);
  if (known?.step !== step) {
    known = { step, cone: { past: pastOf(recording, step), future: futureOf(recording, step) } };
    last.set(recording, known);
  }
  return known.cone;
}

/**
 * The steps that happened before another, after Lamport (1978): each follows from the one that scheduled it, and from the
 * one before of the same node. What reached nobody is part of no past, though it may have passed something on.
 */
function pastOf(recording: Recording, step: number): Uint8Array {
  const past = reachedBefore(recording, step, 0);
  past[step] = 0;
  return past;
}

/** The steps that another happened before. What reached nobody has no future. */
function futureOf(recording: Recording, step: number): Uint8Array {
  const future = new Uint8Array(recording.length);
  if (!recording.hasReached(step)) return future;
  future[step] = 1;
  for (let later = step + 1; later < future.length; later++) {
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if ((cause >= step && future[cause] === 1) || (before >= step && future[before] === 1)) future[later] = 1;
  }
  future[step] = 0;
  keepReached(recording, future, step + 1);
  return future;
}

/** How one step stands to another; of those that reached nobody, only their pasts are known. */
export function relationOf(recording: Recording, one: number, other: number): Relation {
  if (one === other) return "same";
  const [earlier, later] = one < other ? [one, other] : [other, one];
  const isCause = recording.hasReached(earlier) && reachedBefore(recording, later, earlier)[0] === 1;
  return isCause ? (earlier === one ? "before" : "after") : "concurrent";
}

/**
 * The vector clock of a step: of each node and client, how many of its steps it may know of. Null for the run's own steps,
 * and for those that reached nobody.
 */
export function clockOf(recording: Recording, step: number): Readonly<Record<string, number>> | null {
  if (!recording.hasReached(step)) return null;
  const counts = recording.peers.map(() => 0);
  const past = reachedBefore(recording, step, 0);
  past.forEach((isPast, earlier) => {
    if (isPast === 1) counts[recording.whoOf(earlier)]++;
  });
  return Object.fromEntries(recording.peers.flatMap((name, peer) => (counts[peer] > 0 ? [[name, counts[peer]]] : [])));
}

/** Which steps from one on, up to a later one and with it, lead to that and have reached somebody. */
function reachedBefore(recording: Recording, step: number, from: number): Uint8Array {
  const marks = new Uint8Array(from === 0 ? recording.length : step - from + 1);
  marks[step - from] = 1;
  for (let later = step; later > from; later--) {
    if (marks[later - from] === 0) continue;
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if (cause >= from) marks[cause - from] = 1;
    if (before >= from) marks[before - from] = 1;
  }
  if (from === 0) keepReached(recording, marks, 0);
  return marks;
}

function keepReached(recording: Recording, marks: Uint8Array, from: number): void {
  for (let step = from; step < marks.length; step++) {
    if (marks[step] === 1 && !recording.hasReached(step)) marks[step] = 0;
  }
}
