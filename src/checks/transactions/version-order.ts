import { components } from "./components.js";
import type { Rows } from "./graph.js";
import { type Ledger, none, outcomes } from "./ledger.js";
import { type Versions, visitTouches } from "./register-versions.js";
import { advance, Completions } from "./time-order.js";

/** What may be assumed of single registers, so that the order of their values can be told. */
export interface RegisterAssumptions {
  /** The initial value, which reads as null, is the first one. By default it is assumed. */
  readonly initialState: boolean;
  /** What a transaction writes comes after what it has read before from the same key. By default it is assumed. */
  readonly writesFollowReads: boolean;
  /** Each register by itself is sequentially consistent: processes see its versions in their order. */
  readonly sequentialKeys: boolean;
  /** Each register by itself is linearizable: real time agrees with the order of its versions. */
  readonly linearizableKeys: boolean;
}

/** Why one version comes before another. */
export const reasons = { initialState: 1, writesFollowReads: 2, sequentialKeys: 4, linearizableKeys: 8 } as const;

/** Which versions come before which: rows of the next ones before each, with the reason as their kind. */
export interface VersionOrder extends Rows {
  /** Of each version the number of the cycle that it is on, or -1. */
  readonly cycle: Int32Array;
}

/** The order of versions, as far as the assumptions lead. */
export function inferVersionOrder(ledger: Ledger, versions: Versions, assumed: RegisterAssumptions): VersionOrder {
  const pairs = new Pairs(versions.count);
  const { writesFollowReads, sequentialKeys, linearizableKeys } = assumed;
  if (writesFollowReads || sequentialKeys || linearizableKeys) {
    // An order of single keys by process or time has it too, as a transaction reads before it writes.
    visitTouches(ledger, versions, (_t, _key, first, last) => pairs.add(first, last, reasons.writesFollowReads));
  }
  if (sequentialKeys) followProcesses(ledger, versions, pairs);
  if (linearizableKeys) followTime(ledger, versions, pairs);
  if (assumed.initialState) startWithInitial(ledger, versions, pairs);
  const rows = pairs.rows(versions.count);
  return { ...rows, cycle: components(rows, 255).of };
}

function followProcesses(ledger: Ledger, versions: Versions, pairs: Pairs): void {
  const lastOf = Array.from({ length: ledger.processes }, () => new Map<number, number>());
  visitTouches(ledger, versions, (t, key, first, last) => {
    const seen = lastOf[ledger.process[t]];
    const before = seen.get(key);
    if (before !== undefined) pairs.add(before, first, reasons.sequentialKeys);
    if (ledger.outcome[t] === outcomes.ok) seen.set(key, last);
  });
}

interface Touch {
  readonly t: number;
  readonly key: number;
  readonly last: number;
}

/** A frontier for each key, as in `TimeOrder`, of those who touched it. */
function followTime(ledger: Ledger, versions: Versions, pairs: Pairs): void {
  const { history, keys } = ledger;
  const frontiers: Touch[][] = Array.from(keys, () => []);
  const completions = new Completions(history);
  const open = new Map<number, Touch[]>();
  const completedAt = ({ t }: Touch) => history[t].completedAt;
  visitTouches(ledger, versions, (t, key, first, last) => {
    const touch = { t, key, last };
    const others = open.get(t);
    if (others !== undefined) others.push(touch);
    else {
      const { invokedAt } = history[t];
      for (let one = completions.takeBefore(invokedAt); one !== none; one = completions.takeBefore(invokedAt)) {
        for (const done of open.get(one) as Touch[])
          advance(frontiers[done.key], done, history[one].invokedAt, completedAt);
        open.delete(one);
      }
      completions.invoke(t);
      open.set(t, [touch]);
    }
    for (const before of frontiers[key]) pairs.add(before.last, first, reasons.linearizableKeys);
  });
}

/** Before those versions that have nothing else before them: the others follow. */
function startWithInitial(ledger: Ledger, versions: Versions, pairs: Pairs): void {
  const { count, write } = versions;
  const hasEarlier = new Uint8Array(count);
  for (let pair = 0; pair < pairs.size; pair++) hasEarlier[pairs.later[pair]] = 1;
  for (let version = ledger.keys.length; version < count; version++) {
    if (hasEarlier[version] === 0) pairs.add(ledger.key[write[version]], version, reasons.initialState);
  }
}

/** Pairs of an earlier and a later version. */
class Pairs {
  later: Int32Array;
  private earlier: Int32Array;
  private reason: Uint8Array;
  size = 0;

  constructor(expected: number) {
    this.earlier = new Int32Array(expected + 1);
    this.later = new Int32Array(expected + 1);
    this.reason = new Uint8Array(expected + 1);
  }

  add(earlier: number, later: number, reason: number): void {
    if (earlier === later) return;
    if (this.size === this.earlier.length) this.grow();
    this.earlier[this.size] = earlier;
    this.later[this.size] = later;
    this.reason[this.size++] = reason;
  }

  /** The pairs by their later version, each once, with the first reason that there was. */
  rows(nodes: number): Rows {
    const { size, earlier, later, reason } = this;
    const from = new Int32Array(nodes + 1);
    for (let pair = 0; pair < size; pair++) from[later[pair] + 1] += 1;
    for (let node = 0; node < nodes; node++) from[node + 1] += from[node];
    const next = from.slice();
    const source = new Int32Array(size);
    const kind = new Uint8Array(size);
    for (let pair = 0; pair < size; pair++) {
      const edge = next[later[pair]]++;
      source[edge] = earlier[pair];
      kind[edge] = reason[pair];
    }
    const seenBy = next.fill(none);
    let kept = 0;
    for (let node = 0, edge = 0; node < nodes; node++) {
      const end = from[node + 1];
      for (; edge < end; edge++) {
        if (seenBy[source[edge]] === node) continue;
        seenBy[source[edge]] = node;
        source[kept] = source[edge];
        kind[kept++] = kind[edge];
      }
      from[node + 1] = kept;
    }
    return { nodes, from, source, kind, reason: source };
  }

  private grow(): void {
    const { earlier, later, reason } = this;
    const size = 2 * this.size;
    this.earlier = new Int32Array(size);
    this.later = new Int32Array(size);
    this.reason = new Uint8Array(size);
    this.earlier.set(earlier);
    this.later.set(later);
    this.reason.set(reason);
  }
}
