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

/** A draw with what it could have been instead. */
export interface Choice extends Drawn {
  /** Some of the values that are tamer than the one drawn, the tamest first. */
  readonly tamer: readonly unknown[];
  /** How far it is from the tamest value, as a whole number. */
  readonly distance: number;
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
  readonly drawn: Choice[] = [];
  private readonly seed: Seed;
  private readonly pinned: ReadonlyMap<string, unknown>;

  constructor(seed: Seed, pinned: ReadonlyMap<string, unknown>) {
    this.seed = seed;
    this.pinned = pinned;
  }

  int(name: string, low: number, high: number): number {
    const isOne = (value: unknown) => Number.isSafeInteger(value) && low <= Number(value) && Number(value) <= high;
    const tamer = (value: number) => nearer(value - low).map((step) => value - step);
    const distance = (value: number) => value - low;
    const fresh = (random: Random) => random.int(low, high);
    return this.take(name, `an integer from ${low} to ${high}`, { isOne, fresh, tamer, distance });
  }

  pick<const T>(name: string, values: readonly T[]): T {
    const texts = values.map((value) => canonical(value));
    const isOne = (value: unknown) => texts.includes(canonical(value));
    const distance = (value: T) => texts.indexOf(canonical(value));
    const tamer = (value: T) => values.slice(0, distance(value));
    return this.take(name, list(texts), { isOne, fresh: (random) => random.pick(values), tamer, distance });
  }

  length(name: string, low: Duration, high: Duration): Duration {
    const [lowUs, highUs] = [toUs(low), toUs(high)];
    const isOne = (value: unknown) => lowUs <= toUs(value as Duration) && toUs(value as Duration) <= highUs;
    const [unit, size] = highUs >= 10_000 ? (["ms", 1_000] as const) : (["us", 1] as const);
    const [least, most] = [Math.ceil(lowUs / size), Math.floor(highUs / size)];
    const write = (count: number): Duration => `${count}${unit}`;
    const fresh = (random: Random) => write(random.int(least, most));
    const tamer = (value: Duration) => {
      const count = Math.floor(toUs(value) / size);
      return nearer(count - least).map((step) => write(count - step));
    };
    const distance = (value: Duration) => toUs(value) - lowUs;
    return this.take(name, `a length from ${low} to ${high}`, { isOne, fresh, tamer, distance });
  }

  /** Refuses what was set for draws that have not been made. */
  close(): void {
    const names = this.drawn.map(({ name }) => name);
    const unknown = [...this.pinned.keys()].filter((name) => !names.includes(name));
    if (unknown.length === 0) return;
    const problem = names.length === 0 ? "nothing is drawn in this scenario" : `the draws are ${list(names)}`;
    throw new Refusal(unknown.map((name) => ({ path: `draw.${name}`, problem })));
  }

  private take<T>(name: string, form: string, { isOne, fresh, tamer, distance }: Kind<T>): T {
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
    this.drawn.push({ name, value, tamer: tamer(value), distance: distance(value) });
    return value;
  }
}

/** What can be drawn, and how tame it is. */
interface Kind<T> {
  isOne(value: unknown): boolean;
  fresh(random: Random): T;
  tamer(value: T): readonly T[];
  distance(value: T): number;
}

/** Ways to come nearer to something that is so far away: all of it, half of it, and so on. */
function nearer(distance: number): readonly number[] {
  const steps: number[] = [];
  for (let step = distance; step >= 1; step = Math.floor(step / 2)) steps.push(step);
  return steps;
}
