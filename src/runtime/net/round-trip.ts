import { limits } from "./limits.js";

/** How long to wait for an acknowledgement: learnt from those that came (Jacobson and Karels; RFC 6298), in integers. */
export class RoundTrip {
  private meanUs = -1;
  private deviationUs = 0;

  /** What was sent once was acknowledged after so long. */
  learn(tookUs: number): void {
    if (this.meanUs < 0) {
      this.meanUs = tookUs;
      this.deviationUs = Math.floor(tookUs / 2);
      return;
    }
    this.deviationUs += Math.floor((Math.abs(tookUs - this.meanUs) - this.deviationUs) / 4);
    this.meanUs += Math.floor((tookUs - this.meanUs) / 8);
  }

  /** How long to wait when it was in vain so many times already: each time twice as long. */
  timeoutUs(tries: number): number {
    const learntUs = this.meanUs + Math.max(4 * this.deviationUs, limits.leastTimeoutUs);
    const firstUs = this.meanUs < 0 ? limits.firstTimeoutUs : learntUs;
    return Math.min(firstUs * (1 << tries), limits.mostTimeoutUs);
  }
}
