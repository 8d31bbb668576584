import { describe, expect, test } from "vitest";
import { resolveShape, type Shape } from "../../src/faults/shape.js";
import { latencySampler, sampleUs } from "../../src/kernel/latency.js";
import { Seed } from "../../src/kernel/random.js";
import { toUs } from "../../src/kernel/time.js";
import { timetable } from "../../src/maelstrom/nemesis.js";
import { networkOf } from "../../src/maelstrom/network.js";
import { Draws } from "../../src/scenario/draw.js";

const servers = ["n0", "n1", "n2", "n3", "n4"];

function drawn(names: readonly string[], nodes: readonly string[], seed: number) {
  return timetable(names, nodes, 5_000, 1_000_000, new Draws(new Seed(seed), new Map())) as readonly {
    readonly at: "1s";
    readonly for: "1s";
    readonly partition?: Shape;
  }[];
}

describe("a nemesis", () => {
  test("makes trouble and peace in turn, both as long as its interval on average", () => {
    const rows = drawn(["partition"], servers, 1);
    const spans = rows.map((row) => [toUs(row.at), toUs(row.at) + toUs(row.for)]);
    expect(spans.flat()).toEqual(spans.flat().toSorted((one, other) => one - other));
    const mean = (lengths: readonly number[]) => lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean(spans.map(([from, to]) => to - from)) / 5e6).toBeCloseTo(1, 0);
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.length).toBeLessThan(120);
  });

  test("cuts servers from servers, and nobody else", () => {
    const views = [...servers, "lin-kv"].map((name) => ({
      name,
      state: {},
      status: "up" as const,
      reason: null,
      byzantine: false,
    }));
    const sides = new Set<number>();
    for (const { partition } of drawn(["partition"], servers, 2)) {
      const { scope } = resolveShape(partition as Shape, views, 8, new Seed(3).stream("whom"));
      const reached = servers.map((_, from) => servers.filter((_, to) => !scope.has(from, to)).length);
      sides.add(Math.min(...reached));
      // The service, and two clients behind the nodes.
      for (const other of [5, 6, 7]) {
        for (const server of servers.keys())
          expect([scope.has(server, other), scope.has(other, server)]).toEqual([false, false]);
      }
    }
    // One alone, two of five, and a majority for everybody.
    expect([...sides].sort()).toEqual([1, 2, 3]);
  });

  test("cannot cut a server from itself", () => {
    expect(drawn(["partition"], ["n0"], 1)).toEqual([]);
    expect(drawn(["partition"], ["n0", "n1"], 1).length).toBeGreaterThan(10);
  });

  test("of one kind draws nothing for another", () => {
    const partitions = drawn(["partition"], servers, 1);
    const both = drawn(["kill", "partition"], servers, 1);
    expect(both.filter(({ partition }) => partition !== undefined)).toEqual(partitions);
  });
});

describe("a network", () => {
  test.each([
    ["constant", 20, 20],
    ["uniform", 0, 40],
    ["exponential", 0, 400],
  ])("of %s latency takes whole milliseconds, with the mean that was asked for", (name, least, most) => {
    const { latency = "0us", clients } = networkOf(name, 20);
    const random = new Seed(1).stream("latency");
    const drawnUs = Array.from({ length: 20_000 }, () => sampleUs(latencySampler(latency), random.word()));
    expect(drawnUs.every((us) => us % 1000 === 0 && us >= least * 1000 && us <= most * 1000)).toBe(true);
    expect(drawnUs.reduce((sum, us) => sum + us, 0) / drawnUs.length / 20_000).toBeCloseTo(1, 1);
    expect(clients).toEqual({ latency: "0us" });
  });

  test("of no latency takes none, whatever the distribution", () => {
    expect(networkOf("exponential", 0).latency).toBe("0us");
  });
});
