import type { SequentialObject } from "../../objects/sequential-object.js";
import type { Operation } from "../history.js";
import { Agenda } from "./agenda.js";
import { bitSet, exclude, has, include } from "./bits.js";
import { type Budget, BudgetSpent } from "./budget.js";
import { type Configuration, Configurations, none } from "./configurations.js";
import { Crashes } from "./crashes.js";
import { type Partition, partition } from "./partition.js";
import { Transitions } from "./transitions.js";

/**
 * The search for an order of one partition. It stops when the budget is spent, and goes on where it stopped: a move that
 * was cut short is made again.
 *
 * Configurations are followed from completion to completion (Lowe's just-in-time linearization): before an operation
 * completes, those that are open then may be placed, in any order, until it is in the order itself.
 */
export class Search {
  readonly partition: Partition;
  readonly transitions: Transitions;
  readonly configurations: Configurations;
  /** How many completions the configuration that came furthest has passed. */
  furthest = 0;
  private readonly budget: Budget;
  private readonly crashes: Crashes;
  private readonly agenda: Agenda;
  /** The configuration at hand, and those of its open operations that its state refuses. */
  private readonly current: Configuration;
  private readonly refused: Int32Array;
  /** The configuration that has all operations in order, once it is found. */
  private final = none;
  /** How much of the memory of the budget it has taken. */
  private words = 0;

  constructor(key: string | undefined, operations: readonly Operation[], object: SequentialObject, budget: Budget) {
    this.budget = budget;
    this.transitions = new Transitions(object, budget);
    this.partition = partition(key, operations, object, this.transitions);
    const { slots, answered, crashed } = this.partition;
    this.configurations = new Configurations(slots, crashed.length, budget);
    this.crashes = new Crashes(this.partition, this.transitions, budget);
    this.agenda = new Agenda(answered.length + 1);
    this.refused = bitSet(slots);
    this.current = {
      layer: 0,
      state: this.transitions.initial,
      placed: bitSet(slots),
      ready: bitSet(slots),
      used: bitSet(crashed.length),
    };
  }

  /** Searches on from one end; undefined if the budget is spent before it is known whether there is an order. */
  advance(end: "deepest" | "shallowest"): "valid" | "invalid" | undefined {
    const words = this.budget.words;
    try {
      if (this.configurations.count === 0) this.reach(none, none);
      while (this.final === none) {
        if (this.agenda.isEmpty) return "invalid";
        this.tryOne(this.agenda.layer(end));
      }
      return "valid";
    } catch (error) {
      if (error instanceof BudgetSpent) return undefined;
      throw error;
    } finally {
      this.words += this.budget.words - words;
    }
  }

  /** The operations in the order that leads to a configuration, by default to the one that has them all. */
  orderOf(configuration = this.final): readonly Operation[] {
    const { answered, crashed } = this.partition;
    const moves: number[] = [];
    for (let at = configuration; at !== none; at = this.configurations.parentOf(at)) {
      moves.push(this.configurations.moveOf(at));
    }
    const order: number[] = [];
    for (const move of moves.reverse()) {
      if (move !== none) order.push(move);
      this.make(move);
      this.settle(order);
    }
    return order.map((id) => answered[id] ?? crashed[id - answered.length]);
  }

  /** The states in which a configuration waits for this completion, each with the first such configuration. */
  statesAt(layer: number): ReadonlyMap<number, number> {
    const states = new Map<number, number>();
    for (let at = 0; at < this.configurations.count; at++) {
      const state = this.configurations.stateOf(at);
      if (this.configurations.layerOf(at) === layer && !states.has(state)) states.set(state, at);
    }
    return states;
  }

  /** Gives its memory back to the budget. */
  release(): void {
    this.budget.words -= this.words;
  }

  private tryOne(layer: number): void {
    const { agenda } = this;
    const ready = agenda.ready(layer);
    if (ready === none) {
      this.tryCrashed(agenda.crashed(layer));
      agenda.drop(layer);
    } else if (!this.tryReady(ready)) agenda.postpone(layer);
  }

  /** Tries the next answered operation, if there is one. */
  private tryReady(from: number): boolean {
    const { current, configurations } = this;
    const { open, openFrom, slot } = this.partition;
    if (configurations.isForgotten(from)) return false;
    configurations.load(from, current);
    for (let place = openFrom[current.layer]; place < openFrom[current.layer + 1]; place++) {
      const id = open[place];
      if (!has(current.ready, slot[id]) || this.hasEarlierTwin(id)) continue;
      this.reach(from, id);
      configurations.tried(from, slot[id]);
      return true;
    }
    return false;
  }

  /** Of open operations with equal requests and results, the one that completes first may as well be placed first. */
  private hasEarlierTwin(id: number): boolean {
    const { open, openFrom, slot, request, result } = this.partition;
    const { layer, placed } = this.current;
    for (let place = openFrom[layer]; open[place] !== id; place++) {
      const other = open[place];
      if (request[other] === request[id] && result[other] === result[id] && !has(placed, slot[other])) return true;
    }
    return false;
  }

  /** Tries all crashed operations that are worth it; of those with equal requests, the one that was invoked first. */
  private tryCrashed(from: number): void {
    const { current, configurations, crashes } = this;
    const { answered, crashedBefore, crashedTwin } = this.partition;
    const before = crashedBefore[configurations.layerOf(from)];
    if (before === 0 || configurations.isForgotten(from)) return;
    configurations.load(from, current);
    const worth = crashes.worthPlacing(current);
    for (let id = 0; id < before && this.final === none; id++) {
      if (!has(worth, crashes.kind[id])) continue;
      configurations.load(from, current);
      const twin = crashedTwin[id];
      if (!has(current.used, id) && (twin === -1 || has(current.used, twin))) this.reach(from, answered.length + id);
    }
  }

  /** Makes a move from the configuration at hand, and notes where it leads. */
  private reach(from: number, move: number): void {
    this.make(move);
    this.settle();
    const { layer } = this.current;
    const reached = this.configurations.add(this.current, from, move);
    if (reached === none) return;
    if (layer > this.furthest) this.furthest = layer;
    if (layer === this.partition.answered.length) this.final = reached;
    else this.agenda.push(layer, reached);
  }

  /** A move places an answered operation, or a crashed one (these count on from the answered ones); or it begins. */
  private make(move: number): void {
    const { current, transitions } = this;
    const { answered, slot, request, crashedRequest } = this.partition;
    if (move === none) {
      current.layer = 0;
      current.state = transitions.initial;
      current.placed.fill(0);
      current.used.fill(0);
    } else if (move < answered.length) {
      include(current.placed, slot[move]);
      current.state = transitions.next(current.state, request[move]);
    } else {
      const id = move - answered.length;
      include(current.used, id);
      current.state = transitions.next(current.state, crashedRequest[id]);
    }
  }

  /**
   * Places what reads the state as it is, for that is never a mistake; passes the completions of what has been placed;
   * and notes which open operations can come next.
   */
  private settle(reads?: number[]): void {
    const { current, refused, transitions } = this;
    const { answered, open, openFrom, slot, request, result, isRead } = this.partition;
    const { placed, ready, state } = current;
    ready.fill(0);
    refused.fill(0);
    let layer = -1;
    while (layer < current.layer && current.layer < answered.length) {
      layer = current.layer;
      for (let place = openFrom[layer]; place < openFrom[layer + 1]; place++) {
        const id = open[place];
        if (has(placed, slot[id]) || has(refused, slot[id]) || has(ready, slot[id])) continue;
        transitions.next(state, request[id]);
        if (transitions.result !== result[id]) include(refused, slot[id]);
        else if (isRead[id] === 0) include(ready, slot[id]);
        else {
          include(placed, slot[id]);
          reads?.push(id);
        }
      }
      for (; current.layer < answered.length && has(placed, slot[current.layer]); current.layer++) {
        exclude(placed, slot[current.layer]);
      }
    }
  }
}
