import { assert } from "../../kernel/assert.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { History } from "../history.js";
import { Budget } from "./budget.js";
import { byKey } from "./partition.js";
import { explains } from "./replay.js";
import { Search } from "./search.js";

/** What all searches of one check may remember, in words of 32 bits. */
export const mostWords = 2 ** 25;
const firstTurn = 1_000;

/** What was found, in so many steps, with so many words of memory at the most. */
export type Outcome = { readonly steps: number; readonly words: number } & (
  | { readonly verdict: "valid" }
  /** With the search of the key that has no order. */
  | { readonly verdict: "invalid"; readonly search: Search }
  | { readonly verdict: "unknown"; readonly reason: string }
);

/**
 * Searches all keys in turn, with turns that grow, so that a hard key does not keep an easy one from showing its fault. A
 * turn has two halves: from the deepest configuration on, which is fast where there is an order; and from the shallowest
 * on, which is fast where there is none.
 */
export function searchByKey(history: History, object: SequentialObject, maxSteps: number): Outcome {
  const budget = new Budget(mostWords);
  const groups = byKey(history, object);
  let undecided = groups.size;
  let words = 0;
  let waiting: Iterable<Search> = begin(groups, object, budget);
  for (let turn = firstTurn; undecided > 0; turn *= 4) {
    const rest: Search[] = [];
    for (const search of waiting) {
      const verdict = takeTurn(search, turn, maxSteps, budget);
      const { steps } = budget;
      words = Math.max(words, budget.words);
      if (verdict === "invalid") {
        // Whoever explains it replays what was found, at no cost.
        budget.allow(Number.POSITIVE_INFINITY);
        return { verdict, steps, words, search };
      } else if (verdict === "valid") {
        const order = budget.aside(() => search.orderOf());
        assert(explains(order, search.partition.answered, object), "an order that was found explains the history");
        search.release();
        undecided -= 1;
      } else if (budget.outOfMemory) {
        return {
          verdict: "unknown",
          steps,
          words,
          reason: reason("the memory of the search", mostWords, search, undecided),
        };
      } else if (steps >= maxSteps) {
        return { verdict: "unknown", steps, words, reason: reason("limits.searchSteps", maxSteps, search, undecided) };
      } else rest.push(search);
    }
    waiting = rest;
  }
  return { verdict: "valid", steps: budget.steps, words };
}

/** Prepares each search only when it is its turn: most are decided in the first one, and then forgotten. */
function* begin(groups: ReturnType<typeof byKey>, object: SequentialObject, budget: Budget): Generator<Search> {
  for (const [key, operations] of groups) yield new Search(key, operations, object, budget);
}

function takeTurn(search: Search, turn: number, maxSteps: number, budget: Budget): "valid" | "invalid" | undefined {
  for (const end of ["deepest", "shallowest"] as const) {
    budget.allow(Math.min(turn, maxSteps - budget.steps));
    const verdict = search.advance(end);
    if (verdict !== undefined || budget.outOfMemory) return verdict;
  }
  return undefined;
}

function reason(limit: string, most: number, search: Search, undecided: number): string {
  const { partition, furthest, configurations } = search;
  const subject = partition.key === undefined ? "the history" : `key ${JSON.stringify(partition.key)}`;
  const progress = `${furthest} of ${partition.answered.length} completions, ${configurations.count} configurations`;
  const others = undecided === 1 ? "" : ` (one of ${undecided} keys)`;
  return `${limit} (${most}) was reached: ${subject}${others} is undecided after ${progress}`;
}
