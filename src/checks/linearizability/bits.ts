/* A set of small integers as bits, 32 in a word. */

export function bitSet(size: number): Int32Array {
  return new Int32Array(Math.ceil(size / 32));
}

export function has(set: Int32Array, element: number): boolean {
  return ((set[element >>> 5] >>> (element & 31)) & 1) === 1;
}

export function include(set: Int32Array, element: number): void {
  set[element >>> 5] |= 1 << (element & 31);
}

export function exclude(set: Int32Array, element: number): void {
  set[element >>> 5] &= ~(1 << (element & 31));
}
