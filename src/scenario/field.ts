import type { Mistake } from "../kernel/refusal.js";
import { parseDuration } from "../kernel/time.js";
import { nearest } from "./nearest.js";

/**
 * One place of a form, with its path. Reading notes what is wrong and goes on with a harmless value, so that a person is
 * told of all mistakes at once.
 */
export class Field {
  readonly path: string;
  readonly value: unknown;
  private readonly mistakes: Mistake[];

  constructor(path: string, value: unknown, mistakes: Mistake[]) {
    this.path = path;
    this.value = value;
    this.mistakes = mistakes;
  }

  get isMissing(): boolean {
    return this.value === undefined;
  }

  /** Notes that something is wrong with what stands here. */
  refuse(problem: string): void {
    this.mistakes.push({ path: this.path, value: this.value, problem });
  }

  /** Notes that something is wrong with the name of this place. */
  refuseName(problem: string): void {
    this.mistakes.push({ path: this.path, problem });
  }

  /** The place of this name within this one. */
  at(key: string): Field {
    const value = isRecord(this.value) ? this.value[key] : undefined;
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : `["${key}"]`;
    const dot = this.path === "" || name.startsWith("[") ? "" : ".";
    return new Field(`${this.path}${dot}${name}`, value, this.mistakes);
  }

  /** The elements of a list. */
  elements(): Field[] {
    if (!Array.isArray(this.value)) {
      this.refuse("must be a list");
      return [];
    }
    return this.value.map((value, index) => new Field(`${this.path}[${index}]`, value, this.mistakes));
  }

  /** The places of an object with free keys. */
  entries(): [string, Field][] {
    return this.isObject() ? Object.keys(this.value as object).map((key) => [key, this.at(key)]) : [];
  }

  /** Whether an object stands here; unless any keys are fine, refuses those that are not known. */
  isObject(known?: readonly string[]): boolean {
    if (!isRecord(this.value)) {
      this.refuse("must be an object");
      return false;
    }
    for (const key of known === undefined ? [] : Object.keys(this.value)) {
      if (known?.includes(key) || this.value[key] === undefined) continue;
      this.at(key).refuse(`is not known here${didYouMean(key, known as readonly string[])}`);
    }
    return true;
  }

  text(): string {
    if (typeof this.value === "string" && this.value.trim() !== "") return this.value;
    this.refuse("must be a text");
    return "";
  }

  /** A length in microseconds; after a mistake not a number, which is neither too long nor too short for anything. */
  duration(atLeastUs = 0): number {
    const lengthUs = parseDuration(this.value);
    if (typeof lengthUs !== "number") this.refuse(lengthUs.problem);
    else if (lengthUs < atLeastUs) this.refuse(`must be at least ${atLeastUs}us`);
    else return lengthUs;
    return Number.NaN;
  }

  /** A length, or two of which the first is not longer. */
  durations(atLeastUs = 0): readonly [number, number] {
    if (!Array.isArray(this.value)) {
      const lengthUs = this.duration(atLeastUs);
      return [lengthUs, lengthUs];
    }
    const lengths = this.elements().map((element) => element.duration(atLeastUs));
    if (lengths.length !== 2) this.refuse("must be one length, or two");
    else if (lengths[0] > lengths[1]) this.refuse("must have the shorter length first");
    return [lengths[0] ?? Number.NaN, lengths[1] ?? Number.NaN];
  }

  number(low: number, high: number): number {
    if (typeof this.value === "number" && this.value >= low && this.value <= high) return this.value;
    this.refuse(
      high === Number.POSITIVE_INFINITY ? `must be a number of at least ${low}` : `must be ${low} to ${high}`,
    );
    return low;
  }

  integer(low: number, high: number): number {
    if (Number.isInteger(this.value)) return this.number(low, high);
    this.refuse(`must be a whole number, ${low} to ${high}`);
    return low;
  }

  boolean(): void {
    if (typeof this.value !== "boolean") this.refuse("must be true or false");
  }

  function(form: string): void {
    if (typeof this.value !== "function") this.refuse(`must be a function, ${form}`);
  }

  /** One of some words. */
  oneOf(words: readonly string[], what: string): void {
    if (typeof this.value === "string" && words.includes(this.value)) return;
    this.refuse(`is no ${what} (${list(words)})${didYouMean(this.value, words)}`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Some words, cut short where they are many. */
export function list(words: readonly string[]): string {
  return words.length > 12 ? `${words.slice(0, 12).join(", ")}, …` : words.join(", ");
}

/** A suggestion, if some known word is near. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const guess = typeof word === "string" ? nearest(word, known) : undefined;
  return guess === undefined ? "" : `; did you mean "${guess}"?`;
}
