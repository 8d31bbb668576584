/*
 * Times to recovery where some recoveries were not seen: Kaplan and Meier's estimator (1958). Averaging the seen ones
 * alone would flatter a system that does not recover.
 */

/** How long something took; or, if it was not seen to end, how long it had been going on. */
export interface Duration {
  readonly lengthUs: number;
  readonly ended: boolean;
}

/** From `lengthUs` on, this share has still not ended. */
export interface SurvivalStep {
  readonly lengthUs: number;
  readonly share: number;
}

/** The share that has not ended, as a function of length: 1 at first, then a step at each length at which some ended. */
export function survival(durations: readonly Duration[]): readonly SurvivalStep[] {
  const ends = durations.filter(({ ended }) => ended).map(({ lengthUs }) => lengthUs);
  const steps: SurvivalStep[] = [];
  let share = 1;
  for (const lengthUs of [...new Set(ends)].sort((a, b) => a - b)) {
    // What was lost from sight at this very length still counts as at risk.
    const atRisk = durations.filter((duration) => duration.lengthUs >= lengthUs).length;
    share *= 1 - ends.filter((end) => end === lengthUs).length / atRisk;
    steps.push({ lengthUs, share });
  }
  return steps;
}

/** The mean length, counting none as longer than `limitUs`; null without durations. */
export function restrictedMeanUs(durations: readonly Duration[], limitUs: number): number | null {
  if (durations.length === 0) return null;
  let mean = 0;
  let fromUs = 0;
  let share = 1;
  for (const step of survival(durations)) {
    if (step.lengthUs >= limitUs) break;
    mean += share * (step.lengthUs - fromUs);
    fromUs = step.lengthUs;
    share = step.share;
  }
  return mean + share * (limitUs - fromUs);
}

/** The first length by which at least this share has ended; null if that was not seen. */
export function quantileUs(durations: readonly Duration[], share: number): number | null {
  const step = survival(durations).find((candidate) => candidate.share <= 1 - share + 1e-12);
  return step?.lengthUs ?? null;
}

/** The mean of those that ended; null if none did. Only a lower bound where others did not. */
export function meanOfEndedUs(durations: readonly Duration[]): number | null {
  const ended = durations.filter((duration) => duration.ended);
  if (ended.length === 0) return null;
  return ended.reduce((sum, { lengthUs }) => sum + lengthUs, 0) / ended.length;
}
