import { kindOf } from "../findings.js";
import type { Operation } from "../history.js";

/*
 * What an operation reads and writes. Understood are
 *
 *   { kind: "read", key }  or "get"           answered by the value
 *   { kind: "write", key, value }  or "put"   whatever it is answered
 *   { kind: "cas", key, expected, value }     answered by true, if it wrote, or false
 *   [["r", key, null], ["w", key, value], …]  a transaction, answered by the same list with the values that were read
 *
 * A register, without keys, is one that has the key undefined.
 */

interface Visitor {
  read(key: unknown, value: unknown): void;
  write(key: unknown, value: unknown): void;
}

interface Fields {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly expected?: unknown;
}

/**
 * Visits what an operation reads and writes, in its order: what it read only if it was answered, what it writes
 * whatever came of it. False if it cannot be understood.
 */
export function visitAccesses(operation: Operation, visitor: Visitor): boolean {
  if (Array.isArray(operation.request)) return visitTransaction(operation.request, operation, visitor);
  const { key, value, expected } = (operation.request ?? {}) as Fields;
  const { outcome, result } = operation;
  switch (kindOf(operation)) {
    case "read":
    case "get":
      if (outcome === "ok") visitor.read(key, result);
      return true;
    case "write":
    case "put":
      visitor.write(key, value);
      return true;
    case "cas":
      if (outcome === "ok" && result !== true) return result === false;
      if (outcome === "ok") visitor.read(key, expected);
      visitor.write(key, value);
      return true;
    default:
      return false;
  }
}

function visitTransaction(asked: readonly unknown[], { outcome, result }: Operation, visitor: Visitor): boolean {
  const list = outcome === "ok" ? result : asked;
  if (!Array.isArray(list) || list.length !== asked.length) return false;
  for (let at = 0; at < list.length; at++) {
    const [request, access] = [asked[at], list[at] as unknown];
    if (!Array.isArray(request) || !Array.isArray(access)) return false;
    const [kind, key, value] = access as readonly unknown[];
    if (kind !== request[0] || key !== request[1]) return false;
    if (kind === "w") visitor.write(key, value);
    else if (kind !== "r") return false;
    else if (outcome === "ok") visitor.read(key, value);
  }
  return true;
}
