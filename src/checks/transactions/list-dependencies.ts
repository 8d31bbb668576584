import { type Graph, kinds } from "./graph.js";
import type { Dependency, Inference } from "./inference.js";
import { type Ledger, none } from "./ledger.js";
import type { ListOrders } from "./list-orders.js";
import { nameOf, tellKey, tellSeen, tellWritten } from "./wording.js";

/**
 * The dependencies between transactions on lists. What failed transactions appended is passed over; and whoever read the
 * state in the middle of a transaction (which is G1b) came before the next other transaction, not before the rest of it.
 */
export class ListDependencies implements Inference {
  readonly committed: Uint8Array;
  private readonly ledger: Ledger;
  private readonly orders: ListOrders;
  /** Of each place in the orders: the nearest committed append before it, and the append that its readers missed. */
  private readonly before: Int32Array;
  /** Reads, chained by the append that they missed, which is known by the version that it replaced. */
  private readonly firstReader: Int32Array;
  private readonly nextReader: Int32Array;

  constructor(ledger: Ledger, orders: ListOrders) {
    this.ledger = ledger;
    this.orders = orders;
    this.committed = orders.committed;
    const { columns } = ledger;
    this.before = columns.int32(orders.order.length + ledger.keys.length).fill(none);
    this.firstReader = columns.int32(this.before.length).fill(none);
    this.nextReader = columns.int32(ledger.key.length).fill(none);
    this.chainReaders(this.lookAround());
  }

  addInto(t: number, graph: Graph): void {
    const { from, owner, writes } = this.ledger;
    const { before, firstReader, nextReader } = this;
    for (let micro = from[t]; micro < from[t + 1]; micro++) {
      const version = this.versionOf(micro);
      if (version === none) continue;
      const last = before[version];
      if (last !== none && owner[last] !== t) graph.add(owner[last], writes[micro] === 1 ? kinds.ww : kinds.wr, micro);
      if (writes[micro] === 0) continue;
      for (let read = firstReader[version]; read !== none; read = nextReader[read]) {
        if (owner[read] !== t) graph.add(owner[read], kinds.rw, read);
      }
    }
  }

  addHubs(): void {}

  tell({ kind, from, to, reason }: Dependency): { key: string; clause: string } {
    const { ledger } = this;
    const key = tellKey(ledger, reason);
    const [one, other] = [nameOf(from), nameOf(to)];
    if (kind === "rw") {
      const next = tellWritten(ledger, this.missedBy(reason, to));
      return {
        key,
        clause: `${one} read ${key} as ${tellSeen(ledger, reason)}, without the ${next} that ${other} appended next`,
      };
    }
    const last = tellWritten(ledger, this.before[this.versionOf(reason)]);
    if (kind === "wr") {
      return {
        key,
        clause: `${other} read ${key} as ${tellSeen(ledger, reason)}, with the ${last} that ${one} had appended`,
      };
    }
    return {
      key,
      clause: `${one} appended ${last} to ${key}, and ${other} appended ${tellWritten(ledger, reason)} behind it`,
    };
  }

  /** The version that a read saw, or that an append added to, as a place in `before`; -1 if it is not known. */
  private versionOf(micro: number): number {
    const { place, from } = this.orders;
    const k = this.ledger.key[micro];
    return place[micro] === none ? none : from[k] + k + place[micro];
  }

  private missedBy(read: number, writer: number): number {
    const { from } = this.ledger;
    for (let append = from[writer]; append < from[writer + 1]; append++) {
      const version = this.versionOf(append);
      if (version === none) continue;
      for (let other = this.firstReader[version]; other !== none; other = this.nextReader[other]) {
        if (other === read) return append;
      }
    }
    return none;
  }

  /** Fills `before`; gives back, of each version, the append that replaced it. */
  private lookAround(): Int32Array {
    const { owner, keys, columns } = this.ledger;
    const { from, order, committed } = this.orders;
    const after = columns.int32(this.before.length).fill(none);
    for (let k = 0; k < keys.length; k++) {
      let last = none;
      for (let at = from[k]; at < from[k + 1]; at++) {
        this.before[at + k] = last;
        if (order[at] !== none && committed[owner[order[at]]] === 1) last = order[at];
      }
      this.before[from[k + 1] + k] = last;
      // Backwards: the next committed append, and the next one by another transaction than that one.
      let next = none;
      let nextOther = none;
      for (let at = from[k + 1] - 1; at >= from[k]; at--) {
        const append = order[at];
        if (append !== none && committed[owner[append]] === 1) {
          if (next !== none && owner[next] !== owner[append]) nextOther = next;
          next = append;
        }
        const previous = at === from[k] ? none : order[at - 1];
        const isSame = previous !== none && next !== none && owner[previous] === owner[next];
        after[at + k] = isSame ? nextOther : next;
      }
    }
    return after;
  }

  private chainReaders(after: Int32Array): void {
    const { writes, value, key } = this.ledger;
    for (let micro = key.length - 1; micro >= 0; micro--) {
      const version = writes[micro] === 1 || value[micro] === none ? none : this.versionOf(micro);
      const missed = version === none ? none : after[version];
      if (missed === none) continue;
      const replaced = this.versionOf(missed);
      this.nextReader[micro] = this.firstReader[replaced];
      this.firstReader[replaced] = micro;
    }
  }
}
