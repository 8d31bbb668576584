/*
 * The kernel's hottest draws (latency, loss) come from a hash of a key and a counter: nothing to create, one integer to
 * save, and nobody's draws move when somebody else draws. The mixer is Wellons' `lowbias32`, applied twice so that
 * sixty-four bits of key count.
 */

/** The 32-bit draw, as an unsigned integer, that belongs to a pair of keys and a counter. */
export function draw(keyA: number, keyB: number, counter: number): number {
  return mix(mix((keyA + Math.imul(counter, 0x9e3779b9)) | 0) ^ keyB) >>> 0;
}

/** A draw as a fraction in [0, 1). */
export function fraction(drawn: number): number {
  return drawn / 2 ** 32;
}

/** A bijection of 32-bit words in which every input bit reaches every output bit. */
export function mix(word: number): number {
  let x = word;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x;
}
