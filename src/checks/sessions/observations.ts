import type { History } from "../history.js";
import { tellOperation, tellValue } from "../tell.js";
import { visitAccesses } from "./accesses.js";
import { IntList } from "./int-list.js";
import { Fate, type Versions } from "./versions.js";

/** Which versions were read; and what was read that no committed state explains. */
export class Observations {
  /** By read: its key, the version, and its place among the accesses of its operation. */
  readonly key = new IntList();
  readonly version = new IntList();
  readonly position = new IntList();
  /** The reads of the operation at place p are `starts[p]` to `starts[p + 1] - 1`. */
  readonly starts: Int32Array;
  /** By place in the history: whether another operation has seen something of it. */
  readonly seen: Uint8Array;
  /** In sentences. */
  readonly anomalies: string[] = [];
  private readonly history: History;
  private readonly versions: Versions;
  /** By key: the version that was written last by an answered operation so far. */
  private readonly own: number[] = [];

  constructor(history: History, versions: Versions) {
    this.history = history;
    this.versions = versions;
    this.starts = new Int32Array(history.length + 1);
    this.seen = new Uint8Array(history.length);
    let [place, position, written] = [0, 0, 0];
    const visitor = {
      read: (key: unknown, value: unknown) => this.add(key, value, place, position++),
      write: (key: unknown) => {
        this.own[versions.keyNumber(key)] = versions.starts[place] + written++;
        position++;
      },
    };
    for (; place < history.length; place++) {
      this.starts[place] = this.key.length;
      position = 0;
      written = 0;
      if (history[place].outcome === "ok") visitAccesses(history[place], visitor);
    }
    this.starts[place] = this.key.length;
  }

  /** The read of what the operation wrote itself is nothing that others could have caused: it only has to be right. */
  private add(key: unknown, value: unknown, place: number, position: number): void {
    const { versions } = this;
    const number = versions.keyNumber(key);
    const version = versions.find(number, value);
    const last = this.own[number] ?? 0;
    const own = last >= versions.starts[place] ? last : 0;
    const anomaly =
      own > 0
        ? version !== own && `after it had written ${tellValue(versions.values[own])} itself`
        : version === undefined
          ? "which nobody wrote"
          : version > 0 && this.anomalyOf(version, place);
    if (anomaly !== false) {
      const what = tellVersion(key, value);
      this.anomalies.push(`${tellOperation(this.history[place])}: it read ${what}, ${anomaly}`);
    } else if (own === 0) {
      this.key.push(number);
      this.version.push(version as number);
      this.position.push(position);
      if ((version as number) > 0) this.seen[versions.place.at(version as number)] = 1;
    }
  }

  private anomalyOf(version: number, place: number): string | false {
    const { versions } = this;
    if (versions.place.at(version) === place) return "before it wrote that itself";
    const fate = versions.fate.at(version);
    if (fate === Fate.failed) return "which failed to be written";
    return fate === Fate.overwritten && "which its writer wrote over before it was done";
  }
}

/** A version in a sentence: `x = 1`. */
export function tellVersion(key: unknown, value: unknown): string {
  return `${key === undefined ? "the register" : typeof key === "string" ? key : tellValue(key)} = ${tellValue(value)}`;
}
