import fc from "fast-check";

const leaf = fc.oneof(
  fc.constant(null),
  fc.constant(undefined),
  fc.boolean(),
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0, -0),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", "a", "kind", "null", "1n"),
  fc.uint8Array({ maxLength: 4 }),
);

// `__proto__` cannot be set like any other key, by anybody.
const key = fc
  .oneof(fc.constantFrom("a", "b", "kind", "1", "10"), fc.string({ maxLength: 4 }))
  .filter((key) => key !== "__proto__");

/** Anything that may leave a node. */
export const plainData: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;
