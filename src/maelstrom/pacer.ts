import type { Random } from "../kernel/random.js";

/** When operations are due: after any time up to twice the mean, counted from the one before. */
export class Pacer {
  private readonly mostUs: number;
  private readonly random: Random;
  private atUs = -1;

  /** So many a second, of all together; none at a rate of 0. */
  constructor(rate: number, random: Random) {
    this.mostUs = rate === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(2_000_000 / rate));
    this.random = random;
  }

  /** When the next one is due; null if never. What is late does not make those after it late. */
  nextUs(nowUs: number): number | null {
    if (this.mostUs === Number.POSITIVE_INFINITY) return null;
    if (this.atUs < 0) this.atUs = nowUs;
    this.atUs += this.random.int(0, this.mostUs);
    return Math.max(nowUs, this.atUs);
  }
}
