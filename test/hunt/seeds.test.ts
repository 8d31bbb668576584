import fc from "fast-check";
import { expect, test } from "vitest";
import { listSeeds, parseSeeds, shardOf } from "../../src/hunt/seeds.js";

test.each([
  ["1..5", ["1", "2", "3", "4", "5"]],
  ["7", ["7"]],
  ["0..0", ["0"]],
  ["1,5,9", ["1", "5", "9"]],
  ["8..9, 1 .. 3,20", ["8", "9", "1", "2", "3", "20"]],
  ["007", ["7"]],
  ["9007199254740991", ["9007199254740991"]],
])("%j are seeds, in their order", (text, seeds) => {
  expect([...parseSeeds(text, "--seeds")]).toEqual(seeds);
  expect(parseSeeds(text, "--seeds").count).toBe(seeds.length);
});

test("more seeds than there is memory for are played one by one", () => {
  const seeds = parseSeeds("1..9007199254740991", "--seeds");
  expect(seeds.count).toBe(Number.MAX_SAFE_INTEGER);
  expect(seeds[Symbol.iterator]().next()).toEqual({ done: false, value: "1" });
  expect(shardOf(seeds, 3, 4).at(1_000_000_000)).toBe("4000000003");
});

test("a list has texts, too", () => {
  expect([...listSeeds([3, "main"])]).toEqual(["3", "main"]);
});

test.each([
  ["", '--seeds: "" names no seed: it must be a range, as in 1..200, or a list, as in 1,5,9'],
  ["5..1", '--seeds: "5..1" runs backwards: it must be 1..5'],
  ["a", '--seeds: "a" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["1,,3", '--seeds: "" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["1..", '--seeds: "" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["-3", '--seeds: "-3" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["1.5", '--seeds: "1.5" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["1-200", '--seeds: "1-200" is not a whole number: seeds are given as in 1..200 or 1,5,9'],
  ["1..2..3", '--seeds: "1..2..3" must be a range of two numbers, as in 1..200'],
  ["9007199254740993", '--seeds: "9007199254740993" is too large: at most 9007199254740991'],
  ["1..9,4..20", '--seeds: "1..9,4..20" names the seed 4 twice'],
])("%j is refused", (text, says) => {
  expect(() => parseSeeds(text, "--seeds")).toThrow(says);
});

test("shards share out all seeds, and each seed falls to one of them", () => {
  fc.assert(
    fc.property(fc.nat(50), fc.integer({ min: 1, max: 9 }), (last, shards) => {
      const seeds = parseSeeds(`0..${last}`, "--seeds");
      const dealt = Array.from({ length: shards }, (_, at) => shardOf(seeds, at + 1, shards));
      const round = [...seeds].map((_, index) => dealt[index % shards].at(Math.floor(index / shards)));
      expect(round).toEqual([...seeds]);
      expect(dealt.map(({ count }) => count)).toEqual(dealt.map((shard) => [...shard].length));
      expect(dealt.reduce((sum, { count }) => sum + count, 0)).toBe(seeds.count);
    }),
  );
});
