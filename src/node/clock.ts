/** Something wrong with a wall clock: off by a fixed amount, and by `ppm` microseconds more every second. */
export interface ClockError {
  readonly offsetUs: number;
  readonly ppm: number;
  readonly sinceUs: number;
  /** Called whenever somebody reads the clock meanwhile. */
  readonly onEffect: () => void;
}

/** 2026-01-01T00:00:00Z in microseconds: what a right wall clock shows when a run begins. */
export const epochUs = 1_767_225_600_000_000;

/** What a node takes for the time of day. Its errors add up, and each ends by itself; the monotonic clock has none. */
export class WallClock {
  private errors: readonly ClockError[] = [];
  private readonly startUs: number;

  constructor(startUs = epochUs) {
    this.startUs = startUs;
  }

  /** The time of day in microseconds since 1970, read at the instant `nowUs` of the run. */
  readUs(nowUs: number): number {
    let shown = this.startUs + nowUs;
    for (const error of this.errors) {
      error.onEffect();
      shown += clockErrorUs(error, nowUs);
    }
    return shown;
  }

  /** What is wrong with it now: a list that is never changed, only replaced. */
  get ailing(): readonly ClockError[] {
    return this.errors;
  }

  add(error: ClockError): void {
    this.errors = [...this.errors, error];
  }

  remove(error: ClockError): void {
    this.errors = this.errors.filter((other) => other !== error);
  }
}

/** By how much an error puts a clock ahead at an instant. */
export function clockErrorUs({ offsetUs, sinceUs, ppm }: ClockError, nowUs: number): number {
  return offsetUs + Math.floor(((nowUs - sinceUs) * ppm) / 1_000_000);
}

/**
 * The microseconds since 1970 of a day or an instant of it, as in `2026-11-21` or `2026-11-21T12:30:00Z`; nothing if it
 * is none, or not between 1970 and 2199.
 */
export function instantUsOf(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?Z)?$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (year < 1970 || year > 2199 || day < 1 || day > (lengths[month - 1] ?? 0)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // Leap days from the year 1 up to this one.
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  const days =
    (year - 1970) * 365 + leapDays + lengths.slice(0, month - 1).reduce((sum, length) => sum + length, 0) + day - 1;
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000;
}
