import { formatInstant } from "../kernel/time.js";

/** Something that a crash has taken, since it was not durable. */
export interface Loss {
  readonly file: string;
  /** What is gone, and when it was done: `31 bytes written at 1.199 s`. */
  readonly what: string;
  /** Why it was not durable: `not synced since`. */
  readonly because: string;
}

/** A loss in a line. */
export function tellLoss({ file, what, because }: Loss): string {
  return `${file}: ${what}, ${because}`;
}

/** When things were done, in words: `at 1.200 s`, `from 1.200 s to 1.300 s`. */
export function tellInstants(firstUs: number, lastUs: number): string {
  const [first, last] = [formatInstant(firstUs), formatInstant(lastUs)];
  return first === last ? `at ${first}` : `from ${first} to ${last}`;
}

/** So many of something, in words. */
export function tellCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
