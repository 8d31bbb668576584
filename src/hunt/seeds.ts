import { Refusal } from "../kernel/refusal.js";

/** Seeds to be played, in order. There may be more of them than anybody could keep in a list. */
export interface Seeds extends Iterable<string> {
  readonly count: number;
  /** The seed at a place, from 0 on. */
  at(index: number): string;
}

/** Whole numbers from the first to the last, both included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads ranges and single seeds, as in `1..200`, `1,5,9` or `1..50,99`; throws a `Refusal`, with `path` for its place. */
export function parseSeeds(text: string, path: string): Seeds {
  const refuse = (value: string, problem: string): never => {
    throw new Refusal([{ path, value, problem }]);
  };
  if (text.trim() === "") refuse(text, "names no seed: it must be a range, as in 1..200, or a list, as in 1,5,9");
  const ranges = text.split(",").map((part) => parseRange(part.trim(), refuse));
  const twice = findOverlap(ranges);
  if (twice !== undefined) refuse(text, `names the seed ${twice} twice`);
  return seedsIn(ranges);
}

/** The seeds of a list. */
export function listSeeds(list: readonly (string | number)[]): Seeds {
  return seedsAt(list.length, (index) => String(list[index]));
}

/** The seeds that fall to one of `shards` machines, numbered from 1 on: dealt like cards, so that each has early and late ones. */
export function shardOf(seeds: Seeds, shard: number, shards: number): Seeds {
  const count = Math.ceil(Math.max(0, seeds.count - (shard - 1)) / shards);
  return seedsAt(count, (index) => seeds.at(index * shards + shard - 1));
}

function parseRange(text: string, refuse: (value: string, problem: string) => never): Range {
  const [first, last = first, ...others] = text.split("..").map((part) => part.trim());
  if (others.length > 0) refuse(text, "must be a range of two numbers, as in 1..200");
  const [low, high] = [first, last].map((part) => {
    if (!/^\d+$/.test(part)) refuse(part, "is not a whole number: seeds are given as in 1..200 or 1,5,9");
    const number = Number(part);
    return Number.isSafeInteger(number) ? number : refuse(part, `is too large: at most ${Number.MAX_SAFE_INTEGER}`);
  });
  return low <= high ? { first: low, last: high } : refuse(text, `runs backwards: it must be ${high}..${low}`);
}

/** A seed that is in two ranges. */
function findOverlap(ranges: readonly Range[]): number | undefined {
  const inOrder = ranges.toSorted((one, other) => one.first - other.first);
  return inOrder.find(({ first }, index) => index > 0 && first <= inOrder[index - 1].last)?.first;
}

function seedsIn(ranges: readonly Range[]): Seeds {
  const sizes = ranges.map(({ first, last }) => last - first + 1);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  return seedsAt(count, (index) => {
    let rest = index;
    const range = ranges.find((_, at) => {
      if (rest < sizes[at]) return true;
      rest -= sizes[at];
      return false;
    });
    return String((range?.first ?? 0) + rest);
  });
}

function seedsAt(count: number, at: (index: number) => string): Seeds {
  return {
    count,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < count; index++) yield at(index);
    },
  };
}
