import type { Operation } from "../history.js";
import { tellOperation } from "../tell.js";
import { type Edge, Graph } from "./graph.js";
import type { Transactions } from "./transactions.js";

/** Why one transaction comes before another in every commit order. */
export const Reason = { session: 0, read: 1, visible: 2, versionOrder: 3 } as const;

const mostEdges = 12;

/** What every commit order has to respect: sessions, and reads after what they read. */
export function commitGraph(transactions: Transactions): Graph {
  const { previous, transaction, version, isWrite, writer, count } = transactions;
  const graph = new Graph();
  for (let t = 1; t < count; t++) graph.add(previous.at(t), t, Reason.session, 0);
  for (let access = 0; access < transaction.length; access++) {
    const from = isWrite.at(access) === 1 ? 0 : writer[version.at(access)];
    if (from !== 0) graph.add(from, transaction.at(access), Reason.read, access);
  }
  return graph;
}

/** Versions of a key are committed in their order, if there is one. */
export function addVersionOrder(graph: Graph, transactions: Transactions, places: Int32Array): void {
  const { versions, writer } = transactions;
  const ofKey: number[][] = versions.keys.map(() => []);
  for (let version = 1; version < places.length; version++) {
    if (writer[version] !== -1 && places[version] > 0) ofKey[versions.key.at(version)].push(version);
  }
  for (const list of ofKey) {
    list.sort((a, b) => places[a] - places[b]);
    for (let at = 1; at < list.length; at++) {
      graph.add(writer[list[at - 1]], writer[list[at]], Reason.versionOrder, list[at]);
    }
  }
}

/** A cycle in sentences; `seen` says in which way a reader has seen a transaction whose write it did not read. */
export function tellCycle(transactions: Transactions, cycle: readonly Edge[], seen: string): readonly string[] {
  const { operations, transaction, key, version, versions } = transactions;
  const names = new Map(cycle.map(({ from }, place) => [from, from === 0 ? "the initial state" : `T${place + 1}`]));
  const nameOf = (t: number) => names.get(t) ?? "a transaction";
  const why = ({ from, to, kind, detail }: Edge): string => {
    if (kind === Reason.session) {
      return from === 0 ? "it was there at first" : `process ${operations[to]?.process} did them in this order`;
    }
    if (kind === Reason.versionOrder) {
      return `the version order puts ${transactions.tellVersion(versions.key.at(detail), detail)} later`;
    }
    const read = transactions.tellVersion(key.at(detail), version.at(detail));
    if (kind === Reason.read) return `${nameOf(to)} read ${read} from ${nameOf(from)}`;
    const other = versionBy(transactions, from, key.at(detail));
    const reader = operations[transaction.at(detail)] as Operation;
    return `${tellOperation(reader)} read ${read} from ${nameOf(to)}, and ${seen} ${nameOf(from)}, which wrote ${other}`;
  };
  return [
    "no order of commits is possible:",
    ...cycle.slice(0, mostEdges).map((edge) => `  ${nameOf(edge.from)} before ${nameOf(edge.to)}: ${why(edge)}`),
    ...(cycle.length > mostEdges ? [`  … and ${cycle.length - mostEdges} more, back to ${nameOf(cycle[0].from)}`] : []),
    ...cycle
      .slice(0, mostEdges)
      .filter(({ from }) => from > 0)
      .map(({ from }) => `  ${nameOf(from)} is ${tellOperation(operations[from] as Operation)}`),
  ];
}

/** What a transaction wrote to a key. */
function versionBy(transactions: Transactions, t: number, ofKey: number): string {
  const { starts, key, version, isWrite } = transactions;
  for (let access = starts.at(t); access < starts.at(t + 1); access++) {
    if (isWrite.at(access) === 1 && key.at(access) === ofKey) {
      return transactions.tellVersion(ofKey, version.at(access));
    }
  }
  return "it";
}
