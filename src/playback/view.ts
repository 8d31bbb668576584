import type { Recording } from "./recording.js";

/** What somebody sees of a recording: where they are, and how they look at it. Data; `reduce` makes the next one. */
export interface View {
  readonly recording: Recording;
  /** The step at hand. What is shown of nodes is as it was after it. */
  readonly position: number;
  /** Where they came from, the last place last: steps of this recording. */
  readonly trail: readonly number[];
  /** The steps that pass the filter and are of nobody who is hidden, in order; null if all are shown. */
  readonly shown: ArrayLike<number> | null;
  /** The filter, as it was typed; "" if there is none. */
  readonly filter: string;
  /** The steps that pass the filter, whoever is hidden; null if there is none. */
  readonly passing: ArrayLike<number> | null;
  /** Nodes and clients that are hidden. */
  readonly hidden: ReadonlySet<number>;
  /** What was searched for last, and the steps that match; null while nobody has searched. */
  readonly search: { readonly text: string; readonly matches: ArrayLike<number> } | null;
  /** Whether what may have caused the step at hand, and what it may have caused, stand out. */
  readonly cone: boolean;
  /** Where continuing stops. */
  readonly breakpoints: readonly Breakpoint[];
  /** The pane that shows more of itself. */
  readonly pane: PaneName;
  /** Steps per second while it plays, forwards or, below zero, backwards; 0 while it stands still. */
  readonly speed: number;
  /** The run that this one was branched from, and where they part; null for the run that was opened. */
  readonly parent: { readonly view: View; readonly parting: number | null } | null;
  /** Whether this run and its parent are shown side by side. */
  readonly comparing: boolean;
  /** One line for the person at the keys: why a key did nothing, where a jump led, what was kept. */
  readonly notice: string;
}

/** The panes that take turns beside the list of steps and the diagram. */
export const paneNames = ["step", "state", "nodes", "links", "faults", "properties", "clients"] as const;
export type PaneName = (typeof paneNames)[number];

/** Stops at a kind of event, at a node, at a change of a property, or where an expression begins to hold. */
export type Breakpoint =
  | { readonly kind: "event"; readonly event: string }
  | { readonly kind: "peer"; readonly peer: number }
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "expression"; readonly text: string };
