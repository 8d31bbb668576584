import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, freeze, sizeBytes } from "../../src/kernel/plain.js";
import { plainData } from "../support/plain-data.js";

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

function withKeysReversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(withKeysReversed);
  const entries = Object.entries(value).map(([key, part]) => [key, withKeysReversed(part)]);
  return Object.fromEntries(entries.reverse());
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < levels; n++) value = { value };
  return value;
}

describe("freezing", () => {
  test("reaches every part of plain data, changes none, and gives back the very value", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        const before = structuredClone(value);
        expect(freeze(value)).toBe(value);
        expect(isDeeplyFrozen(value)).toBe(true);
        expect(value).toEqual(before);
      }),
    );
  });

  test("lets bytes through as they are", () => {
    const message = freeze({
      body: new Uint8Array([1, 2]),
      all: [new Float64Array(1), new DataView(new ArrayBuffer(1))],
    });
    message.body[0] = 9;
    expect([...message.body]).toEqual([9, 2]);
  });

  test.each<[what: string, value: unknown]>([
    ["a function", () => 1],
    ["a function inside", { kind: "x", reply: () => 1 }],
    ["a function deep inside", { list: [{ callback() {} }] }],
    ["a class", class {}],
    ["a Map", new Map([[1, 2]])],
    ["a Map inside", { map: new Map() }],
    ["a Set", { set: new Set([1]) }],
    ["a Date", { at: new Date(0) }],
    ["a Promise", [Promise.resolve(1)]],
  ])("refuses %s, however often it is tried", (_, value) => {
    expect(() => freeze(value)).toThrow(TypeError);
    // A process may catch the first refusal.
    expect(() => freeze(value)).toThrow(/plain data/);
  });

  test("refuses what contains itself, or is deeper than two hundred levels", () => {
    const loop: Record<string, unknown> = { kind: "x" };
    loop.self = { loop };
    expect(() => freeze(loop)).toThrow("plain data is at most 200 levels deep");
    expect(() => freeze(nested(300))).toThrow("plain data is at most 200 levels deep");
    expect(isDeeplyFrozen(freeze(nested(150)))).toBe(true);
  });

  test("takes a value that is shared between its parts", () => {
    const shared = { a: [1] };
    const message = freeze({ left: shared, right: [shared, shared] });
    expect(isDeeplyFrozen(message)).toBe(true);
  });
});

describe("the canonical text", () => {
  test("is equal for equal values, whatever the order of their keys", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(canonical(withKeysReversed(value))).toBe(canonical(value));
      }),
    );
  });

  test("is equal only for equal values", () => {
    fc.assert(
      fc.property(plainData, plainData, (left, right) => {
        let equal = true;
        try {
          expect(left).toStrictEqual(right);
        } catch {
          equal = false;
        }
        expect(canonical(left) === canonical(right)).toBe(equal);
      }),
      { numRuns: 1_000 },
    );
  });

  test("tells apart what JSON, or a hasty writer, takes for the same", () => {
    const different: unknown[] = [
      null,
      undefined,
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1,
      1n,
      "1",
      "1n",
      true,
      "true",
      "null",
      "undefined",
      "",
      "function",
      () => 1,
      {},
      [],
      "{}",
      "[]",
      [undefined],
      [null],
      [[]],
      [1, 2],
      ["1,2"],
      [[1], 2],
      [1, [2]],
      { a: undefined },
      { a: null },
      { a: 1, b: 2 },
      { "a:1,b": 2 },
      { a: { b: 1 } },
      { "0": 1 },
      [1],
      new Map([["a", 1]]),
      new Map([[1, "a"]]),
      new Set(["a", 1]),
      new Set([1]),
      new Uint8Array([1]),
      new Uint8Array([1, 0]),
      "bytes(1)",
      "\ud800",
      "\ud801",
      "\u00e9",
      "e\u0301",
    ];
    const texts = different.map(canonical);
    const repeated = texts.filter((text, at) => texts.indexOf(text) !== at);
    expect(repeated).toEqual([]);
  });

  test("reads no more of a buffer than its view covers", () => {
    const bytes = new Uint8Array([9, 1, 2, 9]);
    expect(canonical(bytes.subarray(1, 3))).toBe(canonical(new Uint8Array([1, 2])));
    expect(canonical(new DataView(bytes.buffer, 1, 2))).toBe("bytes(1,2)");
  });

  test("sorts keys by code unit, not by locale", () => {
    expect(canonical({ ä: 1, z: 2, a: 3, Z: 4, 10: 5, 9: 6 })).toBe('{"10":5,"9":6,"Z":4,"a":3,"z":2,"ä":1}');
  });

  test("refuses what contains itself", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => canonical(loop)).toThrow("more than 200 levels deep, or contains itself");
  });
});

describe("the size of plain data", () => {
  test("is that of its bytes, and grows with every part", () => {
    expect([
      sizeBytes(new Uint8Array(1_000)),
      sizeBytes("hello"),
      sizeBytes(1),
      sizeBytes(null),
      sizeBytes([]),
      sizeBytes({ kind: "ping" }),
      sizeBytes([1, 2, 3]),
    ]).toEqual([1_000, 7, 8, 8, 2, 15, 29]);
    fc.assert(
      fc.property(plainData, (value) => {
        const size = sizeBytes(value);
        expect(Number.isSafeInteger(size) && size >= 0).toBe(true);
        expect(sizeBytes([value, value])).toBeGreaterThan(2 * size);
      }),
    );
  });
});
