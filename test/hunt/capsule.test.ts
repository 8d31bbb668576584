import { expect, test } from "vitest";
import { parseCapsule } from "../../src/hunt/capsule.js";

const capsule = {
  format: "faultline capsule 1",
  scenario: "scenarios/a.ts",
  seed: "42",
  set: ["duration=5s"],
  edits: [{ kind: "drop", step: 8, send: 0 }],
  digest: "0123456789abcdef",
  events: 10,
  verdict: "failed",
  reasons: ["because"],
  versions: { faultline: "0.1.0", node: "v20", code: "ab" },
  milestones: { every: 64, digests: ["0123456789abcdef"] },
};

test("a capsule's text is read back as it was", () => {
  expect(parseCapsule(JSON.stringify(capsule), "c.json")).toEqual(capsule);
});

test("it may say what it was shrunk from", () => {
  const shrunk = { ...capsule, shrunkFrom: { seed: "41", digest: "fedcba9876543210" } };
  expect(parseCapsule(JSON.stringify(shrunk), "c.json")).toEqual(shrunk);
});

test.each([
  [JSON.stringify({ ...capsule, shrunkFrom: "41" }), 'c.json: shrunkFrom: "41" must be a seed and a digest'],
  ["{", 'c.json: "{" is not JSON'],
  ["null", 'c.json: format is missing: it must be "faultline capsule 1"'],
  [JSON.stringify({ ...capsule, format: "zip" }), 'c.json: format: "zip" must be "faultline capsule 1"'],
  [JSON.stringify({ ...capsule, seed: 42 }), "c.json: seed: 42 must be a text"],
  [JSON.stringify({ ...capsule, set: [1] }), "c.json: set: [1] must be a list of texts"],
  [
    JSON.stringify({ ...capsule, edits: [{ kind: "drop" }] }),
    'c.json: edits: [{"kind":"drop"}] must be a list of edits',
  ],
  [JSON.stringify({ ...capsule, digest: "xyz" }), 'c.json: digest: "xyz" must be sixteen hexadecimal digits'],
  [JSON.stringify({ ...capsule, verdict: "maybe" }), 'c.json: verdict: "maybe" must be passed, failed or inconclusive'],
])("%s is refused, by name and field", (text, says) => {
  expect(() => parseCapsule(text, "c.json")).toThrow(says);
});
