import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutate } from "../../src/kernel/mutate.js";
import { canonical, freeze } from "../../src/kernel/plain.js";
import { Random } from "../../src/kernel/random.js";
import { plainData } from "../support/plain-data.js";

/** Whether there is anything in it that can be changed by a little. */
function hasSubstance(value: unknown, isTop = true): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value !== "object") return true;
  if (ArrayBuffer.isView(value)) return value.byteLength > 0;
  if (Array.isArray(value)) return value.length > 0;
  return Object.entries(value).some(([key, part]) => {
    const isSpared = isTop && key === "kind" && typeof part !== "object";
    return !isSpared && hasSubstance(part, false);
  });
}

/** Every outcome that a hundred streams lead to. */
function outcomes(value: unknown): unknown[] {
  const seen = new Map<string, unknown>();
  for (let n = 0; n < 100; n++) {
    const outcome = mutate(value, new Random(`${n}`));
    seen.set(canonical(outcome), outcome);
  }
  return [...seen.keys()].sort().map((text) => seen.get(text));
}

describe("a mutation", () => {
  test("never touches the original, and always changes something if there is anything to change", () => {
    fc.assert(
      fc.property(plainData, fc.string(), (value, name) => {
        const before = canonical(value);
        const after = mutate(freeze(value), new Random(name));
        expect(canonical(value)).toBe(before);
        expect(canonical(after) !== before).toBe(hasSubstance(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test("spares the kind of a message, at the top only", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plainData, { noNullPrototype: true }), fc.string(), (fields, name) => {
        const message = { ...fields, kind: "vote" };
        expect(mutate(message, new Random(name))).toMatchObject({ kind: "vote" });
      }),
    );
    expect(outcomes({ kind: "ping" })).toEqual([{ kind: "ping" }]);
    expect(outcomes({ kind: "x", inner: { kind: true } })).toEqual([{ kind: "x", inner: { kind: false } }]);
  });

  test("is one small change, and each of them happens", () => {
    expect(outcomes({ kind: "vote", term: 5, yes: true, list: ["ab"] })).toEqual(
      [
        { kind: "vote", term: 5, yes: true, list: [] },
        { kind: "vote", term: 5, yes: true, list: ["`b"] },
        { kind: "vote", term: 5, yes: true, list: ["ac"] },
        { kind: "vote", term: 5, yes: false, list: ["ab"] },
        { kind: "vote", term: 4, yes: true, list: ["ab"] },
        { kind: "vote", term: 6, yes: true, list: ["ab"] },
      ].toSorted((left, right) => (canonical(left) < canonical(right) ? -1 : 1)),
    );
  });

  test("of bytes is bytes with one bit flipped", () => {
    const bytes = new Uint8Array([0, 255, 7]);
    for (const outcome of outcomes({ kind: "data", bytes })) {
      const changed = (outcome as { bytes: Uint8Array }).bytes;
      expect(changed).toBeInstanceOf(Uint8Array);
      const flipped = changed.reduce(
        (sum, byte, at) => sum + (byte ^ (bytes[at] as number)).toString(2).replaceAll("0", "").length,
        0,
      );
      expect([changed.length, flipped]).toEqual([3, 1]);
    }
    expect([...bytes]).toEqual([0, 255, 7]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 60, -1e300, 0, -0, 2 ** 53])(
    "changes the number %s too",
    (value) => {
      for (let n = 0; n < 20; n++) {
        const outcome = mutate({ value }, new Random(`${n}`));
        expect(canonical(outcome)).not.toBe(canonical({ value }));
        expect(typeof (outcome as { value: unknown }).value).toBe("number");
      }
    },
  );
});
