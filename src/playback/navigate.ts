import { landmarksOf } from "./landmarks.js";
import { otherEnd } from "./other-end.js";
import { parsePlace } from "./place.js";
import { after, atOrAfter, before } from "./sorted.js";
import type { View } from "./view.js";

export type Direction = 1 | -1;

/** Where to go from the step at hand, forwards or backwards. */
export type Target =
  /** So many of the steps that are shown. */
  | { readonly kind: "steps"; readonly count: number }
  | { readonly kind: "same peer" }
  | { readonly kind: "peer"; readonly peer: number }
  /** Forwards from where a message was sent to where it arrives, backwards the other way. */
  | { readonly kind: "other end" }
  /** The beginning or end of a fault. */
  | { readonly kind: "fault" }
  /** A property begins or ceases to hold. */
  | { readonly kind: "property" }
  | { readonly kind: "violation" }
  /** A node takes or loses a role. */
  | { readonly kind: "role" }
  /** A node crashes, stops, or starts again. */
  | { readonly kind: "lifecycle" }
  /** What was searched for. */
  | { readonly kind: "match" }
  /** The last of the steps that are shown, or, backwards, the first. */
  | { readonly kind: "end" }
  /** `8121`, `+10`, `12.5s`, `-200ms`, `50%`: either way. */
  | { readonly kind: "place"; readonly text: string };

/** A step; or why there is none, as a sentence. */
export type Somewhere = { readonly step: number } | { readonly none: string };

/** Finds a step from the one at hand. */
export function navigate(view: View, target: Target, direction: Direction = 1): Somewhere {
  return (ways[target.kind] as Way<Target>)(view, target, direction);
}

type Way<T> = (view: View, target: T, direction: Direction) => Somewhere;
type WayTo<Kind> = Way<Extract<Target, { kind: Kind }>>;

const ways: { readonly [Kind in Target["kind"]]: WayTo<Kind> } = {
  steps: (view, { count }, direction) => goSteps(view, count * direction),
  "same peer": (view, _, direction) => {
    const peer = view.recording.whoOf(view.position);
    return peer < 0 ? { none: "this step is nobody's: it belongs to the run" } : goPeer(view, peer, direction);
  },
  peer: (view, { peer }, direction) => goPeer(view, peer, direction),
  "other end": (view, _, direction) => otherEnd(view, direction),
  fault: (view, _, direction) => goNear(view, landmarksOf(view.recording).faults, direction, "fault begins or ends"),
  property: (view, _, direction) => goNear(view, landmarksOf(view.recording).properties, direction, "property changes"),
  violation: (view, _, direction) => {
    const { violations } = landmarksOf(view.recording);
    if (violations.length === 0) return { none: "nothing is violated in this run" };
    return goNear(view, violations, direction, "property is violated");
  },
  role: (view, _, direction) => goNear(view, landmarksOf(view.recording).roles, direction, "node changes its role"),
  lifecycle: (view, _, direction) =>
    goNear(view, landmarksOf(view.recording).lifecycle, direction, "node crashes or starts again"),
  match: (view, _, direction) => {
    if (view.search === null) return { none: "nothing has been searched for" };
    const { text, matches } = view.search;
    if (matches.length === 0) return { none: `nothing matches "${text}"` };
    return goNear(view, matches, direction, `step matches "${text}"`);
  },
  end: ({ recording, shown }, _, direction) => {
    if (shown === null) return { step: direction > 0 ? recording.length - 1 : 0 };
    return shown.length === 0 ? nothingShown : { step: shown[direction > 0 ? shown.length - 1 : 0] };
  },
  place: (view, { text }) => parsePlace(text, view),
};

const nothingShown = { none: "the filter lets no step pass" };

function goSteps({ recording, position, shown }: View, by: number): Somewhere {
  const count = shown === null ? recording.length : shown.length;
  if (count === 0) return nothingShown;
  // A step that is not shown itself lies between two that are.
  const at = shown === null ? position : atOrAfter(shown, position);
  const isShown = shown === null || shown[at] === position;
  const place = Math.max(0, Math.min(count - 1, at + by - (isShown || by < 0 ? 0 : 1)));
  const step = shown === null ? place : shown[place];
  if (by > 0 ? step <= position : step >= position) {
    return { none: `this is the ${by > 0 ? "last" : "first"} step${shown === null ? "" : " that is shown"}` };
  }
  return { step };
}

function goPeer(view: View, peer: number, direction: Direction): Somewhere {
  const { recording } = view;
  return goNear(view, recording.stepsOf(peer), direction, `step of ${recording.peers[peer]} comes`);
}

/** The next of some steps in order. `what` continues "no …" and stands before "after this step". */
function goNear({ position }: View, steps: ArrayLike<number>, direction: Direction, what: string): Somewhere {
  const place = direction > 0 ? after(steps, position) : before(steps, position);
  if (place >= 0 && place < steps.length) return { step: steps[place] };
  return { none: `no ${what} ${direction > 0 ? "after" : "before"} this step` };
}
