import type { SequentialObject } from "../../objects/sequential-object.js";
import type { History } from "../history.js";

/** A history with requests that say what the object has chosen, if it has a choice. */
export function chosen(history: History, { choices }: SequentialObject): History {
  if (choices === undefined) return history;
  return history.map((operation) => {
    const { outcome, request, result } = operation;
    return { ...operation, request: choices.chosen(request, outcome === "ok" ? { result } : undefined) };
  });
}
