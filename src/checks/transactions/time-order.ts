import { type Graph, kinds } from "./graph.js";
import { type Ledger, none, outcomes } from "./ledger.js";

/**
 * Gives out what has completed, in order of completion, while one walks through a history in order of invocation. It
 * remembers only what is open: a sort of all completions would cost more than the rest of the order by time.
 */
export class Completions {
  private readonly outcome: Uint8Array;
  private readonly completedAt: Float64Array;
  /** Open transactions, those that complete first at the end. */
  private readonly open: number[] = [];

  constructor({ outcome, completedAt }: Ledger) {
    this.outcome = outcome;
    this.completedAt = completedAt;
  }

  invoke(t: number): void {
    const { open, outcome, completedAt } = this;
    if (outcome[t] !== outcomes.ok) return;
    let place = open.push(t) - 1;
    for (; place > 0 && completedAt[open[place - 1]] < completedAt[t]; place--) open[place] = open[place - 1];
    open[place] = t;
  }

  /** The next one that has completed before this index, or -1. */
  takeBefore(index: number): number {
    const { open, completedAt } = this;
    if (open.length === 0 || completedAt[open[open.length - 1]] >= index) return none;
    return open.pop() as number;
  }
}

/**
 * The order of committed transactions by process and by real time. Of the latter only what does not follow from the rest
 * (its transitive reduction): a frontier holds the completed transactions that none of the completed ones began after.
 * Any two of these overlap, so that there are never more of them than processes.
 */
export class TimeOrder {
  private readonly ledger: Ledger;
  private readonly completions: Completions;
  private readonly frontier: number[] = [];
  /** Of each process its last answered transaction, or -1. */
  private readonly lastOf: Int32Array;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
    this.lastOf = ledger.columns.int32(ledger.processes).fill(none);
    this.completions = new Completions(ledger);
  }

  /** Adds the edges that end in a transaction. All committed ones are asked for, in order of invocation. */
  addInto(t: number, graph: Graph): void {
    const { ledger, completions, frontier, lastOf } = this;
    const { invokedAt, completedAt, outcome } = ledger;
    for (let one = completions.takeBefore(invokedAt[t]); one !== none; one = completions.takeBefore(invokedAt[t])) {
      keepLater(frontier, completedAt, invokedAt[one]);
      frontier.push(one);
    }
    completions.invoke(t);
    for (let at = 0; at < frontier.length; at++) graph.add(frontier[at], kinds.realtime, none);
    const number = ledger.process[t];
    if (lastOf[number] !== none) graph.add(lastOf[number], kinds.process, none);
    // What is of unknown outcome may take effect after what its process did next.
    if (outcome[t] === outcomes.ok) lastOf[number] = t;
  }
}

/** Leaves in a frontier only what completed after an instant: the rest comes before whatever begins then. */
export function keepLater(frontier: number[], completedAt: Float64Array, instant: number): void {
  let kept = 0;
  for (let at = 0; at < frontier.length; at++) {
    if (completedAt[frontier[at]] > instant) frontier[kept++] = frontier[at];
  }
  while (frontier.length > kept) frontier.pop();
}
