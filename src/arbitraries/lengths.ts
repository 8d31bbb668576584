import { type Mistake, Refusal } from "../kernel/refusal.js";
import { type Duration, parseDuration, toUs } from "../kernel/time.js";
import { Field } from "../scenario/field.js";
import { type Arbitrary, arbitrary, halving, pick, type Random } from "./arbitrary.js";

/** Lengths of time to draw from, both ends included, in microseconds. */
export interface Span {
  readonly lowUs: number;
  readonly highUs: number;
}

/** What lengths are multiples of, the roundest first. Nobody means single microseconds unless there is no room for more. */
const grainsUs = [3_600_000_000, 60_000_000, 1_000_000, 100_000, 10_000, 1_000, 1];

/** A length that is as likely to be a round one as a crooked one. */
export function drawLengthUs(random: Random, { lowUs, highUs }: Span): number {
  const fitting = grainsUs.filter((grainUs) => Math.ceil(lowUs / grainUs) * grainUs <= highUs);
  const grainUs = pick(random, fitting.length > 1 ? fitting.slice(0, -1) : fitting);
  return grainUs * random.nextInt(Math.ceil(lowUs / grainUs), Math.floor(highUs / grainUs));
}

/** Rounder lengths near this one, and shorter ones that are as round: no rounder than the shortest, which is the simplest. */
export function simplerLengthsUs(lengthUs: number, { lowUs, highUs }: Span): Iterable<number> {
  const grains = lowUs === 0 ? grainsUs : grainsUs.filter((grainUs) => grainUs <= lowUs);
  const own = grains.findIndex((grainUs) => lengthUs % grainUs === 0);
  const ownUs = grains[own];
  const rounder = grains.slice(0, own).flatMap((grainUs) => {
    const below = Math.floor(lengthUs / grainUs);
    return [Math.ceil(lowUs / grainUs), below, below + 1].map((count) => count * grainUs);
  });
  const shorter = [...halving(Math.ceil(lowUs / ownUs), lengthUs / ownUs)].map((count) => count * ownUs);
  return new Set([...rounder, ...shorter].filter((us) => lowUs <= us && us <= highUs));
}

/** A length as a form has it: `"1.5s"`, `"250ms"`. */
export function writeLength(lengthUs: number): Duration {
  if (lengthUs === 0 || lengthUs >= 1_000_000) return `${lengthUs / 1_000_000}s`;
  return lengthUs >= 1_000 ? `${lengthUs / 1_000}ms` : `${lengthUs}us`;
}

/** Reads the shortest and the longest of some lengths; throws a `Refusal`, with `path` for their place. */
export function readSpan(path: string, value: readonly [Duration, Duration]): Span {
  const mistakes: Mistake[] = [];
  const [lowUs, highUs] = new Field(path, value, mistakes).durations(1);
  if (mistakes.length > 0) throw new Refusal(mistakes);
  return { lowUs, highUs };
}

/** Lengths of time, the rounder and shorter the simpler. */
export function lengths(span: Span): Arbitrary<Duration> {
  return arbitrary<Duration>({
    draw: (random) => writeLength(drawLengthUs(random, span)),
    simpler: (length) => [...simplerLengthsUs(toUs(length), span)].map(writeLength),
    accepts: (value) => typeof parseDuration(value) === "number",
  });
}
