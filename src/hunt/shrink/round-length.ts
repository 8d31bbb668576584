import type { Duration } from "../../kernel/time.js";
import { roundNumbersBelow } from "./round-number.js";

const units = [
  ["s", 1_000_000],
  ["ms", 1_000],
  ["us", 1],
] as const;

/** A length as it stands in a scenario, in the largest unit of which it is at least one: `1.5s`, `250ms`. */
export function writeLength(lengthUs: number): Duration {
  const [unit, size] = units.find(([, size]) => lengthUs >= size) ?? units[0];
  return `${lengthUs / size}${unit}`;
}

/** How many digits it takes to write a length down. */
export function digitsOf(lengthUs: number): number {
  return lengthUs === 0 ? 0 : String(lengthUs).replace(/0+$/, "").length;
}

/** Round lengths below one, in ascending order, from a millisecond on. */
export function roundLengthsBelow(lengthUs: number): readonly number[] {
  return roundNumbersBelow(lengthUs, 1_000);
}

/** The next length above one that is written in two digits. */
export function roundUp(lengthUs: number): number {
  let size = 1;
  while (size * 100 <= lengthUs) size *= 10;
  return (Math.floor(lengthUs / size) + 1) * size;
}

/** Lengths near one that take fewer digits, those with the fewest first; of as many, the shorter ones. */
export function rounderThan(lengthUs: number): readonly number[] {
  const lengths: number[] = [];
  for (let size = 1; size <= lengthUs; size *= 10) {
    const down = Math.floor(lengthUs / size) * size;
    lengths.unshift(down, down + size);
  }
  return lengths.filter((length) => digitsOf(length) < digitsOf(lengthUs));
}
