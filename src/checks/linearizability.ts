import { assert } from "../kernel/assert.js";
import type { SequentialObject } from "../objects/sequential-object.js";
import type { Consistency, History, Judgement } from "./history.js";
import { Budget } from "./linearizability/budget.js";
import { evidence } from "./linearizability/evidence.js";
import { byKey } from "./linearizability/partition.js";
import { explains } from "./linearizability/replay.js";
import { Search } from "./linearizability/search.js";

/** What all searches of one check may remember, in words of 32 bits. */
const mostWords = 2 ** 25;
const firstTurn = 1_000;

/**
 * Every operation seems to take effect at one instant between its invocation and its completion: there is an order of the
 * operations, true to real time, in which the object answers what was answered. What failed is not in it; what is of
 * unknown outcome may be in it anywhere after its invocation, or not at all.
 *
 * The order is searched for as Wing & Gong (1993) do it, with Lowe's (2017) memory of configurations, key by key (Horn &
 * Kroening 2015). A step is one call of the object's `apply`, or the recall of an earlier one.
 */
export function linearizable<State, Request, Result>(object: SequentialObject<State, Request, Result>): Consistency {
  return {
    name: `linearizable ${object.name}`,
    judge: (history, maxSteps) => judge(history, object as SequentialObject, maxSteps),
  };
}

/**
 * All keys are searched in turn, with turns that grow, so that a hard key does not keep an easy one from showing its
 * fault. A turn has two halves: from the deepest configuration on, which is fast where there is an order; and from the
 * shallowest on, which is fast where there is none.
 */
function judge(history: History, object: SequentialObject, maxSteps: number): Judgement {
  const budget = new Budget(mostWords);
  const groups = byKey(history, object);
  let undecided = groups.size;
  let waiting: Iterable<Search> = begin(groups, object, budget);
  for (let turn = firstTurn; undecided > 0; turn *= 4) {
    const rest: Search[] = [];
    for (const search of waiting) {
      const verdict = takeTurn(search, turn, maxSteps, budget);
      const { steps } = budget;
      if (verdict === "invalid") {
        return { verdict, steps, evidence: budget.aside(() => evidence(search, object)) };
      } else if (verdict === "valid") {
        const order = budget.aside(() => search.orderOf());
        assert(explains(order, search.partition.answered, object), "an order that was found explains the history");
        search.release();
        undecided -= 1;
      } else if (budget.outOfMemory) {
        return { verdict: "unknown", steps, reason: reason("the memory of the search", mostWords, search, undecided) };
      } else if (steps >= maxSteps) {
        return { verdict: "unknown", steps, reason: reason("limits.searchSteps", maxSteps, search, undecided) };
      } else rest.push(search);
    }
    waiting = rest;
  }
  return { verdict: "valid", steps: budget.steps };
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
