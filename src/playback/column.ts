type Numbers = Uint8Array | Int32Array | Float64Array;

/** Numbers in a row, of one width, that grows at its end. */
export class Column<T extends Numbers> {
  length = 0;
  private values: T;

  constructor(values: T) {
    this.values = values;
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  at(place: number): number {
    return this.values[place];
  }

  set(place: number, value: number): void {
    this.values[place] = value;
  }

  /** How many of the numbers, which must be in order, are no greater than `limit`. */
  countUpTo(limit: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.values[middle] <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(): void {
    const { values } = this;
    const Kind = values.constructor as new (length: number) => T;
    this.values = new Kind(Math.max(16, values.length * 2));
    this.values.set(values);
  }
}

export const bytes = (): Column<Uint8Array> => new Column(new Uint8Array(0));
export const integers = (): Column<Int32Array> => new Column(new Int32Array(0));
export const numbers = (): Column<Float64Array> => new Column(new Float64Array(0));
