/** A list of 32-bit integers that grows. */
export class IntList {
  length = 0;
  private values = new Int32Array(64);

  push(value: number): void {
    if (this.length === this.values.length) {
      const values = new Int32Array(2 * this.length);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.length++] = value;
  }

  at(place: number): number {
    return this.values[place];
  }

  set(place: number, value: number): void {
    this.values[place] = value;
  }

  /** What is in the list by now, without a copy. */
  get view(): Int32Array {
    return this.values.subarray(0, this.length);
  }
}
