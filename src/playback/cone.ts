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
  const past = new Uint8Array(recording.length);
  past.set(leadingTo(recording, step, 0));
  past[step] = 0;
  keepReached(recording, past);
  return past;
}

/** The steps that another happened before. What reached nobody has no future. */
function futureOf(recording: Recording, step: number): Uint8Array {
  const future = new Uint8Array(recording.length);
  future.set(followingFrom(recording, step, recording.length - 1), step);
  future[step] = 0;
  keepReached(recording, future);
  return future;
}

/** From `first` on, up to a step and with it: 1 for what leads to it. Nothing before `first` is needed to tell. */
export function leadingTo(recording: Recording, step: number, first: number): Uint8Array {
  const marks = new Uint8Array(step - first + 1);
  marks[step - first] = 1;
  for (let later = step; later > first; later--) {
    if (marks[later - first] === 0) continue;
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if (cause >= first) marks[cause - first] = 1;
    if (before >= first) marks[before - first] = 1;
  }
  return marks;
}

/** From a step on, up to `last`: 1 for what follows from it. What reached nobody has nothing that follows. */
export function followingFrom(recording: Recording, step: number, last: number): Uint8Array {
  const marks = new Uint8Array(last - step + 1);
  if (!recording.hasReached(step)) return marks;
  marks[0] = 1;
  for (let later = step + 1; later <= last; later++) {
    const cause = recording.causeOf(later);
    const before = recording.beforeOf(later);
    if ((cause >= step && marks[cause - step] === 1) || (before >= step && marks[before - step] === 1)) {
      marks[later - step] = 1;
    }
  }
  return marks;
}

/** How one step stands to another; of those that reached nobody, only their pasts are known. */
export function relationOf(recording: Recording, one: number, other: number): Relation {
  if (one === other) return "same";
  const [earlier, later] = one < other ? [one, other] : [other, one];
  const isCause = recording.hasReached(earlier) && leadingTo(recording, later, earlier)[0] === 1;
  return isCause ? (earlier === one ? "before" : "after") : "concurrent";
}

/**
 * The vector clock of a step: of each node and client, how many of its steps it may know of. Null for the run's own steps,
 * and for those that reached nobody.
 */
export function clockOf(recording: Recording, step: number): Readonly<Record<string, number>> | null {
  if (!recording.hasReached(step)) return null;
  const counts = recording.peers.map(() => 0);
  leadingTo(recording, step, 0).forEach((leads, earlier) => {
    if (leads === 1 && recording.hasReached(earlier)) counts[recording.whoOf(earlier)]++;
  });
  return Object.fromEntries(recording.peers.flatMap((name, peer) => (counts[peer] > 0 ? [[name, counts[peer]]] : [])));
}

function keepReached(recording: Recording, marks: Uint8Array): void {
  for (let step = 0; step < marks.length; step++) {
    if (marks[step] === 1 && !recording.hasReached(step)) marks[step] = 0;
  }
}
