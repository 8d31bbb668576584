import type { Findings } from "../findings.js";
import { type Edge, Graph } from "./graph.js";
import { type Guarantee, guarantees } from "./guarantees.js";
import { countBelow, type KeyList } from "./key-lists.js";
import type { Transactions } from "./transactions.js";

const chained = -1;

/** What is known of a list. */
interface Chain {
  /** The node that stands for the first version of the list; those for more of them follow. */
  readonly first: number;
  /** The last edge from one of them: to which version, and after how many of the list. */
  version: number;
  count: number;
  /** By version of the list: up to where the later ones are before it already. */
  readonly done: Map<number, number>;
}

/**
 * What reads force upon the order of versions, where that is not known. That a version comes after the first n of a list
 * is one edge from a node that stands for them all, and comes after them and the node before it. Versions that are on no
 * cycle anyway need no such edges.
 */
export class ForcedOrder {
  private readonly transactions: Transactions;
  /** By version: 1 if it may be on a cycle. */
  private readonly mayCycle: Uint8Array;
  private readonly findings: Findings;
  private readonly graph: Graph;
  /** By list. */
  private readonly chains: (Chain | undefined)[] = [];
  /** By version: the first access that read it. */
  private readonly firstRead: Int32Array;
  private nodes: number;

  constructor(transactions: Transactions, mayCycle: Uint8Array, findings: Findings) {
    this.transactions = transactions;
    this.mayCycle = mayCycle;
    this.findings = findings;
    this.nodes = transactions.versions.values.length;
    this.graph = new Graph();
    const { key, version, isWrite } = transactions;
    this.firstRead = new Int32Array(this.nodes);
    for (let access = key.length - 1; access >= 0; access--) {
      if (isWrite.at(access) === 0) this.firstRead[version.at(access)] = access;
    }
  }

  /** The version of a read comes after the first `count` of a list, but for itself. */
  demand(guarantee: Guarantee, list: KeyList, count: number, read: number): void {
    const version = this.transactions.version.at(read);
    const kind = guarantees.indexOf(guarantee);
    const chain = this.chains[list.number] ?? this.chainOf(list);
    // Several sessions read the same version after much the same, and more includes less.
    if (chain.version === version && chain.count >= count) return;
    const { first, done } = chain;
    chain.version = version;
    chain.count = count;
    if (this.mayCycle[version] === 0) return;
    const place = this.placeIn(list, count, version);
    if (place >= count) {
      this.add(first + count - 1, version, kind, read);
      return;
    }
    if (place > 0) this.add(first + place - 1, version, kind, read);
    const from = done.get(version) ?? place + 1;
    for (let at = from; at < count; at++) this.add(list.versions[at], version, kind, read);
    done.set(version, Math.max(count, from));
  }

  /** A cycle of versions, each of which has to come before the next one; null if there is an order. */
  cycle(): readonly Edge[] | null {
    const found = this.graph.cycle(this.nodes);
    if (found === null) return null;
    const versions = this.transactions.versions.values.length;
    const start = found.findIndex(({ from }) => from < versions);
    const edges: Edge[] = [];
    let from = -1;
    for (const edge of [...found.slice(start), ...found.slice(0, start)]) {
      if (edge.from < versions) from = edge.from;
      if (edge.to < versions) edges.push({ ...edge, from });
    }
    return edges;
  }

  private chainOf(list: KeyList): Chain {
    const first = this.nodes;
    const chain: Chain = { first, version: -1, count: 0, done: new Map() };
    this.chains[list.number] = chain;
    this.nodes += list.versions.length;
    for (let at = 0; at < list.versions.length; at++) {
      this.add(list.versions[at], first + at, chained, chained);
      if (at > 0) this.add(first + at - 1, first + at, chained, chained);
    }
    return chain;
  }

  /** Where a version is in a list; infinitely far if it is not among the first `count`. */
  private placeIn(list: KeyList, count: number, version: number): number {
    const { session, writer, accessOf } = this.transactions;
    // Most of the time nobody had read it by then.
    if (list.places !== null) {
      if (list.accesses[count - 1] < this.firstRead[version]) return Number.POSITIVE_INFINITY;
      return list.places.get(version) ?? Number.POSITIVE_INFINITY;
    }
    const isOwn = session.at(writer[version]) === list.session;
    return isOwn ? countBelow(list, accessOf[version]) : Number.POSITIVE_INFINITY;
  }

  private add(from: number, to: number, kind: number, detail: number): void {
    this.findings.spend(1);
    this.graph.add(from, to, kind, detail);
  }
}
