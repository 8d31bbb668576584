import type { Findings } from "../findings.js";
import type { History } from "../history.js";
import { identity, tellOperation } from "../tell.js";
import { visitAccesses } from "./accesses.js";
import { IntList } from "./int-list.js";

/** What became of a version: `overwritten` is one that its own transaction wrote over, so that nobody may see it. */
export const Fate = { committed: 0, failed: 1, overwritten: 2 } as const;

/** All versions that a history writes, by number; version 0 is what every key holds at first. */
export class Versions {
  readonly keys: unknown[] = [];
  readonly values: unknown[];
  /** By version: its key, the place of its operation in the history and among the accesses of that, and its fate. */
  readonly key = new IntList();
  readonly place = new IntList();
  readonly position = new IntList();
  readonly fate = new IntList();
  /** The versions of the operation at place p are `starts[p]` to `starts[p + 1] - 1`. */
  readonly starts: Int32Array;
  /** Two writes of one value to one key, in a sentence, if there are any. */
  repeated: string | null = null;
  private readonly history: History;
  private readonly keyNumbers = new Map<unknown, number>();
  private readonly byValue: Map<unknown, number>[] = [];
  /** By key: the version that was written last. */
  private readonly lastOf: number[] = [];
  private readonly initialIdentity: unknown;

  constructor(history: History, initial: unknown, findings: Findings) {
    this.history = history;
    this.values = [initial];
    this.initialIdentity = identity(initial);
    for (const list of [this.key, this.place, this.position]) list.push(-1);
    this.fate.push(Fate.committed);
    this.starts = new Int32Array(history.length + 1);
    let [place, position] = [0, 0];
    const visitor = {
      read: () => void position++,
      write: (key: unknown, value: unknown) => this.add(key, value, place, position++),
    };
    for (; place < history.length; place++) {
      this.starts[place] = this.values.length;
      position = 0;
      if (!visitAccesses(history[place], visitor)) findings.odd(history[place]);
      findings.spend(1);
    }
    this.starts[place] = this.values.length;
  }

  keyNumber(key: unknown): number {
    const name = identity(key);
    let number = this.keyNumbers.get(name);
    if (number === undefined) {
      number = this.keys.length;
      this.keyNumbers.set(name, number);
      this.keys.push(key);
      this.byValue.push(new Map());
      this.lastOf.push(-1);
    }
    return number;
  }

  /** The version of a key that has this value; 0 for the initial one, undefined if nobody wrote it. */
  find(key: number, value: unknown): number | undefined {
    return this.isInitial(value) ? 0 : this.byValue[key].get(identity(value));
  }

  /** Nothing there, and nothing there yet, are the same. */
  private isInitial(value: unknown): boolean {
    return value === undefined || identity(value) === this.initialIdentity;
  }

  private add(key: unknown, value: unknown, place: number, position: number): void {
    const { values, fate } = this;
    const operation = this.history[place];
    const number = this.keyNumber(key);
    const name = identity(value);
    const same = this.byValue[number].get(name);
    // What failed may have been tried again with the same value.
    const isFree = same === undefined || fate.at(same) === Fate.failed;
    const counts = operation.outcome !== "failed";
    if (counts && this.repeated === null && (!isFree || this.isInitial(value))) {
      const other =
        same === undefined
          ? "this one is there at first"
          : `there is ${tellOperation(this.history[this.place.at(same)])}`;
      this.repeated = `${tellOperation(operation)}: the values of a key must be unique, and ${other}`;
    }
    if (isFree) this.byValue[number].set(name, values.length);
    const own = this.lastOf[number];
    if (counts && own >= this.starts[place]) fate.set(own, Fate.overwritten);
    this.lastOf[number] = values.length;
    this.key.push(number);
    this.place.push(place);
    this.position.push(position);
    fate.push(counts ? Fate.committed : Fate.failed);
    values.push(value);
  }
}
