import { canonical } from "./plain.js";

const doubleBits = new Uint32Array(2);
const double = new Float64Array(doubleBits.buffer);

/** A running 64-bit hash of everything that happens in a run: two words, each fed with every input. */
export class Digest {
  private a = 0x243f6a88;
  private b = 0x13198a2e;

  /** Folds in a 32-bit word. */
  word(word: number): void {
    let a = Math.imul(this.a ^ word, 0x85ebca6b);
    a ^= a >>> 15;
    this.a = a;
    const b = Math.imul((this.b + a) | 0, 0x9e3779b1);
    this.b = b ^ (b >>> 13);
  }

  /** Folds in a number, to the last bit; but there is one NaN only, whose bits machines choose differently. */
  number(value: number): void {
    if (Number.isNaN(value)) {
      this.text("NaN");
      return;
    }
    double[0] = value;
    this.word(doubleBits[0] as number);
    this.word(doubleBits[1] as number);
  }

  text(text: string): void {
    this.word(text.length);
    for (let at = 0; at < text.length; at++) this.word(text.charCodeAt(at));
  }

  /** Folds in plain data, by content: equal values fold alike, whatever the order of their keys. */
  plain(value: unknown): void {
    this.text(canonical(value));
  }

  /** The two words, for those who keep many of them: `digestText` makes the digits. */
  get firstWord(): number {
    return this.a;
  }

  get secondWord(): number {
    return this.b;
  }

  /** Whether two digests have seen the same so far. */
  equals(other: Digest): boolean {
    return this.a === other.a && this.b === other.b;
  }

  /** Sixteen hexadecimal digits. */
  toString(): string {
    return digestText(this.a, this.b);
  }
}

export function digestText(firstWord: number, secondWord: number): string {
  return hex(firstWord) + hex(secondWord);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
