import { mix } from "../../kernel/draws.js";
import type { Columns } from "./columns.js";

/** Finds a write by its key and value, both interned, in one table of integers: an object per write would cost more. */
export class PairIndex {
  private readonly table: Int32Array;
  private readonly first: Int32Array;
  private readonly second: Int32Array;
  private readonly last: number;

  /** Entries are places in the two columns `first` and `second`; at most `most` of them are added. */
  constructor(first: Int32Array, second: Int32Array, most: number, columns: Columns) {
    let places = 16;
    while (3 * places < 4 * most) places *= 2;
    this.table = columns.int32(places).fill(-1);
    this.last = places - 1;
    this.first = first;
    this.second = second;
  }

  /** The entry with these two values, or -1. */
  find(first: number, second: number): number {
    return this.table[this.place(first, second)];
  }

  /** Adds an entry, unless one with the same two values is there: gives back that one, or -1. */
  add(entry: number): number {
    const place = this.place(this.first[entry], this.second[entry]);
    const found = this.table[place];
    if (found === -1) this.table[place] = entry;
    return found;
  }

  private place(first: number, second: number): number {
    const { table, last } = this;
    for (let place = mix(mix(first) + second) & last; ; place = (place + 1) & last) {
      const entry = table[place];
      if (entry === -1 || (this.first[entry] === first && this.second[entry] === second)) return place;
    }
  }
}
