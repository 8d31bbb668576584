import type { Consistency, History, Judgement } from "../../checks/history.js";
import type { Random } from "../../kernel/random.js";
import type { Body } from "../message.js";

/** What a run is like, as far as a workload has to know. */
export interface Setting {
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** The mean latency of messages between nodes. */
  readonly latencyMs: number;
  readonly topology: string;
  readonly consistencyModels: readonly string[];
  /** How many keys are in use at a time; null where the workload decides. */
  readonly keyCount: number | null;
  readonly maxTxnLength: number;
  readonly maxWritesPerKey: number;
}

/** An operation, as the history has it: a kind with what belongs to it, or a transaction. */
export type Operation = { readonly kind: string; readonly [key: string]: unknown } | readonly unknown[];

/** What a client asks a node for, without the ids. */
export interface Request {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** An operation as a talk with a node: yields requests, is given replies that are no errors, and returns the result. */
export type Talk = Generator<Request, unknown, Body>;

/** What a client remembers from one operation to the next, by name. A client whose operation is in doubt is replaced. */
export type Memory = Record<string, unknown>;

/** Makes up the operations of one run. */
export interface Source {
  /** The next operation of a worker. */
  next(worker: number, random: Random, nowUs: number): Operation;
  /** An operation has ended. */
  ended?(worker: number, operation: Operation, outcome: "ok" | "failed" | "unknown", result: unknown): void;
  /** What a worker asks for when all has been quiet for a while, until there is nothing; `asked` counts from 0. */
  final?(worker: number, asked: number, memory: Memory): Operation | null;
}

/** What has to be in a reply beside its type and ids, and nothing else: what is wrong with a value, or null. */
export type ReplyForm = Readonly<Record<string, (value: unknown) => string | null>>;

/** A line of the table of workloads. */
export interface Workload {
  /** Operations whose errors and timeouts mean that nothing was done. */
  readonly safe?: readonly string[];
  /** Every error means that nobody knows what was done. */
  readonly distrustsErrors?: true;
  /** A client goes on after an operation in doubt. */
  readonly keepsClients?: true;
  /** Concurrency is a multiple of so many times the number of nodes. */
  readonly workersPerNode?: number;
  /** Operations that need never succeed. */
  readonly mayFail?: readonly string[];
  /** How long a client waits for a reply: 5 s unless given. */
  timeoutMs?(setting: Setting): number;
  /** The replies, by the type of the request; they have its type with `_ok` behind it. */
  readonly replies: Readonly<Record<string, ReplyForm>>;
  source(setting: Setting): Source;
  talk(operation: Operation, memory: Memory): Talk;
  /** What each node is told before the work begins. */
  setUp?(setting: Setting): Request;
  check(setting: Setting): WorkloadCheck;
}

/** What a run of a workload is judged by. */
export interface WorkloadCheck extends Consistency {
  /** What is told of a history, by the names that people know. */
  results(history: History, judgement: Judgement): Readonly<Record<string, unknown>>;
}

/** The name of what an operation does. */
export function functionOf(operation: unknown): string {
  return Array.isArray(operation) ? "txn" : String((operation as { readonly kind: unknown }).kind);
}

export const anything = () => null;
export const aNumber = (value: unknown) => (typeof value === "number" ? null : "must be a number");
export const aList = (value: unknown) => (Array.isArray(value) ? null : "must be a list");
export const anObject = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? null : "must be an object";

/** Makes a reply no reply. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

/** Operations that are made by chance: half of them one, half of them the other; and one more read at the end. */
export function halfReads(make: (random: Random) => Operation, finalRead: Operation | null = { kind: "read" }): Source {
  return {
    next: (_worker, random) => (random.chance(0.5) ? make(random) : { kind: "read" }),
    final: (_worker, asked) => (asked === 0 ? finalRead : null),
  };
}
