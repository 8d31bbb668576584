import { type Graph, kinds } from "./graph.js";
import type { Dependency, Inference } from "./inference.js";
import { type Ledger, none } from "./ledger.js";
import type { Versions } from "./register-versions.js";
import { reasons, type VersionOrder } from "./version-order.js";
import { nameOf, tellKey, tellSeen, tellWritten } from "./wording.js";

/** A version gets hubs where that saves more than about three edges of four. */
const worthAHub = 8;

/**
 * The dependencies between transactions on registers. Where many have read a version that many have replaced, hubs stand
 * between them, so that their edges are as many as they are, and not as many as their pairs. What lies on a cycle of
 * versions has no order, and says nothing about who replaced what.
 */
export class RegisterDependencies implements Inference {
  readonly committed: Uint8Array;
  private readonly ledger: Ledger;
  private readonly versions: Versions;
  private readonly order: VersionOrder;
  /** Reads, the first of each transaction, chained by version. */
  private readonly firstReader: Int32Array;
  private readonly nextReader: Int32Array;
  private readonly readers: Int32Array;
  /** Of each such read its place among the readers of a version that has hubs. */
  private place: Int32Array = new Int32Array(0);
  /**
   * Of each version the first of its hubs, or -1: as many as it has readers, of which hub i stands for readers 0 to i; and
   * as many again, which stand for readers i to the last. So whoever read a version and replaced it finds all others.
   */
  private readonly hubOf: Int32Array;
  private readonly hubVersions: number[] = [];

  constructor(ledger: Ledger, versions: Versions, order: VersionOrder) {
    this.ledger = ledger;
    this.versions = versions;
    this.order = order;
    this.committed = versions.committed;
    const { columns } = ledger;
    this.firstReader = columns.int32(versions.count).fill(none);
    this.nextReader = columns.int32(ledger.key.length).fill(none);
    this.readers = columns.int32(versions.count);
    this.hubOf = columns.int32(versions.count).fill(none);
    this.chainReaders();
    this.placeHubs();
  }

  addInto(t: number, graph: Graph): void {
    const { from, owner, writes, isFinal } = this.ledger;
    const { versions } = this;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const version = versions.of[micro];
      if (version === none) continue;
      if (writes[micro] === 0) {
        const write = versions.write[version];
        if (write !== none && owner[write] !== t) graph.add(owner[write], kinds.wr, micro);
      } else if (isFinal[micro] === 1 && this.order.cycle[version] === none) {
        for (let edge = this.order.from[version]; edge < this.order.from[version + 1]; edge++) {
          const earlier = this.order.source[edge];
          if (this.order.cycle[earlier] !== none) continue;
          if (versions.write[earlier] !== none) graph.add(owner[versions.write[earlier]], kinds.ww, micro);
          this.addReaders(earlier, t, graph);
        }
      }
    }
  }

  addHubs(graph: Graph): void {
    for (const version of this.hubVersions) {
      const reads: number[] = [];
      for (let read = this.firstReader[version]; read !== none; read = this.nextReader[read]) reads.push(read);
      const first = graph.nodes;
      for (let at = 0; at < 2 * reads.length; at++) {
        const isPrefix = at < reads.length;
        const read = reads[at % reads.length];
        graph.add(this.ledger.owner[read], kinds.link, read);
        if (isPrefix && at > 0) graph.add(first + at - 1, kinds.link, none);
        if (!isPrefix && at + 1 < 2 * reads.length) graph.add(first + at + 1, kinds.link, none);
        graph.endRow();
      }
    }
  }

  tell({ kind, from, to, reason }: Dependency): { key: string; clause: string } {
    const { ledger, versions } = this;
    const key = tellKey(ledger, reason);
    const [one, other] = [nameOf(from), nameOf(to)];
    const seen = tellSeen(ledger, reason);
    if (kind === "wr") return { key, clause: `${other} read ${key} as ${seen}, which ${one} had written` };
    const later = kind === "ww" ? versions.of[reason] : this.replacementBy(to, versions.of[reason]);
    const earlier = kind === "ww" ? this.replacedOf(from, later) : versions.of[reason];
    const why = this.tellOrder(earlier, later);
    const next = tellWritten(ledger, versions.write[later]);
    if (kind === "rw")
      return { key, clause: `${one} read ${key} as ${seen}, which ${other} replaced by ${next} (${why})` };
    return {
      key,
      clause: `${one} wrote ${tellWritten(ledger, versions.write[earlier])} to ${key}, which ${other} replaced by ${next} (${why})`,
    };
  }

  /** Why a version comes right before another one. */
  tellOrder(earlier: number, later: number): string {
    const { order, ledger, versions } = this;
    let edge = order.from[later];
    while (order.source[edge] !== earlier) edge += 1;
    if (order.kind[edge] === reasons.initialState) return "the initial value comes first";
    if (order.kind[edge] === reasons.sequentialKeys) return "a process met them in this order";
    if (order.kind[edge] === reasons.linearizableKeys) return "real time has them in this order";
    return `${nameOf(ledger.owner[versions.write[later]])} read the one and then wrote the other`;
  }

  /** Adds edges from all who read a version to one that replaced it. */
  private addReaders(version: number, t: number, graph: Graph): void {
    const { owner, outcome } = this.ledger;
    const { firstReader, nextReader } = this;
    const hub = this.hubOf[version];
    if (hub === none) {
      for (let read = firstReader[version]; read !== none; read = nextReader[read]) {
        if (owner[read] !== t) graph.add(owner[read], kinds.rw, read);
      }
      return;
    }
    const count = this.readers[version];
    const place = this.placeAmongReaders(version, t);
    if (place === none) graph.add(outcome.length + hub + count - 1, kinds.rw, none);
    else {
      if (place > 0) graph.add(outcome.length + hub + place - 1, kinds.rw, none);
      if (place < count - 1) graph.add(outcome.length + hub + count + place + 1, kinds.rw, none);
    }
  }

  private placeAmongReaders(version: number, t: number): number {
    const { from, writes } = this.ledger;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      if (writes[micro] === 0 && this.versions.of[micro] === version) return this.place[micro];
    }
    return none;
  }

  /** The version by which a transaction replaced this one. */
  private replacementBy(t: number, earlier: number): number {
    const { from, writes } = this.ledger;
    const { order, versions } = this;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const version = versions.of[micro];
      if (writes[micro] === 0 || version === none) continue;
      if (order.source.subarray(order.from[version], order.from[version + 1]).includes(earlier)) return version;
    }
    return none;
  }

  /** The version of a transaction that this one replaced. */
  private replacedOf(t: number, later: number): number {
    const { order, versions, ledger } = this;
    const earlier = order.source.subarray(order.from[later], order.from[later + 1]);
    return (
      earlier.find((version) => versions.write[version] !== none && ledger.owner[versions.write[version]] === t) ?? none
    );
  }

  private chainReaders(): void {
    const { versions, firstReader, nextReader, readers } = this;
    const { writes, key, owner } = this.ledger;
    for (let micro = key.length - 1; micro >= 0; micro--) {
      const version = versions.of[micro];
      if (writes[micro] === 1 || version === none) continue;
      const next = firstReader[version];
      const isSame = next !== none && owner[next] === owner[micro];
      nextReader[micro] = isSame ? nextReader[next] : next;
      firstReader[version] = micro;
      if (!isSame) readers[version] += 1;
    }
  }

  private placeHubs(): void {
    const { versions, order, readers, firstReader, nextReader } = this;
    const replacers = this.ledger.columns.int32(versions.count);
    for (let edge = 0; edge < order.from[versions.count]; edge++) replacers[order.source[edge]] += 1;
    let hubs = 0;
    for (let version = 0; version < versions.count; version++) {
      if (readers[version] * replacers[version] <= worthAHub * (readers[version] + replacers[version])) continue;
      if (hubs === 0) this.place = this.ledger.columns.int32(nextReader.length);
      this.hubVersions.push(version);
      this.hubOf[version] = hubs;
      hubs += 2 * readers[version];
      let place = 0;
      for (let read = firstReader[version]; read !== none; read = nextReader[read]) this.place[read] = place++;
    }
  }
}
