import { consistency, type Findings } from "./findings.js";
import type { Consistency, History } from "./history.js";
import { addCausal, addConvergent } from "./sessions/causal-visibility.js";
import { addVersionOrder, commitGraph, tellCycle } from "./sessions/commit-order.js";
import type { Graph } from "./sessions/graph.js";
import { HappensBefore } from "./sessions/happens-before.js";
import { readTransactions, type Transactions } from "./sessions/transactions.js";
import { placesIn, type SessionOptions } from "./sessions/version-order.js";
import { addReadAtomic, addReadCommitted } from "./sessions/visibility.js";

/*
 * Weak levels of isolation after Biswas & Enea (2019), of histories of reads and writes, alone or in transactions, whose
 * values are unique for each key; `sessions/accesses.ts` lists the requests. Each says which transactions are visible to
 * a reader; what is visible, and was not read, must have been committed before what was read. Invalid if no total order
 * of commits is true to that, to sessions, to reads, and to the version order where one is given; or if something was
 * read that nobody ever committed. Unknown if values are not unique.
 */

interface Level {
  readonly name: string;
  /** How a reader has seen what is visible to it, as a predicate. */
  readonly seen: string;
  addForced(graph: Graph, transactions: Transactions, findings: Findings): void;
}

/** A transaction does not read something older than what it has read already. */
export function readCommitted(options: SessionOptions = {}): Consistency {
  return check({ name: "read committed", seen: "had read before from", addForced: addReadCommitted }, options);
}

/** A transaction sees all of another one, or nothing. */
export function readAtomic(options: SessionOptions = {}): Consistency {
  const seen = "read from or came in its session after";
  return check({ name: "read atomic", seen, addForced: addReadAtomic }, options);
}

/**
 * No read returns what something that happened before it has overwritten: causal consistency where concurrent writes may
 * be seen in different orders (the patterns of Bouajjani et al. 2017). A version order means nothing to it.
 */
export function causal(options: Omit<SessionOptions, "versionOrder"> = {}): Consistency {
  return check({ name: "causal", seen: "knew of", addForced: afterReads(addCausal) }, options);
}

/** Causal, with one order of commits for all: also what concurrent writes leave behind is the same for everybody. */
export function causallyConvergent(options: SessionOptions = {}): Consistency {
  return check({ name: "causally convergent", seen: "knew of", addForced: afterReads(addConvergent) }, options);
}

/** Where reads go round in a circle nothing happened before anything, and that is evidence enough. */
function afterReads(
  add: (graph: Graph, transactions: Transactions, happensBefore: HappensBefore, findings: Findings) => void,
): Level["addForced"] {
  return (graph, transactions, findings) => {
    const order = graph.order(transactions.count);
    if (order.length < transactions.count) return;
    add(graph, transactions, new HappensBefore(transactions, order, findings), findings);
  };
}

function check(level: Level, options: SessionOptions): Consistency {
  return consistency(level.name, (history, findings) => judge(history, level, options, findings));
}

function judge(
  history: History,
  { seen, addForced }: Level,
  { versionOrder, initial = null }: SessionOptions,
  findings: Findings,
): void {
  const transactions = readTransactions(history, initial, findings);
  if (transactions === null) return;
  for (const anomaly of transactions.anomalies) findings.violation(() => anomaly);
  const graph = commitGraph(transactions);
  addForced(graph, transactions, findings);
  if (versionOrder !== undefined) {
    const places = placesIn(versionOrder, history, transactions, findings);
    if (places !== null) addVersionOrder(graph, transactions, places);
  }
  const cycle = graph.cycle(transactions.count);
  if (cycle !== null) findings.violation(() => tellCycle(transactions, cycle, seen));
}
