import { anomalyOrder } from "./anomaly-types.js";
import { components } from "./components.js";
import { findCycles } from "./cycle-search.js";
import { tellCycle } from "./drawing.js";
import { type Anomaly, Findings } from "./findings.js";
import { Graph, kinds, TooManyEdges } from "./graph.js";
import type { Inference } from "./inference.js";
import { type Ledger, outcomes } from "./ledger.js";
import type { Model } from "./models.js";
import { forbids, type Standing, standing } from "./rule-out.js";
import { coreOf } from "./subgraph.js";
import { TimeOrder } from "./time-order.js";

/** All that is known of a history of transactions. */
export interface Analysis extends Standing {
  /** Invalid if an anomaly was found that a requested model forbids; unknown if that could not be told. */
  readonly verdict: "valid" | "invalid" | "unknown";
  /** Why the verdict is unknown; else empty. */
  readonly reason: string;
  /** What was found, of each type the first ones, and how often each type was. */
  readonly anomalies: readonly Anomaly[];
  readonly counts: Readonly<Record<string, number>>;
  /** The types that a requested model forbids. */
  readonly forbidden: readonly string[];
  /** Committed transactions, and the edges between them. */
  readonly transactions: number;
  readonly edges: number;
  /** Edges that were looked at in search of cycles. What else is done takes time in proportion to the history. */
  readonly steps: number;
}

/** Nine bytes each. */
const mostEdges = 2 ** 27;
const mostOfType = 8;
const all = 255;

/** Judges a history, once it is known how dependencies are read from it. */
export function analyse(
  ledger: Ledger,
  infer: (findings: Findings) => Inference,
  requested: readonly Model[],
  mostSteps: number,
): Analysis {
  const findings = new Findings(mostOfType);
  const steps = { most: mostSteps, spent: 0 };
  const inference = infer(findings);
  const graph = new Graph(ledger.outcome.length, mostEdges, ledger.columns);
  const undecided: string[] = [];
  let reason = "";
  try {
    buildGraph(graph, ledger, inference);
    const cyclic = components(graph, all, ledger.columns);
    if (cyclic.count > 0) {
      const found = findCycles(coreOf(graph, cyclic), ledger.outcome.length, steps);
      for (const { type, cycle } of found.cycles) findings.add(type, () => tellCycle(type, cycle, ledger, inference));
      for (const type of found.unfound) findings.add(type, tellComponent);
      undecided.push(...found.undecided);
    }
    if (undecided.length > 0)
      reason = `limits.searchSteps (${mostSteps}) was reached: it is undecided whether there is ${undecided.join(", ")}`;
  } catch (thrown) {
    if (!(thrown instanceof TooManyEdges)) throw thrown;
    undecided.push(...anomalyOrder.filter((type) => type.startsWith("G")));
    reason = `the memory for edges between transactions (${mostEdges}) was reached: no cycles were looked for`;
  }
  const counts = Object.fromEntries([...findings.counts].sort(byOrder(([type]) => type)));
  const types = Object.keys(counts);
  const forbidden = types.filter((type) => requested.some((model) => forbids(model, type)));
  const open = undecided.some((type) => requested.some((model) => forbids(model, type)));
  const empty = ledger.outcome.includes(outcomes.ok) ? dependsOnNothing(graph) : "no transaction was answered";
  if (forbidden.length === 0 && !open) reason = empty;
  return {
    verdict: forbidden.length > 0 ? "invalid" : reason !== "" ? "unknown" : "valid",
    reason: forbidden.length > 0 ? "" : reason,
    anomalies: findings.anomalies.sort(byOrder(({ type }) => type)),
    counts,
    forbidden,
    ...standing(types, undecided),
    transactions: inference.committed.reduce((sum, one) => sum + one, 0),
    edges: graph.size,
    steps: steps.spent,
  };
}

function buildGraph(graph: Graph, ledger: Ledger, inference: Inference): void {
  const { committed } = inference;
  const timeOrder = new TimeOrder(ledger);
  for (let t = 0; t < committed.length; t++) {
    if (committed[t] === 1) {
      inference.addInto(t, graph);
      timeOrder.addInto(t, graph);
    }
    graph.endRow();
  }
  inference.addHubs(graph);
}

function dependsOnNothing({ size, kind }: Graph): string {
  const byValue = kinds.ww | kinds.wr | kinds.rw;
  for (let edge = 0; edge < size; edge++) if ((kind[edge] & byValue) !== 0) return "";
  return "no transaction depends on another one by what it read or wrote";
}

function tellComponent(): Omit<Anomaly, "type"> {
  const explanation = [
    "Some transactions depend on one another in a circle that this model forbids.",
    "The limit limits.searchSteps was reached before the circle itself was found.",
  ];
  return { transactions: [], explanation };
}

function byOrder<T>(typeOf: (element: T) => string) {
  const rank = (element: T) => {
    const place = anomalyOrder.indexOf(typeOf(element));
    return place === -1 ? anomalyOrder.length : place;
  };
  return (a: T, b: T) => rank(a) - rank(b);
}
