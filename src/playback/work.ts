import type { Action } from "./action.js";
import { findStop } from "./breakpoint.js";
import { filterSteps } from "./filter.js";
import type { Direction } from "./navigate.js";
import { searchSteps } from "./search.js";
import type { View } from "./view.js";

/** Goes on for a while: yields how much is done, 0 to 1, every few milliseconds, and returns what to do then. */
export type Work = Generator<number, Action>;

/**
 * What an action takes a while for; null if `reduce` has done it all. The view may change in the meantime: what work comes
 * to is an action like any other. Work that nobody wants any more is left where it is.
 */
export function work(view: View, action: Action): Work | null {
  switch (action.kind) {
    case "search":
      return search(view, action.text, action.direction);
    case "filter":
      return filter(view, action.text);
    case "continue":
      return view.breakpoints.length === 0 ? null : goOn(view, action.direction);
    default:
      return null;
  }
}

function* search(view: View, text: string, direction: Direction): Work {
  return { kind: "found", text, matches: yield* searchSteps(view.recording, text), direction };
}

function* filter(view: View, text: string): Work {
  const passing = text === "" ? null : yield* filterSteps(view.recording, text);
  return { kind: "filtered", text, passing };
}

function* goOn(view: View, direction: Direction): Work {
  const stop = yield* findStop(view, direction);
  return "none" in stop ? { kind: "say", notice: stop.none } : { kind: "jump", ...stop };
}
