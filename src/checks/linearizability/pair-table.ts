import { mix } from "../../kernel/draws.js";
import type { Budget } from "./budget.js";

/** A hash table from pairs of small integers to a fixed number of words, without an object per entry. */
export class PairTable {
  /** Entries of two key words and then the values; an empty one begins with -1. */
  words: Int32Array;
  private readonly stride: number;
  private readonly budget: Budget;
  private places = 16;
  private filled = 0;

  constructor(width: number, budget: Budget) {
    this.stride = width + 2;
    this.budget = budget;
    this.words = new Int32Array(this.places * this.stride).fill(-1);
  }

  /** Where in `words` the values of a pair begin, until the next `add`; or -1. */
  find(first: number, second: number): number {
    const at = this.entry(first, second);
    return this.words[at] === -1 ? -1 : at + 2;
  }

  /** Makes an entry for a pair that has none, and says where its values go. */
  add(first: number, second: number): number {
    if (2 * this.filled >= this.places) this.grow();
    const at = this.entry(first, second);
    this.words[at] = first;
    this.words[at + 1] = second;
    this.filled += 1;
    return at + 2;
  }

  private entry(first: number, second: number): number {
    const { words, stride } = this;
    const last = this.places - 1;
    for (let place = mix(mix(first) + second) & last; ; place = (place + 1) & last) {
      const at = place * stride;
      if (words[at] === -1 || (words[at] === first && words[at + 1] === second)) return at;
    }
  }

  private grow(): void {
    const old = this.words;
    this.budget.take(old.length);
    this.places *= 2;
    this.words = new Int32Array(2 * old.length).fill(-1);
    for (let at = 0; at < old.length; at += this.stride) {
      if (old[at] !== -1) this.words.set(old.subarray(at, at + this.stride), this.entry(old[at], old[at + 1]));
    }
  }
}
