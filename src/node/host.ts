import type { Limits } from "../kernel/limits.js";
import type { Seed } from "../kernel/random.js";
import type { Loss } from "./loss.js";

/** What can happen to a node. The numbers are kinds of events; those of the simulation begin above them. */
export const Occasion = {
  /** A message, a request or a reply arrives. */
  message: 1,
  timer: 2,
  /** A sync of the disk ends. */
  synced: 3,
  /** The process starts: for the first time, or again. */
  boot: 4,
  /** The node is free again, after work or a pause, for what has been waiting. */
  resume: 5,
} as const;

/** What a process did in a step, or why it did nothing, for those who record. */
export type Effect =
  | { readonly kind: "send"; readonly to: string; readonly message: unknown; readonly fate: string }
  | { readonly kind: "timer set"; readonly timer: string; readonly atUs: number }
  | { readonly kind: "timer cancelled"; readonly timer: string }
  | { readonly kind: "answer"; readonly to: string; readonly answer: unknown; readonly fate: string }
  | { readonly kind: "write"; readonly file: string; readonly change: string; readonly value: unknown }
  | { readonly kind: "sync"; readonly endUs: number }
  | { readonly kind: "work"; readonly lengthUs: number }
  | { readonly kind: "crash"; readonly reason: string }
  /** A crash has taken what was not durable: see `Loss`. */
  | ({ readonly kind: "loss"; readonly node: string } & Loss)
  | { readonly kind: "log"; readonly text: string }
  /** What happened has not reached the process: it waits for its turn, or never gets there. */
  | { readonly kind: "waits" | "lost"; readonly reason: string };

/** The world around a machine: time, wires and somebody who takes notes. */
export interface Host {
  readonly seed: Seed;
  readonly limits: Limits;
  /** All nodes, by number. */
  readonly names: readonly string[];
  readonly nowUs: number;
  /** Number of the step that is under way, and of the one that scheduled it. */
  readonly step: number;
  readonly cause: number;
  /** Whether somebody wants effects told. */
  readonly recording: boolean;
  /** The number of a node, given by name or, already, by number; throws a `RangeError` if there is none. */
  numberOf(node: string | number): number;
  /** The same for a node or a client, by name. */
  peerNumberOf(name: string): number;
  /** The name of a node or a client. */
  nameOf(peer: number): string;
  /** Sends a message on its way. `ticket` is 0, that of a request, or that of the request answered, negated. */
  transmit(from: number, to: number, departUs: number, message: unknown, ticket: number): void;
  /** Makes something happen to a node later; the slot can be cancelled. */
  schedule(node: number, occasion: number, atUs: number, what: number, payload: unknown): number;
  cancel(slot: number): void;
  /** A ticket for a new request of this node. */
  newTicket(node: number): number;
  /** Told before a machine's effects when `recording`. */
  record(effect: Effect): void;
  /** The step under way is really about this event, which has been waiting for the node. */
  standIn(event: WaitingEvent): void;
  /** The machine's lifecycle changed: who is correct may have changed with it. */
  lifecycleChanged(node: number): void;
  /** A process threw, or rejected without a handler. */
  processFailed(node: number, error: ProcessError): void;
}

/** An event that came while its node was paused or busy. */
export interface WaitingEvent {
  readonly occasion: number;
  readonly whom: number;
  readonly what: number;
  readonly payload: unknown;
  readonly cause: number;
}

/** What a process failed with: text only, so that nothing of the node leaks out. */
export interface ProcessError {
  readonly message: string;
  readonly stack: string;
}
