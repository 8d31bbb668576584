import { describeEdit } from "../simulation/edits.js";
import type { Action } from "./action.js";
import { branch, editFor } from "./branch.js";
import { hasStopped, sameBreakpoint, tellBreakpoint } from "./breakpoint.js";
import { findParting } from "./compare.js";
import { visibleSteps } from "./filter.js";
import { landmarksOf } from "./landmarks.js";
import { type Direction, navigate, type Somewhere, type Target } from "./navigate.js";
import type { Recording } from "./recording.js";
import { tellValue } from "./tell-value.js";
import { paneNames, type View } from "./view.js";

/** The first view of a recording: at a step, or where something is violated, or at the beginning. */
export function initial(recording: Recording, { step }: { readonly step?: number } = {}): View {
  const last = recording.length - 1;
  const [violation] = landmarksOf(recording).violations;
  return {
    recording,
    position: Math.max(0, Math.min(last, step ?? violation ?? 0)),
    trail: [],
    shown: null,
    filter: "",
    passing: null,
    hidden: new Set(),
    search: null,
    cone: false,
    breakpoints: [],
    pane: "step",
    speed: 0,
    parent: null,
    comparing: false,
    notice: step !== undefined && step > last ? `the last step is ${last}` : "",
  };
}

/** What somebody sees after an action. What could not be done leaves a notice that says why. */
export function reduce(view: View, action: Action): View {
  return (answers[action.kind] as Answer<Action>)({ ...view, notice: "" }, action);
}

type Answer<A> = (view: View, action: A) => View;

const answers: { readonly [Kind in Action["kind"]]: Answer<Extract<Action, { kind: Kind }>> } = {
  go: (view, { to, direction = 1 }) => moveTo({ ...view, speed: 0 }, navigate(view, to, direction), !isNear(to)),
  jump: (view, { step, notice = "" }) => moveTo({ ...view, speed: 0, notice }, within(view, step), true),
  back: (view) => {
    const step = view.trail.at(-1);
    if (step === undefined) return say(view, "there is nowhere to go back to");
    return { ...view, speed: 0, position: step, trail: view.trail.slice(0, -1) };
  },
  play: (view, { speed }) => {
    if (speed === 0) return { ...view, speed };
    const next = navigate(view, { kind: "steps", count: 1 }, directionOf(speed));
    return "none" in next ? { ...view, speed: 0, notice: next.none } : { ...view, speed };
  },
  tick,
  pane: (view, { pane }) => {
    if (pane !== "next" && pane !== "previous") return { ...view, pane };
    const place = paneNames.indexOf(view.pane) + (pane === "next" ? 1 : -1);
    return { ...view, pane: paneNames[(place + paneNames.length) % paneNames.length] };
  },
  cone: (view) => ({ ...view, cone: !view.cone }),
  hide: (view, { peer }) => {
    const { recording } = view;
    const name = recording.peers[peer];
    if (name === undefined) return say(view, `there are ${recording.peers.length} nodes and clients`);
    const hidden = new Set(view.hidden);
    if (!hidden.delete(peer)) hidden.add(peer);
    const notice = `${name} is ${hidden.has(peer) ? "hidden" : "shown again"}`;
    return { ...view, hidden, shown: visibleSteps(recording, view.passing, hidden), notice };
  },
  compare: (view) => {
    if (view.parent === null)
      return say(view, "there is nothing to compare with: this run was not branched from another");
    return { ...view, comparing: !view.comparing };
  },
  show: (view, { text }) => say(view, tellValue(view.recording, text, view.position)),
  say: (view, { notice }) => say(view, notice),

  search: (view) => ({ ...view, speed: 0 }),
  found: (view, { text, matches, direction }) => {
    if (matches.length === 0) return { ...view, search: { text, matches }, notice: `nothing matches "${text}"` };
    const searched = { ...view, search: { text, matches } };
    const near = navigate(searched, { kind: "match" }, direction);
    const count = `${matches.length} of ${view.recording.length} steps match "${text}"`;
    // As in an editor, the search goes on at the other end.
    if ("none" in near) {
      const step = direction > 0 ? matches[0] : matches[matches.length - 1];
      return moveTo(
        { ...searched, notice: `${count}; it went on at the ${direction > 0 ? "beginning" : "end"}` },
        { step },
        true,
      );
    }
    return moveTo({ ...searched, notice: count }, near, true);
  },
  filter: (view) => ({ ...view, speed: 0 }),
  filtered: (view, { text, passing }) => {
    if (passing !== null && passing.length === 0)
      return say(view, `no step passes "${text}": the filter stays as it was`);
    const { recording, hidden } = view;
    const names = [...hidden].map((peer) => recording.peers[peer]).join(", ");
    const who = hidden.size === 0 ? "" : ` but those of ${names}`;
    const what = passing === null ? "all steps are shown" : `${passing.length} of ${recording.length} steps pass`;
    const notice = what + who;
    const shown = visibleSteps(recording, passing, hidden);
    return { ...view, filter: text, passing, shown, notice };
  },
  continue: (view) => ({
    ...view,
    speed: 0,
    notice: view.breakpoints.length === 0 ? "there is no breakpoint" : "",
  }),
  break: (view, { at }) => {
    const others = view.breakpoints.filter((other) => !sameBreakpoint(other, at));
    const removed = others.length < view.breakpoints.length;
    const notice = `${removed ? "no longer stops" : "stops"} ${tellBreakpoint(view.recording, at)}`;
    return { ...view, breakpoints: removed ? others : [...others, at], notice };
  },
  "clear breakpoints": (view) => ({ ...view, breakpoints: [], notice: "no breakpoint is left" }),

  "what if": (view, { change }) => {
    const { recording, position } = view;
    const edit = editFor(recording, position, change);
    if ("none" in edit) return say(view, edit.none);
    const { leftOut } = branch(recording, edit);
    const without =
      leftOut.length === 0 ? "" : `, without what was changed later on: ${leftOut.map(describeEdit).join("; ")}`;
    return { ...view, speed: 0, notice: `playing it again${without}` };
  },
  branched: (view, { recording }) => {
    const parting = findParting(view.recording, recording);
    const notice =
      parting === null ? "this run is the same to its end" : `it parts from the other run at step ${parting}`;
    return {
      ...initial(recording, { step: Math.min(view.position, recording.length - 1) }),
      hidden: view.hidden,
      shown: visibleSteps(recording, null, view.hidden),
      cone: view.cone,
      breakpoints: view.breakpoints,
      pane: view.pane,
      parent: { view, parting },
      notice,
    };
  },
  return: (view) => {
    if (view.parent === null) return say(view, "this run was not branched from another");
    return { ...view.parent.view, notice: "back in the run that it was branched from" };
  },

  save: (view) => view,
  export: (view) => view,
  quit: (view) => view,
};

const longestTrail = 200;

/** Whether going there is a step and no jump, which one may want to come back from. */
function isNear(to: Target): boolean {
  return to.kind === "steps";
}

function moveTo(view: View, somewhere: Somewhere, isJump: boolean): View {
  if ("none" in somewhere) return say(view, somewhere.none);
  const { position, trail } = view;
  if (somewhere.step === position) return view;
  return {
    ...view,
    position: somewhere.step,
    trail: isJump ? [...trail.slice(1 - longestTrail), position] : trail,
  };
}

function within({ recording }: View, step: number): Somewhere {
  return step >= 0 && step < recording.length ? { step } : { none: `the steps are 0 to ${recording.length - 1}` };
}

function directionOf(speed: number): Direction {
  return speed < 0 ? -1 : 1;
}

function tick(view: View): View {
  if (view.speed === 0) return view;
  const next = navigate(view, { kind: "steps", count: 1 }, directionOf(view.speed));
  if ("none" in next) return { ...view, speed: 0, notice: next.none };
  const stop = hasStopped(view, next.step);
  return stop === null ? { ...view, position: next.step } : { ...view, position: next.step, speed: 0, notice: stop };
}

function say(view: View, notice: string): View {
  return { ...view, notice };
}
