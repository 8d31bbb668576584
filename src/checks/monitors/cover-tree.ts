/** How often places are covered by intervals; a place that nothing covers is found in logarithmic time. */
export class CoverTree {
  private readonly width: number;
  /** Below each node: the least count of a place, and what was added to all of its places at once. */
  private readonly least: Int32Array;
  private readonly added: Int32Array;

  constructor(places: number) {
    this.width = 1;
    while (this.width < places) this.width *= 2;
    this.least = new Int32Array(2 * this.width);
    this.added = new Int32Array(2 * this.width);
  }

  /** Adds to all counts from place `low` to place `high`, both included. */
  add(low: number, high: number, amount: number, node = 1, from = 0, to = this.width - 1): void {
    const { least, added } = this;
    if (low > to || high < from) return;
    if (low <= from && to <= high) {
      least[node] += amount;
      added[node] += amount;
      return;
    }
    const middle = (from + to) >> 1;
    this.add(low, high, amount, 2 * node, from, middle);
    this.add(low, high, amount, 2 * node + 1, middle + 1, to);
    least[node] = Math.min(least[2 * node], least[2 * node + 1]) + added[node];
  }

  /** The first place from `low` to `high` that nothing covers, or -1. Counts are never negative. */
  firstBare(low: number, high: number, above = 0, node = 1, from = 0, to = this.width - 1): number {
    if (low > to || high < from || this.least[node] + above > 0) return -1;
    if (from === to) return from;
    const middle = (from + to) >> 1;
    const below = above + this.added[node];
    const first = this.firstBare(low, high, below, 2 * node, from, middle);
    return first !== -1 ? first : this.firstBare(low, high, below, 2 * node + 1, middle + 1, to);
  }
}
