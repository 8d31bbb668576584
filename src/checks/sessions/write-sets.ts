import type { Transactions } from "./transactions.js";

/** Which keys each transaction writes, sorted. */
export class WriteSets {
  private readonly starts: Int32Array;
  private readonly keys: Int32Array;

  constructor({ starts, key, isWrite, count }: Transactions) {
    this.starts = new Int32Array(count + 1);
    const keys = new Int32Array(key.length);
    let size = 0;
    for (let t = 0; t < count; t++) {
      this.starts[t] = size;
      if (t === 0) continue;
      for (let access = starts.at(t); access < starts.at(t + 1); access++) {
        if (isWrite.at(access) === 1) keys[size++] = key.at(access);
      }
      if (size - this.starts[t] > 1) keys.subarray(this.starts[t], size).sort();
    }
    this.starts[count] = size;
    this.keys = keys;
  }

  /**
   * Visits the keys that a transaction writes and that may be among these; all of the latter that it writes are. Takes
   * the shorter way, which is what keeps the whole at n^1.5.
   */
  common(t: number, keys: readonly number[], visit: (key: number) => void): void {
    const [start, end] = [this.starts[t], this.starts[t + 1]];
    if (end - start <= keys.length) for (let at = start; at < end; at++) visit(this.keys[at]);
    else for (const key of keys) if (this.has(start, end, key)) visit(key);
  }

  private has(start: number, end: number, key: number): boolean {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low < end && this.keys[low] === key;
  }
}
