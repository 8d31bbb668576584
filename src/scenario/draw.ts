import { canonical } from "../kernel/plain.js";
import type { Random, Seed } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import { type Duration, toUs } from "../kernel/time.js";
import { list } from "./field.js";

/** Something that a scenario has left to chance, and what it is in this run. */
export interface Drawn {
  readonly name: string;
  readonly value: unknown;
}

/** The name under which a timetable is told that was drawn. */
export const faultsName = "faults";

/** How many rows of a timetable were drawn. */
export function rowsDrawn(drawn: readonly Drawn[]): number {
  const rows = drawn.find(({ name }) => name === faultsName)?.value;
  return Array.isArray(rows) ? rows.length : 0;
}

/**
 * Chance for what a scenario leaves open: how many nodes there are, how they are configured. Each draw has a name: by it
 * the value is told with the run, and can be set from outside (`--set draw.nodes=3`). No draw depends on another one.
 */
export interface Draw {
  /** An integer from `low`, the tamest value, to `high`, both included. */
  int(name: string, low: number, high: number): number;
  /** One of some values, plain data each; the first is the tamest. */
  pick<const T>(name: string, values: readonly T[]): T;
  /** A length of time in whole milliseconds, or in microseconds below ten; `low` is the tamest. */
  length(name: string, low: Duration, high: Duration): Duration;
}

/** Draws by name, from a seed and from what was set. */
export class Draws implements Draw {
  readonly drawn: Drawn[] = [];
  private readonly seed: Seed;
  private readonly pinned: ReadonlyMap<string, unknown>;

  constructor(seed: Seed, pinned: ReadonlyMap<string, unknown>) {
    this.seed = seed;
    this.pinned = pinned;
  }

  int(name: string, low: number, high: number): number {
    const isOne = (value: unknown) => Number.isSafeInteger(value) && low <= Number(value) && Number(value) <= high;
    return this.take(name, `an integer from ${low} to ${high}`, isOne, (random) => random.int(low, high));
  }

  pick<const T>(name: string, values: readonly T[]): T {
    const texts = values.map((value) => canonical(value));
    const isOne = (value: unknown) => texts.includes(canonical(value));
    return this.take(name, list(texts), isOne, (random) => random.pick(values));
  }

  length(name: string, low: Duration, high: Duration): Duration {
    const [lowUs, highUs] = [toUs(low), toUs(high)];
    const isOne = (value: unknown) => lowUs <= toUs(value as Duration) && toUs(value as Duration) <= highUs;
    const [unit, size] = highUs >= 10_000 ? (["ms", 1_000] as const) : (["us", 1] as const);
    return this.take(name, `a length from ${low} to ${high}`, isOne, (random) => {
      const drawn = random.int(Math.ceil(lowUs / size), Math.floor(highUs / size));
      return `${drawn}${unit}` as const;
    });
  }

  /** Refuses what was set for draws that have not been made. */
  close(): void {
    const names = this.drawn.map(({ name }) => name);
    const unknown = [...this.pinned.keys()].filter((name) => !names.includes(name));
    if (unknown.length === 0) return;
    const problem = names.length === 0 ? "nothing is drawn in this scenario" : `the draws are ${list(names)}`;
    throw new Refusal(unknown.map((name) => ({ path: `draw.${name}`, problem })));
  }

  private take<T>(name: string, form: string, isOne: (value: unknown) => boolean, fresh: (random: Random) => T): T {
    const refuse = (problem: string, value?: unknown): never => {
      throw new Refusal([{ path: `draw.${name}`, ...(value === undefined ? {} : { value }), problem }]);
    };
    if (!/^[\w-]+$/.test(name)) refuse("needs a name of letters, digits, - and _");
    if (name === faultsName) refuse("is the name of a timetable that is drawn: see swarm()");
    if (this.drawn.some((other) => other.name === name)) refuse("is drawn twice: each draw needs a name of its own");
    const pinned = this.pinned.get(name);
    let value: T;
    try {
      if (pinned !== undefined && !isOne(pinned)) refuse(`must be ${form}`, pinned);
      value = pinned === undefined ? fresh(this.seed.stream(`draw ${name}`)) : (pinned as T);
    } catch (thrown) {
      if (thrown instanceof RangeError) refuse(`must be ${form}: ${thrown.message}`, pinned);
      throw thrown;
    }
    this.drawn.push({ name, value });
    return value;
  }
}
