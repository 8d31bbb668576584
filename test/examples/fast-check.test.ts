import fc from "fast-check";
import { counterStore, run } from "faultline";
import { expectNoFailure, seeds, timetables } from "faultline/fast-check";
import { expect, test } from "vitest";
import clockSkew from "../../scenarios/clock-skew.js";

/** The same without the tokens that make a store turn away who has lost the lock. */
const unfenced = { ...clockSkew, nodes: { ...clockSkew.nodes, store: counterStore({ fencing: false }) } };

/** Whatever is paused, down or slow, and whenever: the scenario's own properties hold. */
function keepsItsProperties(form: typeof clockSkew) {
  const faults = timetables(form, { kinds: ["pause", "crash", "delay"], starts: ["5s", "30s"] });
  return fc.asyncProperty(seeds(), faults, async (seed, faults) => {
    expectNoFailure(await run({ ...form, faults }, { seed }));
  });
}

test("a lock with fencing tokens keeps its properties, whatever is paused, down or slow", async () => {
  await fc.assert(keepsItsProperties(clockSkew), { numRuns: 30 });
});

test("without the tokens updates are lost, and few rows of faults are enough to see it", async () => {
  const { counterexample, errorInstance } = await fc.check(keepsItsProperties(unfenced), { seed: 1 });
  const [, faults = []] = counterexample ?? [];
  expect([1, 2]).toContain(faults.length);
  expect((errorInstance as Error).message).toContain('always "no update is lost" stopped holding');
});
