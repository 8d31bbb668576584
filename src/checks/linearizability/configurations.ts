import { mix } from "../../kernel/draws.js";
import { bitSet } from "./bits.js";
import type { Budget } from "./budget.js";

/** How far an order has come. */
export interface Configuration {
  /** The first completion whose operation is not in the order: all operations that completed before it are. */
  layer: number;
  state: number;
  /** The slots of the operations that are open at that completion and already in the order. */
  readonly placed: Int32Array;
  /** The slots of those that can come next and have not been tried yet. */
  readonly ready: Int32Array;
  /** The crashed operations in the order. */
  readonly used: Int32Array;
}

export const none = -1;
const dominated = -2;

/** So many comparisons of crashed operations take as long as a step. */
const comparisonsPerStep = 16;

const parentAt = 0;
const moveAt = 1;
const layerAt = 2;
const stateAt = 3;
/** The next configuration that differs in its crashed operations only; or none; or `dominated`. */
const nextAt = 4;
const setsAt = 5;

/**
 * The configurations that a search has met, numbered from 0 and kept in one array. Of those that differ in their crashed
 * operations only, whoever used fewer can do all that the other can, which is then forgotten.
 */
export class Configurations {
  count = 0;
  private readonly budget: Budget;
  private readonly slotWords: number;
  private readonly crashedWords: number;
  private readonly stride: number;
  private words: Int32Array;
  /** Open addressing, from the hash of layer, state and placed operations to the first such configuration. */
  private table = new Int32Array(64).fill(none);
  /** How many comparisons have not been paid for. */
  private comparisons = 0;

  constructor(slots: number, crashed: number, budget: Budget) {
    this.slotWords = bitSet(slots).length;
    this.crashedWords = bitSet(crashed).length;
    this.stride = setsAt + 2 * this.slotWords + this.crashedWords;
    this.words = new Int32Array(32 * this.stride);
    this.budget = budget;
  }

  /** Adds a configuration and gives its number, or none if there is one already that can do as much. */
  add(configuration: Configuration, parent: number, move: number): number {
    for (; this.comparisons >= comparisonsPerStep; this.comparisons -= comparisonsPerStep) this.budget.step();
    if ((this.count + 1) * this.stride > this.words.length) this.grow();
    const place = this.find(configuration);
    if (this.isDominated(configuration, place)) return none;
    const { words, slotWords, crashedWords, stride } = this;
    const number = this.count++;
    const at = number * stride;
    words[at + parentAt] = parent;
    words[at + moveAt] = move;
    words[at + layerAt] = configuration.layer;
    words[at + stateAt] = configuration.state;
    words[at + nextAt] = this.table[place];
    copy(configuration.placed, 0, words, at + setsAt, slotWords);
    copy(configuration.ready, 0, words, at + setsAt + slotWords, slotWords);
    copy(configuration.used, 0, words, at + setsAt + 2 * slotWords, crashedWords);
    this.table[place] = number;
    return number;
  }

  load(number: number, into: Configuration): void {
    const { words, slotWords, crashedWords } = this;
    const at = number * this.stride;
    into.layer = words[at + layerAt];
    into.state = words[at + stateAt];
    copy(words, at + setsAt, into.placed, 0, slotWords);
    copy(words, at + setsAt + slotWords, into.ready, 0, slotWords);
    copy(words, at + setsAt + 2 * slotWords, into.used, 0, crashedWords);
  }

  /** Notes that the operation in a slot has been tried as the next one. */
  tried(number: number, slot: number): void {
    this.words[number * this.stride + setsAt + this.slotWords + (slot >>> 5)] &= ~(1 << (slot & 31));
  }

  layerOf(number: number): number {
    return this.words[number * this.stride + layerAt];
  }

  parentOf(number: number): number {
    return this.words[number * this.stride + parentAt];
  }

  moveOf(number: number): number {
    return this.words[number * this.stride + moveAt];
  }

  isForgotten(number: number): boolean {
    return this.words[number * this.stride + nextAt] === dominated;
  }

  stateOf(number: number): number {
    return this.words[number * this.stride + stateAt];
  }

  /** Whether one of the configurations at a place of the table can do as much; those that can do no more are forgotten. */
  private isDominated({ used }: Configuration, place: number): boolean {
    const { words, stride, slotWords, crashedWords } = this;
    let last = none;
    for (let other = this.table[place]; other !== none; ) {
      this.comparisons += 1;
      const at = other * stride;
      const usedAt = at + setsAt + 2 * slotWords;
      let usedMore = 0;
      let usedLess = 0;
      for (let word = 0; word < crashedWords; word++) {
        usedMore |= used[word] & ~words[usedAt + word];
        usedLess |= words[usedAt + word] & ~used[word];
      }
      // Nobody is forgotten before this returns true: of configurations in the table none uses less than another.
      if (usedLess === 0) return true;
      const next = words[at + nextAt];
      if (usedMore !== 0) last = other;
      else {
        words[at + nextAt] = dominated;
        if (last === none) this.table[place] = next;
        else words[last * stride + nextAt] = next;
      }
      other = next;
    }
    return false;
  }

  private find({ layer, state, placed }: Configuration): number {
    const { table, words, stride, slotWords } = this;
    const last = table.length - 1;
    for (let place = hash(layer, state, placed, 0, slotWords) & last; ; place = (place + 1) & last) {
      if (table[place] === none) return place;
      const at = table[place] * stride;
      let same = words[at + layerAt] === layer && words[at + stateAt] === state;
      for (let word = 0; same && word < slotWords; word++) same = words[at + setsAt + word] === placed[word];
      if (same) return place;
    }
  }

  /** Makes room for twice as many; the table is never more than half full. */
  private grow(): void {
    const { words, stride, slotWords } = this;
    this.budget.take(words.length + this.table.length);
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    const old = this.table;
    this.table = new Int32Array(2 * old.length).fill(none);
    const last = this.table.length - 1;
    for (const number of old) {
      if (number === none) continue;
      const at = number * stride;
      let place = hash(words[at + layerAt], words[at + stateAt], words, at + setsAt, slotWords) & last;
      while (this.table[place] !== none) place = (place + 1) & last;
      this.table[place] = number;
    }
  }
}

function hash(layer: number, state: number, words: Int32Array, from: number, length: number): number {
  let hash = mix(mix(layer) + state);
  for (let word = 0; word < length; word++) hash = mix(hash + words[from + word]);
  return hash;
}

/** For sets of one or two words, a loop is many times faster than `set`. */
function copy(from: Int32Array, fromAt: number, to: Int32Array, toAt: number, length: number): void {
  for (let word = 0; word < length; word++) to[toAt + word] = from[fromAt + word];
}
