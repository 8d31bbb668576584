/** A length of virtual time as people write it: a decimal number and a unit, as in `"250ms"`. */
export type Duration = `${number}${keyof typeof unitUs}`;

const unitUs = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const;

/** The last instant a run may reach, in microseconds (71 years): beyond it, queue keys would not be exact. */
export const latestUs = 2 ** 51 - 1;

/** Why a text is not a duration, or its length in integer microseconds. A length below zero needs `signed`. */
export function parseDuration(text: unknown, signed = false): number | { readonly problem: string } {
  if (typeof text !== "string") return { problem: 'must be a duration, as in "250ms"' };
  const match = /^(-?)(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim());
  if (match === null) return { problem: 'is not a duration, as in "250ms"' };
  const [, sign, amount, unit] = match as unknown as [string, string, string, string];
  if (unit === "") return { problem: `needs a unit, as in "${amount}s"` };
  if (!Object.hasOwn(unitUs, unit)) {
    return { problem: `has the unknown unit "${unit}" (units: ${Object.keys(unitUs).join(", ")})` };
  }
  if (sign === "-" && !signed) return { problem: "must not be negative" };
  const lengthUs = Math.round(Number(amount) * unitUs[unit as keyof typeof unitUs]);
  if (lengthUs > latestUs) return { problem: "is longer than 71 years, the longest run there is" };
  return sign === "-" ? 0 - lengthUs : lengthUs;
}

/** A length of time where numbers are computed: microseconds, or a text with a unit. */
export type Delay = number | Duration;

const parsed = new Map<string, number>();

/** Converts a delay to integer microseconds; throws a `RangeError` that names what is wrong with it. */
export function toUs(delay: Delay): number {
  if (typeof delay === "number") {
    if (Number.isInteger(delay) && delay >= 0 && delay <= latestUs) return delay;
    if (delay >= 0 && delay <= latestUs) return Math.round(delay);
    throw new RangeError(`a delay of ${delay} microseconds is not a length of time`);
  }
  let lengthUs = parsed.get(delay);
  if (lengthUs === undefined) {
    const result = parseDuration(delay);
    if (typeof result !== "number") throw new RangeError(`"${delay}" ${result.problem}`);
    lengthUs = result;
    if (parsed.size < 1_000) parsed.set(delay, lengthUs);
  }
  return lengthUs;
}

/** A length as people write it, of whole microseconds: `"2s"`, `"1.5s"`, `"15ms"`. */
export function durationOf(lengthUs: number): Duration {
  if (lengthUs >= unitUs.s && lengthUs % 100_000 === 0) return `${lengthUs / unitUs.s}s`;
  return lengthUs % unitUs.ms === 0 ? `${lengthUs / unitUs.ms}ms` : `${lengthUs}us`;
}

/** An instant as people read it: seconds with three decimals, as in `12.304 s`. */
export function formatInstant(timeUs: number): string {
  return `${(timeUs / 1_000_000).toFixed(3)} s`;
}

/** A length as people read it, in the largest unit that keeps it short: `2 s`, `250 ms`, `15 us`. */
export function formatLength(lengthUs: number): string {
  const [unit, size] = lengthUs >= unitUs.s ? ["s", unitUs.s] : lengthUs >= unitUs.ms ? ["ms", unitUs.ms] : ["us", 1];
  return `${Number((lengthUs / size).toFixed(3))} ${unit}`;
}
