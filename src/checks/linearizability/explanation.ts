import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";
import type { Search } from "./search.js";

/** More states than anybody reads. */
const mostStates = 50;

/** Why there is no order: how far the longest ones come, and what stands in the way of the next completion. */
export interface Explanation {
  /** What has no order, as in `key "x"`. */
  readonly subject: string;
  /** All operations on it that may be in an order, by invocation. */
  readonly operations: readonly Operation[];
  /** How many completions fit into an order, and of how many. */
  readonly fits: number;
  readonly completions: number;
  /** When the last of them was. */
  readonly fitsUntilUs: number | null;
  /** The answered operation that completes next, and can be placed in none of these orders. */
  readonly stuck: Operation;
  /** One of the orders, up to the first of the states. */
  readonly order: readonly Operation[];
  /** The states in which these orders end; the first so many of them. */
  readonly states: readonly StateTried[];
  readonly statesInAll: number;
  /** What else was open when the stuck operation completed. */
  readonly open: readonly OpenOperation[];
}

export interface StateTried {
  readonly state: unknown;
  /** The last operation in the order that may have changed the state; null if none did. */
  readonly after: Operation | null;
  /** What the stuck operation would answer. */
  readonly answer: unknown;
}

export interface OpenOperation {
  readonly operation: Operation;
  /** What it would answer in the first state; null if some order has it, or may have it, in vain. */
  readonly wouldAnswer: { readonly answer: unknown } | null;
}

export function explain(search: Search, object: SequentialObject): Explanation {
  const { partition, transitions, furthest } = search;
  const { key, answered, crashed, crashedBefore, open, openFrom } = partition;
  const states = [...search.statesAt(furthest)];
  const orders = states.slice(0, mostStates).map(([, configuration]) => search.orderOf(configuration));
  const stateTried = ([state]: (typeof states)[number], at: number): StateTried => {
    transitions.next(state, partition.request[furthest]);
    return {
      state: transitions.states.values[state],
      after: orders[at].findLast(({ request, result }) => !object.isRead(request, result)) ?? null,
      answer: transitions.results.values[transitions.result],
    };
  };
  const openOperation = (id: number): OpenOperation => {
    const [state] = states[0];
    transitions.next(state, partition.request[id]);
    const answer = transitions.results.values[transitions.result];
    const isPlaced = orders.some((order) => order.includes(answered[id]));
    const fits = isPlaced || transitions.result === partition.result[id];
    return { operation: answered[id], wouldAnswer: fits ? null : { answer } };
  };
  return {
    subject: key === undefined ? `the ${object.name}` : `key ${JSON.stringify(key)}`,
    operations: [...answered, ...crashed].sort((a, b) => a.invokedAt - b.invokedAt),
    fits: furthest,
    completions: answered.length,
    fitsUntilUs: furthest === 0 ? null : answered[furthest - 1].completedUs,
    stuck: answered[furthest],
    order: orders[0],
    states: states.slice(0, mostStates).map(stateTried),
    statesInAll: states.length,
    open: [
      ...Array.from(open.subarray(openFrom[furthest] + 1, openFrom[furthest + 1]), openOperation),
      ...crashed
        .slice(0, crashedBefore[furthest])
        .reverse()
        .map((operation) => ({ operation, wouldAnswer: null })),
    ],
  };
}
