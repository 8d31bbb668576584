import { type Findings, kindOf } from "../findings.js";
import type { History, Operation } from "../history.js";
import type { KeyLog, KeyLogs } from "./key-log.js";

/** A value sent to a key, or polled from it, and its offset, or -1 if it is not known: by their numbers in that log. */
export interface Message {
  readonly log: KeyLog;
  readonly value: number;
  readonly offset: number;
}

/** What one operation did, message by message, in order. */
export interface Access {
  readonly operation: Operation;
  readonly sends: readonly Message[];
  readonly polls: readonly Message[];
  /** Whether it changed what its process consumes: its positions start anew. */
  readonly moves: boolean;
}

/**
 * Reads requests and results. What cannot be understood is a doubt, and left out. The sends of an operation that was not
 * answered are those that it asked for.
 */
export function readAccesses(history: History, logs: KeyLogs, findings: Findings): readonly Access[] {
  return history.flatMap((operation) => {
    findings.spend(1);
    const access = readAccess(operation, logs, findings);
    if (access === null) findings.odd(operation);
    return access ?? [];
  });
}

function readAccess(operation: Operation, logs: KeyLogs, findings: Findings): Access | null {
  const { request, outcome, result } = operation;
  const answered = outcome === "ok";
  const none: Access = { operation, sends: [], polls: [], moves: false };
  if (Array.isArray(request)) {
    return readTransaction(operation, answered ? result : request, logs, findings);
  }
  const { key, value } = (request ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  switch (kindOf(operation)) {
    case "assign":
    case "subscribe":
    case "crash":
      return { ...none, moves: true };
    case "send":
      return { ...none, sends: [logs.of(String(key)).message(value, offsetOf(answered ? result : null))] };
    case "poll": {
      const polls: Message[] = [];
      return answered && !readPoll(result, polls, logs, findings) ? null : { ...none, polls };
    }
    default:
      return null;
  }
}

function readTransaction(operation: Operation, list: unknown, logs: KeyLogs, findings: Findings): Access | null {
  if (!Array.isArray(list)) return null;
  const [sends, polls]: Message[][] = [[], []];
  for (const part of list as readonly unknown[]) {
    if (!Array.isArray(part)) return null;
    const [kind, first, second] = part as readonly unknown[];
    if (kind === "send") {
      const [offset, value] = Array.isArray(second) ? (second as readonly unknown[]) : [null, second];
      sends.push(logs.of(String(first)).message(value, offsetOf(offset)));
    } else if (kind !== "poll") return null;
    else if (operation.outcome === "ok" && !readPoll(first, polls, logs, findings)) return null;
  }
  return { operation, sends, polls, moves: false };
}

/** Adds what was polled; says no if it cannot be understood. */
function readPoll(result: unknown, polls: Message[], logs: KeyLogs, findings: Findings): boolean {
  if (typeof result !== "object" || result === null) return false;
  for (const [key, pairs] of Object.entries(result)) {
    if (!Array.isArray(pairs)) return false;
    findings.spend(pairs.length);
    const log = logs.of(key);
    for (const pair of pairs as readonly unknown[]) {
      if (!Array.isArray(pair) || offsetOf(pair[0]) === null) return false;
      polls.push(log.message(pair[1], pair[0]));
    }
  }
  return true;
}

function offsetOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
