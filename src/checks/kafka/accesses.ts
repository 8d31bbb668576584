import { type Findings, kindOf } from "../findings.js";
import type { History, Operation } from "../history.js";
import { identity } from "../tell.js";

/** A value sent to a key, or polled from it, and its offset, if it is known. */
export interface Message {
  readonly key: string;
  readonly value: unknown;
  readonly offset: number | null;
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
export function readAccesses(history: History, findings: Findings): readonly Access[] {
  return history.flatMap((operation) => {
    findings.spend(1);
    const access = readAccess(operation, findings);
    if (access === null) findings.odd(operation);
    return access ?? [];
  });
}

function readAccess(operation: Operation, findings: Findings): Access | null {
  const { request, outcome, result } = operation;
  const answered = outcome === "ok";
  const none: Access = { operation, sends: [], polls: [], moves: false };
  if (Array.isArray(request)) {
    return readTransaction(operation, answered ? result : request, findings);
  }
  const { key, value } = (request ?? {}) as { readonly key?: unknown; readonly value?: unknown };
  switch (kindOf(operation)) {
    case "assign":
    case "subscribe":
    case "crash":
      return { ...none, moves: true };
    case "send":
      return { ...none, sends: [{ key: String(key), value, offset: offsetOf(answered ? result : null) }] };
    case "poll": {
      const polls = answered ? readPoll(result, findings) : [];
      return polls && { ...none, polls };
    }
    default:
      return null;
  }
}

function readTransaction(operation: Operation, list: unknown, findings: Findings): Access | null {
  if (!Array.isArray(list)) return null;
  const [sends, polls]: Message[][] = [[], []];
  for (const part of list as readonly unknown[]) {
    if (!Array.isArray(part)) return null;
    const [kind, first, second] = part as readonly unknown[];
    if (kind === "send") {
      const [offset, value] = Array.isArray(second) ? (second as readonly unknown[]) : [null, second];
      sends.push({ key: String(first), value, offset: offsetOf(offset) });
    } else if (kind !== "poll") return null;
    else if (operation.outcome === "ok") {
      const polled = readPoll(first, findings);
      if (polled === null) return null;
      polls.push(...polled);
    }
  }
  return { operation, sends, polls, moves: false };
}

function readPoll(result: unknown, findings: Findings): readonly Message[] | null {
  if (typeof result !== "object" || result === null) return null;
  const messages: Message[] = [];
  for (const [key, pairs] of Object.entries(result)) {
    if (!Array.isArray(pairs)) return null;
    findings.spend(pairs.length);
    for (const pair of pairs as readonly unknown[]) {
      if (!Array.isArray(pair) || offsetOf(pair[0]) === null) return null;
      messages.push({ key, value: pair[1], offset: pair[0] as number });
    }
  }
  return messages;
}

function offsetOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** What stands for the value of a message in the maps of its key. */
export function identityOf({ value }: Message): unknown {
  return identity(value);
}
