import { type Changes, Turn } from "./changes.js";
import { copyOf, isSame, isSettled, shapeOf } from "./copy.js";
import { partOf } from "./parts.js";
import type { Paths } from "./paths.js";

/**
 * The beginning of an array that is longer than this is not compared, if it is the same array as before and its end is as
 * it was. Whoever makes another array of all elements has taken as long as comparing them takes.
 */
const longArray = 128;
/** How many elements in a row must be as they were for those before them to be taken for the same. */
const sameRun = 32;
/** An array from which more goes, or into which more comes, than stays is another one, if it is more than this. */
const wholesale = 64;

type Fields = Readonly<Record<string, unknown>>;
type Keyed = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

/** What a comparison goes by. */
export interface Care {
  readonly paths: Paths;
  /** The arrays that are compared in full, by their paths. */
  readonly inFull: ReadonlySet<number> | "all";
}

/** The long arrays of a value as it was compared last, by their paths. */
export type LongArrays = Map<number, readonly unknown[]>;

/** A settled value in the midst of another, and where. */
interface Settled {
  readonly path: readonly unknown[];
  readonly value: unknown;
}

/** What was found beside the changes. */
export interface Finding {
  /** How many elements were taken for unchanged without a look. */
  readonly skipped: number;
  /** Values that can never change, to be kept in place of their likes: by identity they are compared at once. */
  readonly settled: readonly Settled[];
}

/** Finds what has changed in a value since it was copied, and adds that to `changes`. */
export function compare(copy: unknown, value: unknown, care: Care, changes: Changes, known: LongArrays): Finding {
  const comparison = new Comparison(care, changes, known);
  comparison.compare(copy, value);
  return comparison;
}

class Comparison implements Finding {
  skipped = 0;
  readonly settled: Settled[] = [];
  private readonly care: Care;
  private readonly changes: Changes;
  private readonly known: LongArrays;
  /** The keys that lead to what is being compared. */
  private readonly path: unknown[] = [];
  private withinSettled = false;

  constructor(care: Care, changes: Changes, known: LongArrays) {
    this.care = care;
    this.known = known;
    this.changes = changes;
  }

  /** Whether anything has changed. */
  compare(copy: unknown, value: unknown): boolean {
    if (Object.is(copy, value)) return false;
    const shape = shapeOf(value);
    const isReplaced =
      shape !== shapeOf(copy) ||
      shape === "leaf" ||
      shape === "bytes" ||
      Object.getPrototypeOf(copy) !== Object.getPrototypeOf(value);
    if (isReplaced) return isSame(copy, value) ? false : this.replace(copy, value);
    const isOutermostSettled = !this.withinSettled && isSettled(value);
    if (isOutermostSettled) {
      this.settled.push({ path: [...this.path], value });
      this.withinSettled = true;
    }
    const changed =
      shape === "array"
        ? this.compareArrays(copy as unknown[], value as unknown[])
        : shape === "record"
          ? this.compareRecords(copy as Fields, value as Fields)
          : this.compareMaps(copy as Keyed, value as Keyed);
    if (isOutermostSettled) this.withinSettled = false;
    return changed;
  }

  private compareArrays(copy: readonly unknown[], value: readonly unknown[]): boolean {
    const isInFull = this.isInFull(value) || copy.length <= longArray;
    const common = Math.min(copy.length, value.length);
    // Where the last of the places that both have holds the same, things came or went at the end.
    const isAligned = copy.length === value.length || common === 0 || isSame(copy[common - 1], value[common - 1]);
    const start = isAligned ? common : countSame(common, (at) => isSame(copy[at], value[at]));
    const end = isAligned
      ? 0
      : countSame(common - start, (at) => isSame(copy[copy.length - 1 - at], value[value.length - 1 - at]));
    const goes = copy.length - start - end;
    const comes = value.length - start - end;
    const moved = Math.abs(goes - comes);
    if (moved > wholesale && 2 * moved > Math.max(copy.length, value.length)) return this.replace(copy, value);

    let changed = isAligned && this.compareEnds(copy, value, common, isInFull);
    const at = start + Math.min(goes, comes);
    for (let place = start; place < at; place++) {
      changed = this.compareAt(place, copy[place], value[place]) || changed;
    }
    for (let place = copy.length - end - 1; place >= at; place--)
      this.note(Turn.removed, place, copy[place], undefined);
    for (let place = at; place < value.length - end; place++) {
      this.note(Turn.added, place, undefined, copyOf(value[place]));
    }
    return changed || moved > 0;
  }

  /** Compares the first places of two arrays, from the end. */
  private compareEnds(copy: readonly unknown[], value: readonly unknown[], count: number, isInFull: boolean): boolean {
    let changed = false;
    let same = 0;
    for (let place = count - 1; place >= 0; place--) {
      if (!Object.is(copy[place], value[place]) && this.compareAt(place, copy[place], value[place])) {
        changed = true;
        same = 0;
      } else same++;
      if (same === sameRun && !isInFull) {
        this.skipped += place;
        break;
      }
    }
    return changed;
  }

  /** The order of fields makes no difference. */
  private compareRecords(copy: Fields, value: Fields): boolean {
    let changed = false;
    let kept = 0;
    const come: string[] = [];
    // A loop of this kind makes no list of all keys.
    for (const key in value) {
      const before = copy[key];
      if (before === undefined && !Object.hasOwn(copy, key)) come.push(key);
      else {
        kept++;
        if (!Object.is(before, value[key]) && this.compareAt(key, before, value[key])) changed = true;
      }
    }
    let count = 0;
    for (const _ in copy) count++;
    if (count !== kept) changed = this.noteGone(Object.keys(copy), copy, (key) => Object.hasOwn(value, key)) || changed;
    for (const key of come) {
      if (!Object.hasOwn(value, key)) continue;
      this.note(Turn.added, key, undefined, copyOf(value[key]));
      changed = true;
    }
    return changed;
  }

  private compareMaps(copy: Keyed, value: Keyed): boolean {
    const keys = [...copy.keys()];
    let place = 0;
    let isAligned = copy.size === value.size;
    value.forEach((_, key) => {
      if (keys[place++] !== key) isAligned = false;
    });
    let changed = false;
    if (!isAligned) {
      const now = new Set(value.keys());
      const kept = keys.filter((key) => now.has(key));
      const moved = keys.length + now.size - 2 * kept.length;
      const isOther = moved > wholesale && 2 * moved > Math.max(keys.length, now.size);
      if (isOther || !canFollow(keys, kept, [...now])) return isSame(copy, value) ? false : this.replace(copy, value);
      changed = this.noteGone(keys, copy, (key) => now.has(key));
      for (const key of [...now].slice(kept.length)) {
        this.note(Turn.added, key, undefined, copyOf(partOf(value, key)));
        changed = true;
      }
    }
    if (copy instanceof Map) {
      value.forEach((part, key) => {
        const before = copy.get(key);
        if (Object.is(before, part) || (before === undefined && !copy.has(key))) return;
        if (this.compareAt(key, before, part)) changed = true;
      });
    }
    return changed;
  }

  /** Notes the keys that are no more, from the last: so each is where it was when it goes. */
  private noteGone(keys: readonly unknown[], copy: object, isThere: (key: never) => boolean): boolean {
    let changed = false;
    for (let place = keys.length - 1; place >= 0; place--) {
      const key = keys[place];
      if (isThere(key as never)) continue;
      this.note(Turn.removed, key, partOf(copy, key), undefined, place);
      changed = true;
    }
    return changed;
  }

  private compareAt(key: unknown, copy: unknown, value: unknown): boolean {
    if (Object.is(copy, value)) return false;
    this.path.push(key);
    const changed = this.compare(copy, value);
    this.path.pop();
    return changed;
  }

  /** Whether an array is to be compared in full. */
  private isInFull(array: readonly unknown[]): boolean {
    const { paths, inFull } = this.care;
    if (inFull === "all" || array.length <= longArray) return true;
    const path = paths.numberOf(this.path);
    const isAnother = this.known.get(path) !== array;
    if (isAnother) this.known.set(path, array);
    return isAnother || inFull.has(path);
  }

  private replace(copy: unknown, value: unknown): true {
    this.changes.add(Turn.replaced, this.care.paths.numberOf(this.path), copy, copyOf(value));
    return true;
  }

  private note(turn: number, key: unknown, before: unknown, after: unknown, place?: number): void {
    this.path.push(key);
    this.changes.add(turn, this.care.paths.numberOf(this.path), before, after, place);
    this.path.pop();
  }
}

function countSame(most: number, isSameAt: (place: number) => boolean): number {
  let count = 0;
  while (count < most && isSameAt(count)) count++;
  return count;
}

/** Whether keys become others by taking some away, all but the kept ones, and adding some at the end. */
function canFollow(before: readonly unknown[], kept: readonly unknown[], now: readonly unknown[]): boolean {
  return before.every(isPlain) && now.every(isPlain) && kept.every((key, place) => Object.is(key, now[place]));
}

function isPlain(key: unknown): boolean {
  return typeof key !== "object" || key === null;
}
