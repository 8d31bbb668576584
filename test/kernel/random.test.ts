import fc from "fast-check";
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { Random, Seed } from "../../src/kernel/random.js";
import { chiSquare, correlation, sigmas } from "../support/statistics.js";

const streamsToTry = 10_000;

/** With 99 degrees of freedom, chi-square is above this once in ten thousand times. */
const chiSquareLimit = 162;

/** Four standard deviations of the correlation of so many independent pairs. */
const correlationLimit = 4 / Math.sqrt(streamsToTry);

describe("seedrandom, as pinned", () => {
  test("draws what its documentation says", () => {
    expect([seedrandom("hello.")(), seedrandom.alea("hello.")()]).toEqual([0.9282578795792454, 0.4783254903741181]);
  });
});

describe("a seed", () => {
  test("gives the same streams and keys on every machine", () => {
    const seed = new Seed(42);
    const stream = seed.stream("faults");
    expect({
      words: [stream.word(), stream.word(), stream.word()],
      fraction: stream.fraction(),
      fork: stream.fork("node ann").word(),
      key: seed.key("peer ann"),
      textual: new Seed("a leader is lost").stream("clients").int(0, 1_000_000),
    }).toMatchInlineSnapshot(`
      {
        "fork": 3708466481,
        "fraction": 0.6067583782132715,
        "key": 1513355555,
        "textual": 340141,
        "words": [
          527578735,
          3944725912,
          1842187780,
        ],
      }
    `);
  });

  test("has keys of its own, also where it is another one over and over again", () => {
    const seeds = Array.from({ length: 20_000 }, (_, seed) => seed);
    expect(new Set(seeds.map((seed) => `${new Seed(seed).key("a")} ${new Seed(seed).key("b")}`)).size).toBe(20_000);
    for (const text of ["", "ab", "abab", "ababab", "a", "aa"]) {
      const others = ["", "ab", "abab", "ababab", "a", "aa"].filter((other) => other !== text);
      expect(others.map((other) => new Seed(other).key("a"))).not.toContain(new Seed(text).key("a"));
    }
  });

  test("is the same whether given as a number or as a text", () => {
    const number = new Seed(42);
    const text = new Seed("42");
    expect([number.stream("x").word(), number.key("x")]).toEqual([text.stream("x").word(), text.key("x")]);
  });

  test("has no stream in common with another name, or with a fork that merely spells alike", () => {
    const seed = new Seed(1);
    const alike = [
      seed.stream("a/b"),
      seed.stream("a").fork("b"),
      seed.stream("a").fork("b/"),
      seed.stream("a/").fork("b"),
      seed.stream("a").fork("/b"),
      seed.stream("a").fork("").fork("b"),
      seed.stream("b").fork("a"),
      new Seed("1/a").stream("b"),
    ];
    const words = alike.map((stream) => stream.word());
    expect(new Set(words).size).toBe(words.length);
  });

  test("gives keys of their own to ten thousand names", () => {
    const seed = new Seed(7);
    const keys = new Set(Array.from({ length: 10_000 }, (_, n) => seed.key(`peer n${n}`)));
    expect(keys.size).toBe(10_000);
  });

  test.each<[what: string, streamOf: (n: number) => Random]>([
    ["neighbouring seeds", (n) => new Seed(n).stream("faults")],
    ["neighbouring seeds given as text", (n) => new Seed(`run ${n}`).stream("faults")],
    ["neighbouring names", (n) => new Seed(42).stream(`node n${n}`)],
    ["neighbouring forks", (n) => new Seed(42).stream("nodes").fork(`${n}`)],
    ["forks of neighbouring streams", (n) => new Seed(42).stream(`node n${n}`).fork("disk")],
  ])("draws without correlation from %s", (_, streamOf) => {
    const streams = Array.from({ length: streamsToTry }, (_, n) => streamOf(n));
    const first = streams.map((stream) => stream.fraction());
    const second = streams.map((stream) => stream.fraction());
    // A step that is always the same, around the circle, leaves no trace in a correlation.
    const steps = first.slice(1).map((value, at) => (value - (first[at] as number) + 1) % 1);
    const uneven = [first, second, steps].map((column) => chiSquare(column, 100));
    expect(Math.max(...uneven)).toBeLessThan(chiSquareLimit);
    const correlations = [
      correlation(first.slice(1), first.slice(0, -1)),
      correlation(second.slice(1), second.slice(0, -1)),
      correlation(first.slice(10), first.slice(0, -10)),
      correlation(first, second),
    ];
    expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(correlationLimit);
  });

  test("draws without correlation from keys of neighbouring names", () => {
    const seed = new Seed(42);
    const keys = Array.from({ length: streamsToTry }, (_, n) => (seed.key(`peer n${n}`) >>> 0) / 2 ** 32);
    expect(chiSquare(keys, 100)).toBeLessThan(chiSquareLimit);
    expect(Math.abs(correlation(keys.slice(1), keys.slice(0, -1)))).toBeLessThan(correlationLimit);
  });
});

describe("a random stream", () => {
  test("goes on from where it was saved", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), (name, before) => {
        const stream = new Random(name);
        for (let n = 0; n < before; n++) stream.word();
        const state = stream.save();
        const draws = () => [stream.word(), stream.fraction(), stream.int(0, 2 ** 40), stream.shuffle([1, 2, 3, 4])];
        const once = draws();
        const other = new Random("another");
        stream.restore(state);
        other.restore(state);
        expect([draws(), other.word()]).toEqual([once, once[0]]);
      }),
      { numRuns: 50 },
    );
  });

  test("is not moved by saving, by what becomes of the saved state, or by forking", () => {
    const stream = new Random("x");
    const undisturbed = new Random("x");
    const state = stream.save();
    stream.fork("y").word();
    state.s0 = 0.5;
    expect(stream.word()).toBe(undisturbed.word());
  });

  test("forks alike whatever was drawn before", () => {
    const stream = new Random("x");
    const before = stream.fork("y").word();
    stream.word();
    expect(stream.fork("y").word()).toBe(before);
  });

  test("draws integers within their bounds, and both bounds", () => {
    fc.assert(
      fc.property(fc.string(), fc.maxSafeInteger(), fc.maxSafeInteger(), (name, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const drawn = new Random(name).int(low, high);
        expect(Number.isSafeInteger(drawn) && drawn >= low && drawn <= high).toBe(true);
      }),
      { numRuns: 500 },
    );
    const stream = new Random("dice");
    const seen = new Set(Array.from({ length: 200 }, () => stream.int(-2, 3)));
    expect([...seen].sort((left, right) => left - right)).toEqual([-2, -1, 0, 1, 2, 3]);
  });

  test("draws each face of a die equally often", () => {
    const stream = new Random("die");
    const counts = [0, 0, 0, 0, 0, 0];
    for (let n = 0; n < 60_000; n++) counts[stream.int(0, 5)]!++;
    for (const count of counts) expect(Math.abs(sigmas(count, 60_000, 1 / 6))).toBeLessThan(4);
  });

  test("draws wide integers with all of their 53 bits", () => {
    const stream = new Random("wide");
    const ones = new Array<number>(53).fill(0);
    for (let n = 0; n < 10_000; n++) {
      let word = stream.int(0, Number.MAX_SAFE_INTEGER);
      for (let bit = 0; bit < 53; bit++, word = Math.floor(word / 2)) ones[bit]! += word % 2;
    }
    for (const count of ones) expect(Math.abs(sigmas(count, 10_000, 0.5))).toBeLessThan(4.5);
  });

  test("says yes as often as the probability says", () => {
    const stream = new Random("coin");
    for (const probability of [0.001, 0.1, 0.5, 0.97]) {
      let count = 0;
      for (let n = 0; n < 50_000; n++) if (stream.chance(probability)) count++;
      expect(Math.abs(sigmas(count, 50_000, probability))).toBeLessThan(4);
    }
  });

  test("shuffles without favouring any order", () => {
    const stream = new Random("cards");
    const counts = new Map<string, number>();
    for (let n = 0; n < 24_000; n++) {
      const order = stream.shuffle(["a", "b", "c", "d"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(sigmas(count, 24_000, 1 / 24))).toBeLessThan(4);
  });

  test("samples different elements, all of them if asked for more, and leaves the list alone", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(30), fc.string(), (list, count, name) => {
        const before = [...list];
        const drawn = new Random(name).sample(list, count);
        expect(list).toEqual(before);
        expect(drawn.length).toBe(Math.min(count, list.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(drawn.every((element) => list.includes(element))).toBe(true);
      }),
    );
  });

  test("samples nothing when asked for less than nothing", () => {
    expect([new Random("x").sample([1, 2, 3], -1), new Random("x").sample([1, 2, 3], 0)]).toEqual([[], []]);
  });

  test("draws nothing when the outcome is forced", () => {
    const stream = new Random("forced");
    const outcomes = [
      stream.int(5, 5),
      stream.chance(0),
      stream.chance(1),
      stream.pick(["only"]),
      stream.sample([1, 2, 3], 0),
      stream.shuffle(["alone"]),
      stream.shuffle([]),
    ];
    expect(outcomes).toEqual([5, false, true, "only", [], ["alone"], []]);
    expect(stream.save()).toEqual(new Random("forced").save());
  });

  test.each<[what: string, act: (stream: Random) => unknown]>([
    ["a range upside down", (stream) => stream.int(2, 1)],
    ["a range that is not of integers", (stream) => stream.int(0, 0.5)],
    ["a range beyond exact integers", (stream) => stream.int(0, 2 ** 53)],
    ["a range with NaN", (stream) => stream.int(Number.NaN, 1)],
    ["a probability above 1", (stream) => stream.chance(1.01)],
    ["a probability below 0", (stream) => stream.chance(-0.01)],
    ["a probability that is NaN", (stream) => stream.chance(Number.NaN)],
    ["a pick from nothing", (stream) => stream.pick([])],
  ])("refuses %s", (_, act) => {
    expect(() => act(new Random("x"))).toThrow(RangeError);
  });
});
