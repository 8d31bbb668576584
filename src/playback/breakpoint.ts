import { checkCondition } from "./check-expression.js";
import { evaluate } from "./evaluate.js";
import type { Expression } from "./expression.js";
import { isMistake } from "./mistake.js";
import { MovingMoment } from "./moment.js";
import type { Direction, Somewhere } from "./navigate.js";
import { parseExpression } from "./parse-expression.js";
import { isAffected, type Reads, readsOf } from "./reads.js";
import type { Recording } from "./recording.js";
import { stepsPerTurn } from "./search.js";
import type { Breakpoint, View } from "./view.js";

/** A breakpoint in words, as they follow "stops". */
export function tellBreakpoint({ peers }: Recording, at: Breakpoint): string {
  switch (at.kind) {
    case "event":
      return `at each ${at.event}`;
    case "peer":
      return `at each step of ${peers[at.peer]}`;
    case "property":
      return `where "${at.name}" changes`;
    case "expression":
      return `where ${at.text} begins to hold`;
  }
}

export function sameBreakpoint(one: Breakpoint, other: Breakpoint): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Why a step that was just made is one to stop at; null if it is not. */
export function hasStopped({ recording, breakpoints }: View, step: number): string | null {
  for (const at of breakpoints) if (watch(recording, at)(step, null)) return `stopped ${tellBreakpoint(recording, at)}`;
  return null;
}

type Stop = { readonly step: number; readonly notice: string };

/** Looks for the next step, or the one before, at which a breakpoint stops. Yields how much has been seen. */
export function* findStop(
  { recording, breakpoints, position }: View,
  direction: Direction,
): Generator<number, Stop | Extract<Somewhere, { none: string }>> {
  const watches = breakpoints.map((at) => ({ at, stopsAt: watch(recording, at) }));
  const end = direction > 0 ? recording.length : -1;
  const ahead = Math.max(1, Math.abs(end - position));
  for (let step = position + direction; step !== end; step += direction) {
    const hit = watches.filter(({ stopsAt }) => stopsAt(step, direction)).at(0);
    if (hit !== undefined) return { step, notice: `stopped ${tellBreakpoint(recording, hit.at)}` };
    const seen = Math.abs(step - position);
    if (seen % stepsPerTurn === 0) yield seen / ahead;
  }
  return { none: `no breakpoint is reached ${direction > 0 ? "after" : "before"} this step` };
}

/** Whether a breakpoint stops at a step. Steps are asked for one after the other in a direction, or, where null, anyhow. */
type Watch = (step: number, direction: Direction | null) => boolean;

function watch(recording: Recording, at: Breakpoint): Watch {
  switch (at.kind) {
    case "event":
      return (step) => recording.kindOf(step) === at.event;
    case "peer":
      return (step) => recording.whoOf(step) === at.peer;
    case "property": {
      const tracks = [...recording.properties, ...(recording.health === null ? [] : [recording.health])];
      const named = tracks.filter(({ name }) => name === at.name);
      const steps = new Set(named.flatMap(({ changes }) => changes.map(({ step }) => step)));
      return (step) => steps.has(step);
    }
    case "expression": {
      const expression = parseExpression(at.text);
      // It has been checked against the run in which it was set: another one may have other nodes.
      if (isMistake(expression) || isMistake(checkCondition(expression, recording))) return () => false;
      return watchExpression(recording, expression);
    }
  }
}

/** Asks anew only where something has changed that the expression reads. */
function watchExpression(recording: Recording, expression: Expression): Watch {
  const reads: Reads = readsOf(expression, recording);
  const moment = new MovingMoment(recording, 0);
  const holds = (step: number) => {
    moment.step = step;
    return step >= 0 && evaluate(expression, moment) === true;
  };
  /** Whether it holds after the step of this number. */
  let known: { readonly step: number; readonly holds: boolean } | null = null;
  const holdsAfter = (step: number) => {
    if (known?.step !== step) known = { step, holds: holds(step) };
    return known.holds;
  };
  return (step, direction) => {
    if (!isAffected(reads, recording, step)) {
      // Nothing has changed: what is known of the one side is true of the other.
      if (direction === 1 && known?.step === step - 1) known = { step, holds: known.holds };
      if (direction === -1 && known?.step === step) known = { step: step - 1, holds: known.holds };
      return step === 0 && holdsAfter(0);
    }
    if (direction === -1) {
      const now = holdsAfter(step);
      return !holdsAfter(step - 1) && now;
    }
    const before = holdsAfter(step - 1);
    return holdsAfter(step) && !before;
  };
}
