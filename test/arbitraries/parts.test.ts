import fc from "fast-check";
import { keyValue, lan, raft, replicas } from "faultline";
import * as entry from "faultline/fast-check";
import { clusterSizes, latencies, seeds, workloads } from "faultline/fast-check";
import { expect, test } from "vitest";
import { readScenario } from "../../src/scenario/plan.js";

const form = { title: "three nodes", duration: "5s", nodes: replicas(["ann", "bob", "cat"], raft(keyValue)) } as const;
const request = () => keyValue.get("x");

/** What is left of a value that fails, as it is printed. */
function simplest<T>(arbitrary: fc.Arbitrary<T>, fails: (value: T) => boolean): string {
  const property = fc.property(arbitrary, (value) => !fails(value));
  return fc.stringify(fc.check(property, { seed: 1, numRuns: 10_000 }).counterexample?.[0]);
}

test("the entry is what it was", () => {
  const names = ["latencies", "clusterSizes", "seeds", "timetables", "workloads", "expectNoFailure"];
  expect(Object.keys(entry)).toEqual(names);
});

test("every latency and every workload is valid, and so is what it is simplified to", () => {
  fc.assert(
    fc.property(latencies(), workloads({ request, requests: [1, 9] }), (latency, workload) => {
      readScenario({ ...form, network: lan({ latency }), workload });
      for (const { value } of latencies().shrink(latency, undefined)) {
        readScenario({ ...form, network: lan({ latency: value }) });
      }
    }),
    { numRuns: 1_000 },
  );
});

test("a latency that fails is simplified to one that is always the same, round and short", () => {
  expect(simplest(latencies(), () => true)).toBe('"1ms"');
  expect(simplest(latencies("1ms", "2s"), (latency) => typeof latency === "object" && "normal" in latency)).toBe(
    '{"normal":["1ms","1ms"]}',
  );
  expect(simplest(latencies(), (latency) => Array.isArray(latency) && latency[0] !== latency[1])).toMatch(
    /^\["1ms","\d+ms"\]$/,
  );
});

test("a workload that fails is simplified to few clients, and prints as a plain object", () => {
  expect(simplest(workloads({ request }), ({ clients }) => clients > 2)).toMatch(
    /^{"clients":3,"every":"10ms","timeout":"100ms","request":\(\) => .*keyValue.get\("x"\)}$/,
  );
});

test("seeds stay what they are, and clusters get smaller", () => {
  const failing = fc.sample(seeds(), { seed: 1, numRuns: 1 })[0];
  expect(simplest(seeds(), () => true)).toBe(String(failing));
  expect(simplest(clusterSizes(3, 9), (size) => size > 4)).toBe("5");
});

test.each([
  [() => latencies("5s", "1s"), 'latencies: ["5s","1s"] must have the shorter length first'],
  [() => latencies("5" as never), 'latencies[0]: "5" needs a unit, as in "5s"'],
  [() => workloads({ request, every: ["0s", "1s"] }), 'every[0]: "0s" must be at least 1us'],
])("%s is refused", (make, says) => {
  expect(make).toThrow(says);
});
