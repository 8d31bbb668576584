import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest } from "../../src/kernel/digest.js";
import { plainData } from "../support/plain-data.js";

type Input =
  | { readonly kind: "word"; readonly value: number }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "plain"; readonly value: unknown };

function digestOf(inputs: readonly Input[]): Digest {
  const digest = new Digest();
  for (const input of inputs) {
    if (input.kind === "word") digest.word(input.value);
    else if (input.kind === "number") digest.number(input.value);
    else if (input.kind === "text") digest.text(input.value);
    else digest.plain(input.value);
  }
  return digest;
}

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ kind: fc.constant("word" as const), value: word }),
  fc.record({ kind: fc.constant("number" as const), value: fc.double() }),
  fc.record({ kind: fc.constant("text" as const), value: fc.string() }),
  fc.record({ kind: fc.constant("plain" as const), value: plainData }),
);

describe("the digest", () => {
  test("is the same on every machine", () => {
    const digest = digestOf([
      { kind: "word", value: 1 },
      { kind: "number", value: 0.1 },
      { kind: "text", value: "ann" },
      { kind: "plain", value: { kind: "vote", term: 3 } },
    ]);
    expect([new Digest().toString(), digest.toString()]).toMatchInlineSnapshot(`
      [
        "243f6a8813198a2e",
        "da80ba8403056669",
      ]
    `);
  });

  test("is equal for equal inputs", () => {
    fc.assert(
      fc.property(fc.array(input), (inputs) => {
        const [left, right] = [digestOf(inputs), digestOf(structuredClone(inputs))];
        expect([left.equals(right), left.toString()]).toEqual([true, right.toString()]);
      }),
    );
  });

  test("shows a single changed bit, wherever it is and whatever follows", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 50 }), fc.nat(), fc.nat(31), (words, position, bit) => {
        const inputs = words.map((value) => ({ kind: "word" as const, value }));
        const at = position % words.length;
        const changed = inputs.with(at, { kind: "word", value: (words[at] as number) ^ (1 << bit) });
        const [left, right] = [digestOf(inputs), digestOf(changed)];
        expect(left.equals(right)).toBe(false);
        expect(left.toString()).not.toBe(right.toString());
      }),
      { numRuns: 2_000 },
    );
  });

  test("shows that two inputs changed places, that one is missing, and that one was added", () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 2, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        word,
        (words, one, other, more) => {
          const inputs = words.map((value) => ({ kind: "word" as const, value }));
          const [i, j] = [one % words.length, other % words.length];
          const before = digestOf(inputs);
          if (words[i] !== words[j]) {
            const swapped = inputs.with(i, inputs[j] as never).with(j, inputs[i] as never);
            expect(digestOf(swapped).equals(before)).toBe(false);
          }
          expect(digestOf(inputs.toSpliced(i, 1)).equals(before)).toBe(false);
          expect(digestOf(inputs.toSpliced(i, 0, { kind: "word", value: more })).equals(before)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("keeps apart texts that are cut in different places, and numbers that print alike", () => {
    const different = [
      digestOf([
        { kind: "text", value: "ab" },
        { kind: "text", value: "c" },
      ]),
      digestOf([
        { kind: "text", value: "a" },
        { kind: "text", value: "bc" },
      ]),
      digestOf([{ kind: "text", value: "abc" }]),
      digestOf([{ kind: "text", value: "" }]),
      digestOf([{ kind: "number", value: 0 }]),
      digestOf([{ kind: "number", value: -0 }]),
      digestOf([{ kind: "number", value: 1 + 2 ** -52 }]),
      digestOf([{ kind: "number", value: 1 }]),
      digestOf([{ kind: "number", value: 2 ** 53 }]),
      digestOf([{ kind: "number", value: 2 ** 53 - 1 }]),
      digestOf([]),
    ];
    expect(new Set(different.map(String)).size).toBe(different.length);
  });

  test("knows only one NaN, whatever made it and whatever its bits", () => {
    const bits = new Float64Array(new Uint32Array([5, 0xfff80000]).buffer);
    const made = [Number.NaN, 0 / Number(""), bits[0] as number, Math.sqrt(-1), -Number.NaN];
    const digests = made.map((value) => digestOf([{ kind: "number", value }]).toString());
    expect(new Set(digests).size).toBe(1);
  });

  test("folds plain data by content, not by the order of keys", () => {
    const left = digestOf([{ kind: "plain", value: { term: 1, kind: "vote" } }]);
    const right = digestOf([{ kind: "plain", value: { kind: "vote", term: 1 } }]);
    expect(left.equals(right)).toBe(true);
  });

  test("gives a hundred thousand neighbouring inputs digests of their own, all bits in use", () => {
    const seen = new Set<string>();
    const ones = new Array<number>(64).fill(0);
    for (let n = 0; n < 100_000; n++) {
      const digest = digestOf([
        { kind: "word", value: n },
        { kind: "word", value: 0 },
      ]);
      const text = digest.toString();
      seen.add(text);
      const half = [Number.parseInt(text.slice(0, 8), 16), Number.parseInt(text.slice(8), 16)];
      for (let bit = 0; bit < 64; bit++) ones[bit]! += ((half[bit >> 5] as number) >>> (bit & 31)) & 1;
    }
    expect(seen.size).toBe(100_000);
    for (const count of ones) expect(Math.abs(count - 50_000)).toBeLessThan(5_000);
  });
});
