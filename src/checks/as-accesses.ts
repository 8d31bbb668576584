import type { SequentialObject } from "../objects/sequential-object.js";
import { kindOf } from "./findings.js";
import type { History, Operation } from "./history.js";

/** What every operation read and wrote, for the checks of reads and writes. */
interface Accesses {
  readonly history: History;
  /** Why the history says more than that, so that a check of it may miss something; null if it does not. */
  readonly untold: string | null;
}

/** The objects whose requests are told apart here; `cas` is read as it is. */
const objects: readonly string[] = ["register", "key-value store"];

/** A history of a register or a key-value store as reads and writes; or why it cannot be told so. */
export function asAccesses(history: History, object: SequentialObject): Accesses | { readonly problem: string } {
  if (!objects.includes(object.name)) return { problem: `a ${object.name} is more than reads and writes` };
  const told: Operation[] = [];
  let untold: string | null = null;
  for (const operation of history) {
    const accesses = accessesOf(operation);
    if (accesses === null) return { problem: `nobody knows what an ${String(kindOf(operation))} wrote` };
    if (kindOf(operation) === "cas" && operation.result === false) untold = "what a cas did not match is not looked at";
    told.push(accesses);
  }
  return { history: told, untold };
}

/** What a store answers to a write is what it held before: a read, in one transaction with the write. */
function accessesOf(operation: Operation): Operation | null {
  const { outcome, result } = operation;
  const { key, value } = operation.request as { readonly key: string; readonly value: unknown };
  const written = (after: unknown): Operation => ({
    ...operation,
    request: [...(outcome === "ok" ? [["r", key, null]] : []), ["w", key, after]],
    result:
      outcome === "ok"
        ? [
            ["r", key, result],
            ["w", key, after],
          ]
        : undefined,
  });
  switch (kindOf(operation)) {
    case "put":
      return written(value);
    case "delete":
      return written(null);
    case "append":
      if (outcome === "failed") return written(value);
      return outcome === "ok" ? written(`${result ?? ""}${value}`) : null;
    default:
      return operation;
  }
}
