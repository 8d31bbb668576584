import { bitSet, exclude, has, include } from "./bits.js";
import type { Budget } from "./budget.js";
import type { Configuration } from "./configurations.js";
import { PairTable } from "./pair-table.js";
import type { Partition } from "./partition.js";
import type { Transitions } from "./transitions.js";

const anyCrashed = -1;

/**
 * Tells which crashed operations are worth placing next. As nobody saw their results, and none of them has to be placed,
 * most are not: not those that the next operation in the order would not notice (it can do the same without), and not
 * those that an answered operation with an equal request can stand in for (which has to be placed anyhow).
 */
export class Crashes {
  /** Of each crashed operation: its kind. Crashed operations with equal requests are of one kind. */
  readonly kind: Int32Array;
  private readonly requests: readonly number[];
  private readonly partition: Partition;
  private readonly transitions: Transitions;
  /** Of each answered operation: the kind of crashed ones with the same request, or -1. */
  private readonly kindOfAnswered: Int32Array;
  /** Of each answered operation: a number for its request and result. */
  private readonly observation: Int32Array;
  /** State to the states after each kind, -1 where that is not known yet. */
  private readonly after: PairTable;
  /** State and observation to the kinds which that observation notices, if they come before it. */
  private readonly noticed: PairTable;
  private readonly worth: Int32Array;

  constructor(partition: Partition, transitions: Transitions, budget: Budget) {
    this.partition = partition;
    this.transitions = transitions;
    this.requests = [...new Set(partition.crashedRequest)];
    const kindOf = new Map(this.requests.map((request, kind) => [request, kind]));
    this.kind = partition.crashedRequest.map((request) => kindOf.get(request)!);
    this.kindOfAnswered = partition.request.map((request) => kindOf.get(request) ?? -1);
    this.observation = numberPairs(partition.request, partition.result);
    this.worth = bitSet(this.requests.length);
    this.after = new PairTable(this.requests.length, budget);
    this.noticed = new PairTable(this.worth.length, budget);
  }

  /** The kinds worth placing next, until the next call. */
  worthPlacing({ layer, state, placed }: Configuration): Int32Array {
    const { worth, transitions } = this;
    const { open, openFrom, slot, request, result } = this.partition;
    worth.fill(0);
    this.addNoticed(state, anyCrashed);
    for (let place = openFrom[layer]; place < openFrom[layer + 1]; place++) {
      if (!has(placed, slot[open[place]])) this.addNoticed(state, open[place]);
    }
    for (let place = openFrom[layer]; place < openFrom[layer + 1]; place++) {
      const id = open[place];
      const kind = this.kindOfAnswered[id];
      if (kind === -1 || !has(worth, kind) || has(placed, slot[id])) continue;
      transitions.next(state, request[id]);
      if (transitions.result === result[id]) exclude(worth, kind);
    }
    return worth;
  }

  private addNoticed(state: number, id: number): void {
    const observation = id === anyCrashed ? anyCrashed : this.observation[id];
    let at = this.noticed.find(state, observation);
    if (at === -1) {
      const kinds = id === anyCrashed ? this.noticedByCrashed(state) : this.noticedBy(state, id);
      at = this.noticed.add(state, observation);
      this.noticed.words.set(kinds, at);
    }
    for (let word = 0; word < this.worth.length; word++) this.worth[word] |= this.noticed.words[at + word];
  }

  private noticedBy(state: number, id: number): Int32Array {
    const { transitions, requests } = this;
    const request = this.partition.request[id];
    const result = this.partition.result[id];
    const without = transitions.next(state, request);
    const goesWithout = transitions.result === result;
    const kinds = bitSet(requests.length);
    const row = this.rowOf(state);
    for (let kind = 0; kind < requests.length; kind++) {
      const after = this.stateAfter(state, row, kind);
      if (after === state) continue;
      const next = transitions.next(after, request);
      if (transitions.result === result && !(goesWithout && next === without)) include(kinds, kind);
    }
    return kinds;
  }

  /** Another crashed operation that leaves the state as it is need not be placed either, so that it notices nothing. */
  private noticedByCrashed(state: number): Int32Array {
    const { requests } = this;
    const kinds = bitSet(requests.length);
    for (let kind = 0; kind < requests.length; kind++) {
      const after = this.stateAfter(state, this.rowOf(state), kind);
      if (after === state) continue;
      const rowAfter = this.rowOf(after);
      const row = this.rowOf(state);
      for (let other = 0; other < requests.length; other++) {
        const next = this.stateAfter(after, rowAfter, other);
        if (next === after || next === this.stateAfter(state, row, other)) continue;
        include(kinds, kind);
        break;
      }
    }
    return kinds;
  }

  /** Where the row of a state is, until a row is added. */
  private rowOf(state: number): number {
    const { after, requests } = this;
    const known = after.find(state, 0);
    if (known !== -1) return known;
    const row = after.add(state, 0);
    after.words.fill(-1, row, row + requests.length);
    return row;
  }

  private stateAfter(state: number, row: number, kind: number): number {
    const { words } = this.after;
    if (words[row + kind] === -1) words[row + kind] = this.transitions.next(state, this.requests[kind]);
    return words[row + kind];
  }
}

function numberPairs(firsts: Int32Array, seconds: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return firsts.map((first, place) => {
    const pair = first * 2 ** 26 + seconds[place];
    const number = numbers.get(pair) ?? numbers.size;
    numbers.set(pair, number);
    return number;
  });
}
