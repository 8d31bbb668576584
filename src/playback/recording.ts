import type { History } from "../checks/history.js";
import type { Ailment } from "../network/network.js";
import type { Status } from "../node/machine.js";
import type { Plan } from "../scenario/plan.js";
import type { Edit } from "../simulation/edits.js";
import type { PropertyKind, Report } from "../simulation/report.js";
import type { Step, StepEvent } from "../simulation/trace.js";

/**
 * A whole run, to be looked at in any order: what happened at each step, and how everything was after it. A step is known
 * by its number, a node or client by its place in `peers`; -1 means none. Nothing that it gives out may be changed.
 */
export interface Recording {
  readonly plan: Plan;
  readonly seed: string;
  readonly edits: readonly Edit[];
  readonly report: Report;
  /** How many steps there are. */
  readonly length: number;
  /** The nodes, in the scenario's order, and behind them the clients. */
  readonly peers: readonly string[];
  readonly nodeCount: number;

  // What happened. Each answers in constant time.
  atUs(step: number): number;
  /** The node or client that it happened to; -1 if it is the run's own, as the beginning of a fault. */
  whoOf(step: number): number;
  kindOf(step: number): StepEvent["kind"];
  /** Who sent the packet that arrives in this step. */
  fromOf(step: number): number;
  /** The step that scheduled this one: for a packet, the one that sent it. */
  causeOf(step: number): number;
  /** The step of the same node or client before this one, of those that reached it. */
  beforeOf(step: number): number;
  /** Whether what happened reached the node: it was not down, nor did the event have to wait. */
  hasReached(step: number): boolean;
  /** Everything about a step. */
  stepAt(step: number): Step;
  /** What a step has put on the wire, in order: `edits` name packets by their place in it. */
  packetsOf(step: number): readonly Packet[];
  /** The digest of the run after a step. */
  digestAt(step: number): string;
  /** The steps of a node or client, in order. */
  stepsOf(peer: number): ArrayLike<number>;

  // How everything was after a step. Each answers within milliseconds, wherever the step is.
  stateAt(node: number, step: number): unknown;
  /** The same, true until the next question: where one asks about one step after the other, nothing is copied for it. */
  peekAt(node: number, step: number): unknown;
  /** What the process and its machine have besides, by what it is: files, sockets, timers, output. Null of a protocol. */
  belongingsAt(node: number, step: number): unknown;
  conditionAt(node: number, step: number): NodeCondition;
  /** In a few words, as the scenario's process tells it. */
  summaryAt(node: number, step: number): readonly string[];
  /** What this step has changed in the states of nodes. */
  changesOf(step: number): readonly StateChange[];
  /** What it has changed of what they have besides. */
  belongingsChangesOf(step: number): readonly StateChange[];
  /** What is wrong with the link from one node to another. */
  ailmentsAt(from: number, to: number, step: number): readonly Ailment[];

  // What lasts longer than a step, in order of its beginning.
  readonly faults: readonly FaultSpan[];
  /** Down, paused and Byzantine times of nodes. */
  readonly troubles: readonly TroubleSpan[];
  readonly properties: readonly PropertyTrack[];
  /** When the service was healthy, where the scenario says what that is. */
  readonly health: PropertyTrack | null;
  /** What the clients did: `invokedAt` and `completedAt` are steps. */
  readonly history: History;
}

/** One packet: a message, or a request, or the reply to one. */
export interface Packet {
  readonly kind: "message" | "request" | "reply";
  readonly to: number;
  readonly message: unknown;
  /** What became of it as it was sent: `arrives at 1200 us`, `cut`, `held`, `lost` … */
  readonly fate: string;
  /**
   * The steps in which it arrives: several if it is doubled, none if it is lost, or under way at the end. What comes while
   * its receiver is not free arrives when its turn comes; or where it began to wait, if that never happens. A packet that
   * was held is put on the wire twice, by its sender and by the step that lets it go, and both tell of its arrivals.
   */
  readonly arrivals: readonly number[];
  /** Steps before these in which it came and had to wait. */
  readonly waits: readonly number[];
}

export interface NodeCondition {
  readonly status: Status;
  /** Why it is down; null while it is not. */
  readonly reason: string | null;
  readonly byzantine: boolean;
  /** By how much its wall clock is ahead of a right one. */
  readonly clockErrorUs: number;
}

/**
 * A change of one part of a node's state. The changes of a step are in an order in which they can be carried out one after
 * another: what comes into an array moves those behind it, and what goes lets them move up.
 */
export interface StateChange {
  readonly node: number;
  /** Where: keys of objects and places in arrays, from the outside in. */
  readonly path: readonly (string | number)[];
  /** `undefined` where there was, or is, nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A time from the beginning of one step to the end of another; `to` is null if it lasts to the end of the run. */
export interface Span {
  readonly from: number;
  readonly to: number | null;
}

export interface FaultSpan extends Span {
  /** The row of the timetable. */
  readonly row: number;
  readonly text: string;
  readonly nodes: readonly number[];
}

export interface TroubleSpan extends Span {
  readonly node: number;
  readonly kind: "crashed" | "stopped" | "paused" | "Byzantine";
}

/** How a property fared: it is not known before the first change. */
export interface PropertyTrack {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly changes: readonly { readonly step: number; readonly holds: boolean; readonly because: string }[];
}
