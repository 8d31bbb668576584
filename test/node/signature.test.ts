import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutate } from "../../src/kernel/mutate.js";
import { canonical } from "../../src/kernel/plain.js";
import { Random, Seed } from "../../src/kernel/random.js";
import { protocol } from "../../src/node/process.js";
import { type Signed, sign, verify } from "../../src/node/signature.js";
import { plainData } from "../support/plain-data.js";
import { Rig } from "../support/rig.js";

const seed = new Seed(42);

describe("a signature", () => {
  test("holds for the value that was signed, also when it is an equal one", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        const signed = sign(seed, "ann", value);
        expect(verify(seed, signed)).toBe(true);
        expect(verify(seed, structuredClone(signed))).toBe(true);
      }),
    );
  });

  test("does not hold for anything that was changed: value, signer or signature", () => {
    fc.assert(
      fc.property(plainData, fc.string(), (value, name) => {
        const signed = sign(seed, "ann", value);
        const changed = mutate(signed, new Random(name)) as Signed<unknown>;
        expect(verify(seed, changed)).toBe(canonical(changed) === canonical(signed));
        expect(verify(seed, { ...signed, by: "bob" })).toBe(false);
        expect(verify(seed, { ...signed, value: [signed.value] })).toBe(false);
        expect(verify(seed, { ...signed, signature: sign(seed, "bob", value).signature })).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("holds in its own run only", () => {
    expect(verify(new Seed(43), sign(seed, "ann", 1))).toBe(false);
  });

  test("is worth nothing when it is not one at all", () => {
    const nonsense = [
      null,
      undefined,
      5,
      "signed",
      {},
      [],
      { by: "ann" },
      { by: 7, value: 1, signature: "x" },
      { by: null },
    ];
    expect(nonsense.filter((value) => verify(seed, value as never))).toEqual([]);
  });

  test("can be made by a node for its own name only, and read by all", () => {
    const seen: unknown[] = [];
    const process = protocol<{ state: object; message: { kind: "oath"; oath: Signed<string> } }>({
      state: () => ({}),
      start: (cx) => {
        if (cx.name !== "ann") return;
        const oath = cx.sign("I lead");
        cx.send("bob", { kind: "oath", oath });
        cx.send("bob", { kind: "oath", oath: { ...oath, by: "cat" } });
        cx.send("bob", { kind: "oath", oath: { ...oath, value: "cat leads" } });
      },
      on: { oath: (cx, { oath }) => void seen.push([oath.by, oath.value, cx.verify(oath)]) },
    });
    new Rig({ ann: process, bob: process, cat: process }).run();
    expect(seen).toEqual([
      ["ann", "I lead", true],
      ["cat", "I lead", false],
      ["ann", "cat leads", false],
    ]);
  });
});
