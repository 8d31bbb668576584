import type { FaultRow } from "../faults/row.js";
import type { Duration } from "../kernel/time.js";
import type { Direction, Target } from "./navigate.js";
import type { Recording } from "./recording.js";
import type { Breakpoint, PaneName } from "./view.js";

/**
 * What the person at the keys wants, and what came of it. `reduce` answers each at once; some are also `work`, which
 * takes a while and ends in another action, or an `errandOf` which only the outside can do.
 */
export type Action =
  // Going somewhere
  | { readonly kind: "go"; readonly to: Target; readonly direction?: Direction }
  | { readonly kind: "jump"; readonly step: number; readonly notice?: string }
  /** To where they came from. */
  | { readonly kind: "back" }
  /** Steps per second, backwards below zero; 0 stops. */
  | { readonly kind: "play"; readonly speed: number }
  /** Time has come for the next step while it plays. */
  | { readonly kind: "tick" }

  // Looking
  | { readonly kind: "pane"; readonly pane: PaneName | "next" | "previous" }
  | { readonly kind: "cone" }
  | { readonly kind: "hide"; readonly peer: number }
  | { readonly kind: "compare" }
  /** The value of an expression, here. */
  | { readonly kind: "show"; readonly text: string }
  | { readonly kind: "say"; readonly notice: string }

  // Searching: work that ends in `found`, `filtered` or `jump`.
  | { readonly kind: "search"; readonly text: string; readonly direction: Direction }
  | Found
  | { readonly kind: "filter"; readonly text: string }
  | { readonly kind: "filtered"; readonly text: string; readonly passing: ArrayLike<number> | null }
  | { readonly kind: "continue"; readonly direction: Direction }

  /** Sets a breakpoint, or removes it if it is set. */
  | { readonly kind: "break"; readonly at: Breakpoint }
  | { readonly kind: "clear breakpoints" }

  // Another run: an errand that ends in `branched`.
  | { readonly kind: "what if"; readonly change: Change }
  | { readonly kind: "branched"; readonly recording: Recording }
  /** To the run that this one was branched from. */
  | { readonly kind: "return" }

  // Errands that leave the view as it is. A path that is "" is left to the outside.
  | { readonly kind: "save"; readonly path: string }
  /** Steps, first and last; all unless given. */
  | { readonly kind: "export"; readonly path: string; readonly range: Range | null }
  | { readonly kind: "quit" };

interface Found {
  readonly kind: "found";
  readonly text: string;
  readonly matches: ArrayLike<number>;
  readonly direction: Direction;
}

/** The first and the last of some steps in a row. */
export type Range = readonly [first: number, last: number];

/** What could have been otherwise at the step at hand. `send` chooses among several packets that it has put on the wire. */
export type Change =
  | { readonly kind: "drop"; readonly send?: number }
  | { readonly kind: "delay" | "duplicate"; readonly send?: number; readonly by: Duration }
  /** The node that the step happened to, unless given. */
  | { readonly kind: "crash"; readonly peer: number | null; readonly for: Duration }
  | { readonly kind: "add fault"; readonly fault: FaultRow }
  | { readonly kind: "remove fault"; readonly row: number }
  | { readonly kind: "move fault"; readonly row: number; readonly at: Duration }
  | { readonly kind: "reseed"; readonly seed: string };
