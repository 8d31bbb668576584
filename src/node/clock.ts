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

  /** The time of day in microseconds since 1970, read at the instant `nowUs` of the run. */
  readUs(nowUs: number): number {
    let shown = epochUs + nowUs;
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
