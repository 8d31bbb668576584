import type { Operation } from "../history.js";
import { type Graph, kinds } from "./graph.js";
import { type Ledger, none, outcomes } from "./ledger.js";

/**
 * Gives out what has completed, in order of completion, while one walks through a history in order of invocation. It
 * remembers only what is open: a sort of all completions would cost more than the rest of the order by time.
 */
export class Completions {
  private readonly history: readonly Operation[];
  /** Open transactions, those that complete first at the end. */
  private readonly open: number[] = [];

  constructor(history: readonly Operation[]) {
    this.history = history;
  }

  invoke(t: number): void {
    const { open, history } = this;
    const { completedAt, outcome } = history[t];
    if (outcome !== "ok") return;
    let place = open.push(t) - 1;
    for (; place > 0 && history[open[place - 1]].completedAt < completedAt; place--) open[place] = open[place - 1];
    open[place] = t;
  }

  /** The next one that has completed before this index, or -1. */
  takeBefore(index: number): number {
    const { open, history } = this;
    if (open.length === 0 || history[open[open.length - 1]].completedAt >= index) return none;
    return open.pop() as number;
  }
}

/**
 * The order of committed transactions by process and by real time. Of the latter only what does not follow from the rest
 * (its transitive reduction): a frontier holds the completed transactions that none of the completed ones began after.
 * Any two of these overlap, so that there are never more of them than processes.
 */
export class TimeOrder {
  private readonly history: readonly Operation[];
  private readonly completions: Completions;
  private readonly frontier: number[] = [];
  private readonly process: Int32Array;
  private readonly outcome: Uint8Array;
  /** Of each process its last answered transaction, or -1. */
  private readonly lastOf: Int32Array;
  private readonly completedAt: (t: number) => number;

  constructor({ history, process, processes, outcome }: Ledger) {
    this.history = history;
    this.process = process;
    this.outcome = outcome;
    this.lastOf = new Int32Array(processes).fill(none);
    this.completedAt = (t) => history[t].completedAt;
    this.completions = new Completions(history);
  }

  /** Adds the edges that end in a transaction. All committed ones are asked for, in order of invocation. */
  addInto(t: number, graph: Graph): void {
    const { history, completions, frontier, lastOf } = this;
    const { invokedAt } = history[t];
    for (let one = completions.takeBefore(invokedAt); one !== none; one = completions.takeBefore(invokedAt)) {
      advance(frontier, one, history[one].invokedAt, this.completedAt);
    }
    completions.invoke(t);
    for (let at = 0; at < frontier.length; at++) graph.add(frontier[at], kinds.realtime, none);
    const number = this.process[t];
    if (lastOf[number] !== none) graph.add(lastOf[number], kinds.process, none);
    // What is of unknown outcome may take effect after what its process did next.
    if (this.outcome[t] === outcomes.ok) lastOf[number] = t;
  }
}

/** Puts what has completed into a frontier, in place of what had completed before it began. */
export function advance<T>(frontier: T[], one: T, invokedAt: number, completedAt: (other: T) => number): void {
  let kept = 0;
  for (let at = 0; at < frontier.length; at++) {
    if (completedAt(frontier[at]) > invokedAt) frontier[kept++] = frontier[at];
  }
  frontier[kept++] = one;
  while (frontier.length > kept) frontier.pop();
}
