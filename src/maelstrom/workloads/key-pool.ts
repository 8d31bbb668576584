import type { Random } from "../../kernel/random.js";

const usualCount = 10;

/**
 * The keys in use, and what is written to them: 1, 2, 3 and so on for each. A key that was written often enough makes
 * room for a new one. Unless it is said how many there are, later ones are twice as likely as those before them.
 */
export class KeyPool {
  readonly all: number[] = [];
  private readonly live: number[] = [];
  private readonly written = new Map<number, number>();
  private readonly mostWrites: number;
  private readonly isEven: boolean;

  constructor(count: number | null, mostWrites: number) {
    this.mostWrites = mostWrites;
    this.isEven = count !== null;
    for (let made = 0; made < (count ?? usualCount); made++) this.live.push(this.make());
  }

  get inUse(): readonly number[] {
    return this.live;
  }

  pick(random: Random): number {
    return this.live[this.place(random)];
  }

  /** A key with a value that nobody has written to it. */
  write(random: Random): { readonly key: number; readonly value: number } {
    const place = this.place(random);
    const key = this.live[place];
    const value = (this.written.get(key) ?? 0) + 1;
    this.written.set(key, value);
    if (value >= this.mostWrites) this.live[place] = this.make();
    return { key, value };
  }

  private place(random: Random): number {
    const { length } = this.live;
    if (this.isEven) return random.int(0, length - 1);
    let place = length - 1;
    while (place > 0 && random.chance(0.5)) place--;
    return place;
  }

  private make(): number {
    const key = this.all.length;
    this.all.push(key);
    return key;
  }
}
