import { canonical } from "../../kernel/plain.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";

/**
 * Whether an order of operations on one key explains what was answered: it has each answered operation once, puts none
 * before one that completed before its invocation, and an object that follows it answers what was answered. It shares
 * nothing with the search, so that each can be trusted without the other.
 */
export function explains(
  order: readonly Operation[],
  answered: readonly Operation[],
  object: SequentialObject,
): boolean {
  const placed = new Set(order);
  if (placed.size !== order.length || !answered.every((operation) => placed.has(operation))) return false;
  let state = object.initial;
  let latestInvocation = Number.NEGATIVE_INFINITY;
  for (const { request, result, outcome, invokedAt, completedAt } of order) {
    if (outcome === "failed" || completedAt < latestInvocation) return false;
    latestInvocation = Math.max(latestInvocation, invokedAt);
    const { state: after, result: answer } = object.apply(state, request);
    if (outcome === "ok" && !Object.is(answer, result) && canonical(answer) !== canonical(result)) return false;
    state = after;
  }
  return true;
}
