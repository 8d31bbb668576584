/*
 * Logarithm, exponential and the normal quantile from the four basic operations and the square root, which IEEE 754
 * defines to the last bit. JavaScript engines differ in `Math.log` and its kin, and a last bit can move an event.
 */

import { assert } from "./assert.js";

const ln2 = Math.LN2;

/** The natural logarithm of a positive number, to about 1e-15 relative. */
export function ln(x: number): number {
  assert(x > 0 && x < Number.POSITIVE_INFINITY, "a logarithm is taken of a positive number");
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  // ln m = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172, so that a dozen terms are enough.
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * ln2 + 2 * z * sum;
}

/** e to the power of x, to about 1e-15 relative (1e-13 far from 0); infinity or 0 where a double cannot hold it. */
export function exp(x: number): number {
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  const halvings = Math.round(x / ln2);
  const rest = x - halvings * ln2;
  let sum = 1;
  for (let term = 18; term >= 1; term--) sum = 1 + (sum * rest) / term;
  for (let n = 0; n < halvings; n++) sum *= 2;
  for (let n = 0; n > halvings; n--) sum /= 2;
  return sum;
}

/**
 * The standard normal quantile of a probability strictly between 0 and 1, to 1.2e-9 relative.
 * Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * ln(p));
    return polynomial(tailTop, q) / (polynomial(tailBottom, q) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(middleTop, r) * q) / (polynomial(middleBottom, r) * r + 1);
}

const middleTop = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const middleBottom = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const tailTop = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailBottom = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
