import { describe, expect, test } from "vitest";
import type { Refusal } from "../../src/kernel/refusal.js";
import { type MaelstromOptions, readOptions } from "../../src/maelstrom/options.js";
import { topologyOf } from "../../src/maelstrom/topology.js";

function refusal(options: object): string {
  try {
    readOptions({ workload: "echo", ...options } as MaelstromOptions);
  } catch (thrown) {
    return (thrown as Refusal).message;
  }
  return "";
}

test.each([
  [{ workload: "brodcast" }, 'did you mean "broadcast"?'],
  [{ nodeCount: 0 }, "--node-count: 0 must be a whole number of at least 1"],
  [{ concurrency: "3x" }, "--concurrency"],
  [{ workload: "lin-kv", concurrency: 5 }, "must be a multiple of 2n for this workload, which is 10 here"],
  [{ rate: -1 }, "--rate: -1 must be a number of at least 0"],
  [{ latencyDist: "normal" }, "is no distribution (constant, uniform, exponential)"],
  [{ topology: "gird" }, 'did you mean "grid"?'],
  [{ nemesis: ["partitions"] }, 'did you mean "partition"?'],
  [{ availability: 2 }, "must be total, or a number from 0 to 1"],
  [{ nodes: ["n1", "c1"] }, "must begin with a letter other than c, which clients begin with"],
])("%o is refused", (options, says) => {
  expect(refusal(options)).toContain(says);
});

test("what is not said is as people know it", () => {
  expect(readOptions({ workload: "echo" })).toMatchObject({
    nodes: ["n1", "n2", "n3", "n4", "n5"],
    concurrency: 5,
    timeLimitMs: 60_000,
    rate: 5,
    latencyMs: 0,
    latencyDist: "constant",
    nemesisIntervalMs: 10_000,
    topology: "grid",
    consistencyModels: ["strict-serializable"],
    maxTxnLength: 4,
    maxWritesPerKey: 16,
  });
  expect(readOptions({ workload: "kafka", nodeCount: 3, concurrency: "4n" })).toMatchObject({
    nodes: ["n0", "n1", "n2"],
    concurrency: 12,
  });
});

describe("a topology", () => {
  const names = ["a", "b", "d", "e", "f"];
  test.each([
    ["line", { a: "b", b: "ad", d: "be", e: "df", f: "e" }],
    ["grid", { a: "eb", b: "fad", d: "b", e: "af", f: "be" }],
    ["tree", { a: "bd", b: "aef", d: "a", e: "b", f: "b" }],
    ["tree3", { a: "bde", b: "af", d: "a", e: "a", f: "b" }],
    ["total", { a: "bdef", b: "adef", d: "abef", e: "abdf", f: "abde" }],
  ])("%s", (name, expected) => {
    const told = Object.entries(topologyOf(name, names)).map(([node, near]) => [node, near.join("")]);
    expect(Object.fromEntries(told)).toEqual(expected);
  });
});
