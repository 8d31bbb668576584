import type { Status } from "./machine.js";

/** A node as properties, roles and the explorer see it. */
export interface NodeView<State = unknown> {
  readonly name: string;
  /** What the node keeps in memory. A crashed node has lost it: it shows the state of one that has not started. */
  readonly state: State;
  readonly status: Status;
  /** Why it is crashed or stopped, in words; null while it is not. */
  readonly reason: string | null;
  /** Whether a fault makes it deviate from its protocol, now or earlier in the run. */
  readonly byzantine: boolean;
}

/** The nodes of a run at one instant. Properties that suit any names ask for no more than this. */
export interface Views<State = unknown> {
  /** All nodes, in the scenario's order. */
  readonly nodes: readonly NodeView<State>[];
  /** Those that are neither crashed nor Byzantine: of them alone a protocol can promise anything. */
  readonly correct: readonly NodeView<State>[];
  readonly nowUs: number;
}
