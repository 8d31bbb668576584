import { Refusal } from "../kernel/refusal.js";
import type { Host } from "./host.js";
import type { Machine, Runner } from "./machine.js";
import { type Main, ProgramContext, ProgramRunner } from "./program-context.js";
import type { ProtocolContext } from "./protocol-context.js";

/** A message between nodes: plain data with a kind. */
export interface Message {
  readonly kind: string;
}

/** The vocabulary of a protocol. What it has no use for is left out. */
export interface Vocabulary {
  /** What a node keeps in memory: a plain value, shown by the explorer and seen by properties. */
  readonly state: object;
  /** The messages that nodes send one another: a union, told apart by `kind`. */
  readonly message?: Message;
  /** The names of the timers. */
  readonly timer?: string;
  /** What may be asked of a node, by a client or by a program; and what is answered. */
  readonly request?: unknown;
  readonly result?: unknown;
}

export type MessageOf<V extends Vocabulary> = V extends { readonly message: infer M extends Message } ? M : never;
export type TimerOf<V extends Vocabulary> = V extends { readonly timer: infer T extends string } ? T : never;
export type RequestOf<V extends Vocabulary> = V extends { readonly request: infer R } ? R : never;
export type ResultOf<V extends Vocabulary> = V extends { readonly result: infer R } ? R : never;

/** Timers of one protocol are no more than this. */
export const maxTimers = 256;

/** Names an open request: to be kept until it is answered or refused, once. */
export type Ticket = number;

/** Who a node is when its state is made. */
export interface Identity {
  readonly name: string;
  /** All nodes of the cluster, this one among them, in the scenario's order. */
  readonly nodes: readonly string[];
}

/** How a protocol reacts: one row for each thing that can happen to a node. */
export type ProtocolTable<V extends Vocabulary> = {
  /** The state of a node that has not started yet; a crashed node is back in it. */
  state(identity: Identity): V["state"];
  /** The node starts for the first time; and after a crash too, unless there is `recover`. */
  start?(cx: ProtocolContext<V>): void;
  /** The node starts again after a crash: the disk holds what survived. */
  recover?(cx: ProtocolContext<V>): void;
  /** A sync that was asked for under this token has ended: what was written before it survives a crash. */
  synced?(cx: ProtocolContext<V>, token: number): void;
  /** The state in a few words, for a line of a table: role, term and the like. */
  summary?(state: V["state"]): readonly string[];
} & Rows<"roles", Role<V["state"]>, readonly Role<V["state"]>[]> &
  Rows<"on", MessageOf<V>["kind"], { [M in MessageOf<V> as M["kind"]]: MessageReaction<V, M> }> &
  Rows<"timers", TimerOf<V>, { [T in TimerOf<V>]: (cx: ProtocolContext<V>) => void }> &
  Rows<"serve", RequestOf<V>, (cx: ProtocolContext<V>, request: RequestOf<V>, ticket: Ticket) => void>;

/** The roles that a state can show, which faults may aim at. */
type Role<State> = State extends { readonly role: infer R extends string } ? R : never;

type MessageReaction<V extends Vocabulary, M extends Message> = (
  cx: ProtocolContext<V>,
  message: M,
  from: string,
) => void;

/** A table is required as soon as the vocabulary has a word for it. */
type Rows<Name extends string, Words, Table> = [Words] extends [never]
  ? { readonly [N in Name]?: undefined }
  : { readonly [N in Name]: Table };

/** What a node runs: tables of reactions, or an async function. */
export type Process<State extends object = object, Request = unknown> =
  | ProtocolProcess<State, Request>
  | ProgramProcess<State, Request>;

interface Common<State, Request> {
  /** Never there: carries the types of state and request to the scenario's form. */
  readonly types?: { readonly state: State; readonly request: Request };
  /** The roles that faults may aim at. */
  readonly roles: readonly string[];
  state(identity: Identity): State;
  summary?(state: State): readonly string[];
}

export interface ProtocolProcess<State extends object = object, Request = unknown> extends Common<State, Request> {
  readonly kind: "protocol";
  readonly table: LooseTable;
  /** The rows of the table's `on`, by kind of message. */
  readonly reactions: ReadonlyMap<string, LooseReaction>;
  /** The timers' names; a timer's position is its number. */
  readonly timerNames: readonly string[];
}

// biome-ignore-start lint/suspicious/noExplicitAny: a vocabulary is checked where a table is written, not where it is run
type LooseReaction = (cx: any, message: any, from: string) => void;

/** A protocol's table once its vocabulary has been checked. */
interface LooseTable {
  readonly roles?: readonly string[];
  start?(cx: any): void;
  recover?(cx: any): void;
  synced?(cx: any, token: number): void;
  readonly on?: Readonly<Record<string, LooseReaction>>;
  readonly timers?: Readonly<Record<string, (cx: any) => void>>;
  readonly serve?: (cx: any, request: any, ticket: Ticket) => void;
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** How clients ask: by packets of their own, or by what they say over connections. */
export type Approach = "requests" | "connections";

export interface ProgramProcess<State extends object = object, Request = unknown> extends Common<State, Request> {
  readonly kind: "program";
  /** By what clients may ask it; by all unless given. */
  readonly serves?: readonly Approach[];
  /** Makes what lets the program go on with what happens to a machine. */
  runner(machine: Machine, host: Host): Runner;
}

// biome-ignore lint/suspicious/noExplicitAny: any process, whatever its state and requests
export type AnyProcess = Process<any, any>;

/** The state of a process. */
export type StateOf<P> = P extends { readonly types?: { readonly state: infer S } } ? S : never;

/** Makes a process from tables of synchronous reactions: the fastest kind, and the one that can be explored. */
export function protocol<V extends Vocabulary>(table: ProtocolTable<V>): ProtocolProcess<V["state"], RequestOf<V>> {
  const loose = table as unknown as LooseTable;
  const timerNames = Object.keys(loose.timers ?? {});
  if (timerNames.length > maxTimers) {
    throw new Refusal([{ path: "protocol.timers", problem: `there are more than ${maxTimers}` }]);
  }
  return {
    kind: "protocol",
    table: loose,
    roles: loose.roles ?? [],
    reactions: new Map(Object.entries(loose.on ?? {})),
    timerNames,
    state: (identity) => table.state(identity),
    ...(table.summary === undefined ? {} : { summary: table.summary }),
  };
}

/**
 * Makes a process from an async function, for code that is natural as a story. It may await what `cx` offers and
 * anything that settles by itself; real timers and real I/O are out of its reach, and out of the simulation.
 */
export function program<State extends object = Record<string, never>, Request = never>(
  main: (cx: ProgramContext<State, Request>) => Promise<void>,
  options: {
    readonly state?: (identity: Identity) => State;
    readonly summary?: (state: State) => readonly string[];
    readonly roles?: readonly string[];
  } = {},
): ProgramProcess<State, Request> {
  const { state = () => ({}) as State, summary, roles = [] } = options;
  // As for a table, the types end where the program was written.
  const runner = (machine: Machine, host: Host) =>
    new ProgramRunner(machine, host, main as Main, () => new ProgramContext(machine, host));
  return { kind: "program", runner, state, roles, ...(summary === undefined ? {} : { summary }) };
}

/** Several nodes that run the same process: under the given names, or as `n1`, `n2` and so on. */
export function replicas<const Name extends string, P extends AnyProcess>(
  names: readonly Name[],
  process: P,
): Readonly<Record<Name, P>>;
export function replicas<P extends AnyProcess>(count: number, process: P): Readonly<Record<`n${number}`, P>>;
export function replicas(nodes: readonly string[] | number, process: AnyProcess): Readonly<Record<string, AnyProcess>> {
  const names = typeof nodes === "number" ? Array.from({ length: nodes }, (_, index) => `n${index + 1}`) : nodes;
  return Object.fromEntries(names.map((name) => [name, process]));
}
