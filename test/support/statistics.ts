/* Judging chance. All tests of it draw from fixed seeds: they give the same answer every time. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Pearson's coefficient: 0 for independent columns, give or take 1 / sqrt(length). */
export function correlation(left: readonly number[], right: readonly number[]): number {
  const middles = [mean(left), mean(right)] as const;
  const products = left.map((value, at) => (value - middles[0]) * ((right[at] as number) - middles[1]));
  return mean(products) / (deviation(left) * deviation(right));
}

/** Chi-square of fractions in [0, 1) against the uniform distribution, with one degree of freedom less than cells. */
export function chiSquare(fractions: readonly number[], cells: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (const fraction of fractions) counts[Math.floor(fraction * cells)]!++;
  const expected = fractions.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** How many standard deviations a count of successes lies from what a probability promises. */
export function sigmas(count: number, trials: number, probability: number): number {
  return (count - trials * probability) / Math.sqrt(trials * probability * (1 - probability));
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] as number;
}
