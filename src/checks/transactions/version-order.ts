import type { Columns } from "./columns.js";
import { components } from "./components.js";
import type { Rows } from "./graph.js";
import { type Ledger, none, outcomes } from "./ledger.js";
import { type Versions, visitTouches } from "./register-versions.js";
import { Completions, keepLater } from "./time-order.js";

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
  const pairs = new Pairs(versions.count, ledger.columns);
  const { writesFollowReads, sequentialKeys, linearizableKeys } = assumed;
  if (writesFollowReads || sequentialKeys || linearizableKeys) {
    // An order of single keys by process or time has it too, as a transaction reads before it writes.
    visitTouches(ledger, versions, (_t, _key, first, last) => pairs.add(first, last, reasons.writesFollowReads));
  }
  if (sequentialKeys) followProcesses(ledger, versions, pairs);
  if (linearizableKeys) followTime(ledger, versions, pairs);
  if (assumed.initialState) startWithInitial(ledger, versions, pairs);
  const rows = pairs.rows(versions.count);
  return { ...rows, cycle: components(rows, 255, ledger.columns).of };
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

/**
 * A frontier for each key, as in `TimeOrder`, of those who touched it. A touch is known by a number: those of one
 * transaction follow one another.
 */
function followTime(ledger: Ledger, versions: Versions, pairs: Pairs): void {
  const { invokedAt, completedAt, columns } = ledger;
  const frontiers: number[][] = Array.from(ledger.keys, () => []);
  const completions = new Completions(ledger);
  const keyOf = columns.int32(ledger.key.length);
  const lastOf = columns.int32(ledger.key.length);
  const completes = columns.float64(ledger.key.length);
  const firstTouch = columns.int32(invokedAt.length);
  const touches = columns.int32(invokedAt.length);
  let touch = 0;
  visitTouches(ledger, versions, (t, key, first, last) => {
    if (touches[t]++ === 0) {
      for (let one = completions.takeBefore(invokedAt[t]); one !== none; one = completions.takeBefore(invokedAt[t])) {
        for (let done = firstTouch[one]; done < firstTouch[one] + touches[one]; done++) {
          keepLater(frontiers[keyOf[done]], completes, invokedAt[one]);
          frontiers[keyOf[done]].push(done);
        }
      }
      completions.invoke(t);
      firstTouch[t] = touch;
    }
    keyOf[touch] = key;
    lastOf[touch] = last;
    completes[touch++] = completedAt[t];
    const frontier = frontiers[key];
    for (let at = 0; at < frontier.length; at++) pairs.add(lastOf[frontier[at]], first, reasons.linearizableKeys);
  });
}

/** Before those versions that have nothing else before them: the others follow. */
function startWithInitial(ledger: Ledger, versions: Versions, pairs: Pairs): void {
  const { count, write } = versions;
  const hasEarlier = ledger.columns.uint8(count);
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

  private readonly columns: Columns;

  constructor(expected: number, columns: Columns) {
    this.earlier = columns.int32(expected + 1);
    this.later = columns.int32(expected + 1);
    this.reason = columns.uint8(expected + 1);
    this.columns = columns;
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
    const { size, earlier, later, reason, columns } = this;
    const from = columns.int32(nodes + 1);
    for (let pair = 0; pair < size; pair++) from[later[pair] + 1] += 1;
    for (let node = 0; node < nodes; node++) from[node + 1] += from[node];
    const next = columns.int32(nodes + 1);
    next.set(from);
    const source = columns.int32(size);
    const kind = columns.uint8(size);
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
    const { earlier, later, reason, columns } = this;
    const size = 2 * this.size;
    this.earlier = columns.int32(size);
    this.later = columns.int32(size);
    this.reason = columns.uint8(size);
    this.earlier.set(earlier);
    this.later.set(later);
    this.reason.set(reason);
  }
}
