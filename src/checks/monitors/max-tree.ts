/** Numbers at places, of which the largest in a range is found in logarithmic time. */
export class MaxTree {
  private readonly width: number;
  private readonly largest: Float64Array;

  constructor(places: number) {
    this.width = 1;
    while (this.width < places) this.width *= 2;
    this.largest = new Float64Array(2 * this.width).fill(Number.NEGATIVE_INFINITY);
  }

  set(place: number, value: number): void {
    const { largest } = this;
    let at = place + this.width;
    largest[at] = value;
    for (at >>= 1; at > 0; at >>= 1) largest[at] = Math.max(largest[2 * at], largest[2 * at + 1]);
  }

  clear(place: number): void {
    this.set(place, Number.NEGATIVE_INFINITY);
  }

  /** The largest number from place `low` to place `high`, both included; minus infinity if there is none. */
  max(low: number, high: number): number {
    return this.largest[this.node(low, high)];
  }

  /** A place of the largest number in a range. */
  placeOfMax(low: number, high: number): number {
    const { largest, width } = this;
    let at = this.node(low, high);
    while (at < width) at = largest[2 * at] >= largest[2 * at + 1] ? 2 * at : 2 * at + 1;
    return at - width;
  }

  /** The node above the largest number of a range. */
  private node(low: number, high: number): number {
    const { largest, width } = this;
    let best = low + width;
    for (let left = low + width, right = high + width + 1; left < right; left >>= 1, right >>= 1) {
      if (left % 2 === 1) {
        if (largest[left] > largest[best]) best = left;
        left += 1;
      }
      if (right % 2 === 1) {
        right -= 1;
        if (largest[right] > largest[best]) best = right;
      }
    }
    return best;
  }
}
