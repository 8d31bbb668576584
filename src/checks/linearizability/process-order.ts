import { mix } from "../../kernel/draws.js";
import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";
import { type Budget, BudgetSpent } from "./budget.js";
import { none } from "./configurations.js";
import { type ProcessLanes, processLanes } from "./process-lanes.js";
import { Transitions } from "./transitions.js";

const parentAt = 0;
const moveAt = 1;
/** The operation that was tried last as the next one. */
const triedAt = 2;
const header = 3;

/**
 * The search for an order of operations in which those of each process keep their order, whoever came first in real time.
 * It goes depth first, and tries first what completed first: real systems are not far from that order. A configuration
 * is how far each process is, and the state of each key; none is entered twice.
 *
 * A process that has gone the wrong way shows it only when the others need it: until then they run on for long. So nobody
 * goes on more than `mostAhead` completions before the first operation that is not in the order. Where there is no order
 * of that kind, `isCut` says whether there may be another one.
 */
export class ProcessOrderSearch {
  readonly lanes: ProcessLanes;
  readonly transitions: Transitions;
  /** How many answered operations are in the longest order so far. */
  furthest = -1;
  count = 0;
  /** Whether an operation was left aside because others are late. */
  isCut = false;
  private readonly mostAhead: number;
  private readonly budget: Budget;
  /** How far each process is, and then the state of each key, at the configuration at hand. */
  private readonly current: Int32Array;
  private readonly stride: number;
  private words: Int32Array;
  /** Open addressing, from the hash of a configuration to its number. */
  private table = new Int32Array(64).fill(none);
  private deepest = none;
  private longest = none;

  constructor(operations: readonly Operation[], object: SequentialObject, budget: Budget, mostAhead: number) {
    this.budget = budget;
    this.mostAhead = mostAhead;
    this.transitions = new Transitions(object, budget);
    this.lanes = processLanes(operations, object, this.transitions);
    const { processes, keys } = this.lanes;
    this.current = new Int32Array(processes.length + keys).fill(this.transitions.initial, processes.length);
    this.stride = header + this.current.length;
    this.words = new Int32Array(32 * this.stride);
  }

  /** Undefined if the budget is spent before it is known whether there is an order. */
  advance(): "valid" | "invalid" | undefined {
    try {
      if (this.count === 0) this.enter(none);
      while (this.furthest < this.lanes.answered) {
        if (this.deepest === none) return "invalid";
        this.goOn();
      }
      return "valid";
    } catch (error) {
      if (error instanceof BudgetSpent) return undefined;
      throw error;
    }
  }

  /** The longest order that was found. */
  order(): readonly Operation[] {
    const { words, stride, current, lanes } = this;
    const moves: number[] = [];
    for (let at = this.longest; at !== none; at = words[at * stride + parentAt])
      moves.push(words[at * stride + moveAt]);
    const order: number[] = [];
    current.fill(0, 0, lanes.processes.length).fill(this.transitions.initial, lanes.processes.length);
    for (const move of moves.reverse()) {
      if (move !== none) this.place(move, order);
      this.settle(order);
    }
    return order.map((id) => lanes.operations[id]);
  }

  /** What each process wants to do next at the end of the longest order, and what it would be answered. */
  heads(): readonly { readonly operation: Operation; readonly answer: unknown }[] {
    const { current, lanes, transitions } = this;
    this.order();
    return lanes.processes.flatMap((lane, process) => {
      const id = lane.find((each, at) => at >= current[process] && lanes.result[each] !== none);
      if (id === undefined) return [];
      transitions.next(this.stateFor(id), lanes.request[id]);
      return [{ operation: lanes.operations[id], answer: transitions.results.values[transitions.result] }];
    });
  }

  /** Tries the next operation from the deepest configuration, or goes back from there. */
  private goOn(): void {
    const { current, words, stride, lanes, transitions } = this;
    const from = this.deepest * stride;
    for (let at = 0; at < current.length; at++) current[at] = words[from + header + at];
    const next = this.nextAfter(words[from + triedAt]);
    if (next === none) {
      this.deepest = words[from + parentAt];
      return;
    }
    const before = this.stateFor(next);
    const after = transitions.next(before, lanes.request[next]);
    const isWorthIt = lanes.result[next] === none ? after !== before : lanes.result[next] === transitions.result;
    if (isWorthIt) {
      this.place(next);
      this.enter(next);
    }
    this.words[from + triedAt] = next;
  }

  /** The first operation after one that can come next, or none. What is of unknown outcome may be passed over. */
  private nextAfter(tried: number): number {
    const { current, lanes } = this;
    let next = none;
    let late = lanes.answered;
    for (const [process, lane] of lanes.processes.entries()) {
      for (let at = current[process]; at < lane.length; at++) {
        const id = lane[at];
        if (id > tried && (next === none || id < next)) next = id;
        if (lanes.result[id] === none) continue;
        late = Math.min(late, id);
        break;
      }
    }
    if (next === none || lanes.due[next] - late <= this.mostAhead) return next;
    this.isCut = true;
    return next < lanes.answered ? this.nextAfter(lanes.answered - 1) : this.nextAfter(next);
  }

  private stateFor(id: number): number {
    return this.current[this.lanes.processes.length + this.lanes.key[id]];
  }

  private place(id: number, order?: number[]): void {
    const { current, lanes, transitions } = this;
    current[lanes.processes.length + lanes.key[id]] = transitions.next(this.stateFor(id), lanes.request[id]);
    current[lanes.process[id]] = lanes.place[id] + 1;
    order?.push(id);
  }

  /** Places what reads the state as it is, for that is never a mistake. */
  private settle(order?: number[]): void {
    const { current, lanes, transitions } = this;
    for (const [process, lane] of lanes.processes.entries()) {
      for (let id = lane[current[process]]; id !== undefined && lanes.isRead[id]; id = lane[current[process]]) {
        transitions.next(this.stateFor(id), lanes.request[id]);
        if (transitions.result !== lanes.result[id]) break;
        current[process] += 1;
        order?.push(id);
      }
    }
  }

  /** Notes where a move from the deepest configuration leads, and goes there if nobody was there before. */
  private enter(move: number): void {
    this.settle();
    if ((this.count + 1) * this.stride > this.words.length) this.grow();
    const { current, words, stride, table } = this;
    const place = this.find(current, 0);
    if (table[place] !== none) return;
    const at = this.count * stride;
    words[at + parentAt] = this.deepest;
    words[at + moveAt] = move;
    words[at + triedAt] = none;
    words.set(current, at + header);
    table[place] = this.count;
    this.deepest = this.count;
    this.count += 1;
    const done = this.lanes.answeredBefore.reduce((sum, before, process) => sum + before[current[process]], 0);
    if (done <= this.furthest) return;
    this.furthest = done;
    this.longest = this.deepest;
  }

  /** Where in the table the configuration is that begins at a place of an array, or would be. */
  private find(array: Int32Array, from: number): number {
    const { table, words, stride, current } = this;
    let hash = 0;
    for (let at = 0; at < current.length; at++) hash = mix(hash + array[from + at]);
    const last = table.length - 1;
    for (let place = hash & last; ; place = (place + 1) & last) {
      if (table[place] === none) return place;
      const other = table[place] * stride + header;
      let same = true;
      for (let at = 0; same && at < current.length; at++) same = words[other + at] === array[from + at];
      if (same) return place;
    }
  }

  /** Makes room for twice as many; the table is never more than half full. */
  private grow(): void {
    const { words } = this;
    this.budget.take(words.length + this.table.length);
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    this.table = new Int32Array(2 * this.table.length).fill(none);
    for (let number = 0; number < this.count; number++) {
      this.table[this.find(words, number * this.stride + header)] = number;
    }
  }
}
