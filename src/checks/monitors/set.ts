import type { SetRequest } from "../../objects/set.js";
import type { Value } from "../../objects/value.js";
import type { Operation } from "../history.js";
import { growingSet } from "./growing-set.js";
import { type Contradiction, isItem, type Monitor, type Ruling } from "./monitor.js";

/**
 * Sets to which each value is added once, and from which it is removed once, if nobody asks for all elements: values are
 * independent then. Or to which values are only added, if somebody does.
 */
export const setMonitor: Monitor = {
  method: "values added once, one by one (after LiMo 2025)",
  rule(operations) {
    if (operations.some(({ request }) => (request as SetRequest).kind === "read")) return growingSet(operations);
    const groups = new Map<Value, Operation[]>();
    for (const operation of operations) {
      const { element } = operation.request as { readonly element: Value };
      if (!isItem(element) || (operation.outcome === "ok" && typeof operation.result !== "boolean")) return null;
      const group = groups.get(element);
      if (group === undefined) groups.set(element, [operation]);
      else group.push(operation);
    }
    let contradiction: Contradiction | null = null;
    for (const group of groups.values()) {
      const ruling = ruleOnOne(group);
      if (ruling === null) return null;
      if (ruling !== "valid") contradiction ??= ruling;
    }
    return contradiction ?? "valid";
  },
};

/**
 * Where there is a good instant for adding the value and one for removing it, there is one with the latest possible
 * instant for adding it: whoever finds the value absent before it is then content, and nobody else minds.
 */
function ruleOnOne(operations: readonly Operation[]): Ruling | null {
  let add: Operation | null = null;
  let remove: Operation | null = null;
  const present: Operation[] = [];
  const absent: Operation[] = [];
  for (const operation of operations) {
    const { kind } = operation.request as SetRequest;
    const { outcome, result } = operation;
    if (outcome === "ok" && (kind === "contains" || result === false)) {
      const sawIt = kind === "contains" ? result === true : kind === "add";
      (sawIt ? present : absent).push(operation);
    } else if (kind === "add" && add === null) add = operation;
    else if (kind === "remove" && remove === null) remove = operation;
    else return null;
  }
  const removed = remove?.outcome === "ok" ? [remove] : [];
  const witness = present[0] ?? removed[0];
  if (add === null) return witness === undefined ? "valid" : { why: "nobody added the value", operations: [witness] };
  if (add.outcome === "unknown" && witness === undefined) return "valid";

  const latestAdd = firstDone([add, ...present, ...removed]);
  if (latestAdd.completedAt < add.invokedAt)
    return { why: "it was there before it was added", operations: [latestAdd, add] };
  const after = absent.filter(({ invokedAt }) => invokedAt > latestAdd.completedAt);
  const bounds = [...after, ...removed];
  if (bounds.length === 0) return "valid";
  const latestRemove = firstDone(bounds);
  if (remove === null) return { why: "nobody removed it, and it was gone", operations: [add, latestAdd, latestRemove] };
  const late = [remove, ...present].find(({ invokedAt }) => invokedAt > latestRemove.completedAt);
  if (late !== undefined)
    return { why: "it was gone before it can have been removed", operations: [add, latestRemove, late] };
  return "valid";
}

function firstDone(operations: readonly Operation[]): Operation {
  return operations.reduce((first, operation) => (operation.completedAt < first.completedAt ? operation : first));
}
