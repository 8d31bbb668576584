import { describe, expect, test } from "vitest";
import { assert, InvariantError } from "../../src/kernel/assert.js";
import { defaultLimits, LimitReached } from "../../src/kernel/limits.js";
import { describeMistake, Refusal } from "../../src/kernel/refusal.js";

describe("a refusal", () => {
  test("names every mistake by path, value and problem", () => {
    const refusal = new Refusal([
      { path: "faults[2].for", value: "5", problem: 'needs a unit, as in "5s"' },
      { path: "nodes", value: undefined, problem: "must be given" },
    ]);
    expect(refusal.message).toBe('faults[2].for: "5" needs a unit, as in "5s"\nnodes is missing: it must be given');
  });

  test.each<[value: unknown, shown: string]>([
    [null, "null"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [-0, "0"],
    [12n, "12"],
    [() => 1, "a function"],
    [{ a: [1] }, '{"a":[1]}'],
    [Symbol("x"), "Symbol(x)"],
    ["x".repeat(100), `"${"x".repeat(58)}…`],
  ])("shows the value %s", (value, shown) => {
    expect(describeMistake({ path: "x", value, problem: "is wrong" })).toBe(`x: ${shown} is wrong`);
  });

  test("shows even a value that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(describeMistake({ path: "x", value: loop, problem: "is wrong" })).toBe("x: [object Object] is wrong");
  });
});

describe("a limit", () => {
  test("is named when it is reached, with its value", () => {
    const reached = new LimitReached("events", defaultLimits.events, "the run had come to 5 us");
    expect([reached.limit, reached.message]).toEqual([
      "events",
      "limits.events (200000000) was reached: the run had come to 5 us",
    ]);
  });
});

describe("an assertion", () => {
  test("says what must be true", () => {
    expect(() => assert(true, "two is even")).not.toThrow();
    expect(() => assert(false, "two is odd")).toThrow(new InvariantError("two is odd"));
  });
});
