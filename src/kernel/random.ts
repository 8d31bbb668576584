import seedrandom from "seedrandom";
import { assert } from "./assert.js";
import { mix } from "./draws.js";

/** What names a run's chance. `42` and `"42"` are the same seed. */
export type SeedLike = string | number;

/**
 * The root of a run's chance: streams and keys are forked from it by name, so that an extra draw, an added node or a
 * removed fault shifts nobody else's chance.
 */
export class Seed {
  readonly text: string;
  private readonly low: number;
  private readonly high: number;
  private root: Random;
  /** The streams that were given out, where somebody may want to change them. */
  private readonly given: Random[] | null;

  /** What is to be reseeded must be `changeable`: it keeps the streams that it gives out. */
  constructor(seed: SeedLike, changeable = false) {
    this.text = String(seed);
    const digestOfSeed = seedrandom(keyOf(this.text));
    this.low = digestOfSeed.int32();
    this.high = digestOfSeed.int32();
    this.root = new Random(`${this.text}/${this.low >>> 0}.${this.high >>> 0}`);
    this.given = changeable ? [] : null;
  }

  /** The random stream of this name. Asking twice gives two equal streams. */
  stream(name: string): Random {
    const stream = this.root.fork(name);
    this.given?.push(stream);
    return stream;
  }

  /** Makes all streams those of another seed, the ones given out too; keys stay, and with them all signatures. */
  reseed(other: Seed): void {
    assert(this.given !== null, "only a seed that keeps its streams is changed");
    for (const stream of this.given) stream.restore(new Random(`${stream.name}/${other.root.name}`).save());
    this.root = other.root;
  }

  /** The 32-bit key of this name, for the draws of `draws.ts`. */
  key(name: string): number {
    return hash(name, this.low, this.high);
  }
}

/**
 * What the generator is given for a seed. It repeats a key until that is long enough, so that "1", "11" and "111" are one
 * to it: what is a shorter text over and over again is told from that by its length, behind a letter that no seed has.
 */
function keyOf(text: string): string {
  const repeatsItself = `${text}${text}`.indexOf(text, 1) < text.length;
  return repeatsItself ? `${text}\u0000${text.length}` : text;
}

/** A 32-bit hash in which every character reaches every bit. */
function hash(text: string, keyA: number, keyB: number): number {
  let word = mix(keyA ^ text.length);
  for (let at = 0; at < text.length; at++) word = mix((word + text.charCodeAt(at)) ^ keyB);
  return word;
}

/** Names that differ in their last letter only give Alea nearly equal first draws; their hashes differ everywhere. */
function scramble(name: string): string {
  return [0, 1, 2].map((key) => hash(name, key, 0x9e3779b9)).join();
}

/** Where a stream stands: plain data, to be given back to `restore`. */
export type RandomState = { [Word in "c" | "s0" | "s1" | "s2"]: number };

/** A stream of chance that a person can hold. Where the outcome is forced, nothing is drawn. */
export class Random {
  readonly name: string;
  private generator: seedrandom.StatefulPRNG<seedrandom.State.Alea>;

  constructor(name: string) {
    this.name = name;
    this.generator = seedrandom.alea(scramble(name), { state: true });
  }

  /** A fraction in [0, 1), with 32 random bits. */
  fraction(): number {
    return this.generator();
  }

  /** A random 32-bit word, as an unsigned integer. */
  word(): number {
    return this.generator.int32() >>> 0;
  }

  /** An integer from `low` to `high`, both included. Ranges wider than 2^32 use 53 bits. */
  int(low: number, high: number): number {
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && low <= high)) {
      throw new RangeError(`int(${low}, ${high}) needs two integers, the lower one first`);
    }
    const size = high - low + 1;
    if (size === 1) return low;
    return low + Math.floor((size > 2 ** 32 ? this.generator.double() : this.generator()) * size);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`chance(${probability}) needs 0 to 1`);
    return probability === 1 || (probability > 0 && this.generator() < probability);
  }

  /** One element, each equally likely. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError("pick() needs a list that is not empty");
    return list[this.int(0, list.length - 1)] as T;
  }

  /** Several different elements, in random order; all of them if `count` is larger than the list. */
  sample<T>(list: readonly T[], count: number): T[] {
    const pool = [...list];
    const size = Math.max(0, Math.min(count, pool.length));
    for (let at = 0; at < size; at++) {
      const other = this.int(at, pool.length - 1);
      [pool[at], pool[other]] = [pool[other] as T, pool[at] as T];
    }
    return pool.slice(0, size);
  }

  /** The whole list in random order; the list itself stays as it is. */
  shuffle<T>(list: readonly T[]): T[] {
    return this.sample(list, list.length);
  }

  /** A stream of its own, named within this one; it neither draws from this stream nor depends on its position. */
  fork(name: string): Random {
    // With its length, a name can be told from two names that spell the same together.
    return new Random(`${this.name}/${name.length}:${name}`);
  }

  save(): RandomState {
    return this.generator.state();
  }

  restore(state: RandomState): void {
    this.generator = seedrandom.alea("", { state });
  }
}
