import { describe, expect, test } from "vitest";
import { type FaultRow, program, protocol, replicas, run, type Scenario, simulate, swarm } from "../../src/index.js";

interface Ticker {
  state: { fired: Record<string, number[]> };
  timer: "tick";
}

const letters = [..."abcdefghijklmnopqrstuvwxyz"];

/** Asks at each of its sites every ten milliseconds. */
const ticker = protocol<Ticker>({
  state: () => ({ fired: {} }),
  start: (cx) => cx.setTimer("tick", "10ms"),
  timers: {
    tick(cx) {
      for (const site of letters) {
        cx.state.fired[site] ??= [];
        if (cx.maybe(site)) cx.state.fired[site].push(cx.nowUs);
      }
      cx.setTimer("tick", "10ms");
    },
  },
});

const form = (faults: readonly unknown[] | unknown, nodes: object = replicas(["ann", "bob"], ticker)) =>
  ({
    title: "maybe",
    duration: "2s",
    rest: "1s",
    nodes,
    faults,
    always: { "nothing is wrong": () => true },
  }) as unknown as Scenario;

const row = (by?: FaultRow["by"]) => ({ at: "500ms", for: "1s", maybe: "all", ...(by === undefined ? {} : { by }) });

function firedBy(faults: readonly unknown[], seed: number, node = "ann"): Record<string, number[]> {
  const simulation = simulate(form(faults), { seed });
  while (simulation.step());
  return (simulation.world.node[node].state as Ticker["state"]).fired;
}

const on = (fired: Record<string, number[]>) => letters.filter((site) => (fired[site]?.length ?? 0) > 0);

describe("cx.maybe", () => {
  test("is false unless a row of the timetable says maybe, and only while it does", () => {
    expect(on(firedBy([], 1))).toEqual([]);
    const times = Object.values(firedBy([row()], 1)).flat();
    expect(times.length).toBeGreaterThan(20);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500_000);
    expect(Math.max(...times)).toBeLessThan(1_500_000);
    expect(on(firedBy([{ ...row(), maybe: "bob" }], 1, "ann"))).toEqual([]);
  });

  test("has a quarter of the sites on, other ones from each seed, the same on all nodes; each fires a quarter of the time", () => {
    const seeds = Array.from({ length: 60 }, (_, at) => 200 + at);
    const sites = seeds.map((seed) => on(firedBy([row()], seed)).join(""));
    expect(new Set(sites).size).toBeGreaterThan(55);
    expect(sites).toEqual(seeds.map((seed) => on(firedBy([row()], seed, "bob")).join("")));
    const all = sites.reduce((sum, { length }) => sum + length, 0) / (seeds.length * letters.length);
    expect(Math.abs(all - 0.25)).toBeLessThan(0.04);
    const counts = seeds
      .flatMap((seed) => Object.values(firedBy([row()], seed)).map(({ length }) => length))
      .filter(Boolean);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(Math.abs(mean - 25)).toBeLessThan(1.5);
  });

  test("takes sites by name, and other probabilities", () => {
    const named = firedBy([row({ sites: ["c", "x"], fires: 1 } as never)], 1);
    expect(on(named)).toEqual(["c", "x"]);
    expect(named.c.length).toBe(100);
    expect(on(firedBy([row({ sites: 1 } as never)], 1))).toEqual(letters);
  });

  test("does not depend on which other sites there are, nor on what was asked outside of its row", () => {
    const other = protocol<Ticker>({
      state: () => ({ fired: { c: [] } }),
      start: (cx) => {
        cx.maybe("c");
        cx.setTimer("tick", "10ms");
      },
      timers: {
        tick(cx) {
          if (cx.maybe("c")) cx.state.fired.c.push(cx.nowUs);
          cx.setTimer("tick", "10ms");
        },
      },
    });
    const rows = [row({ sites: ["c"] } as never)];
    const simulation = simulate(form(rows, { ann: other }), { seed: 5 });
    while (simulation.step());
    expect((simulation.world.node.ann.state as Ticker["state"]).fired.c).toEqual(firedBy(rows, 5).c);
  });

  test("is an effect of its row each time that it is true, a note in the trace, and counted by site", async () => {
    const rows = [row({ sites: ["b", "c"], fires: 0.1 } as never)];
    const report = await run(form(rows), { seed: 2 });
    const fired = report.sites.map(({ fired }) => fired).reduce((sum, each) => sum + each, 0);
    expect(report.faults.map(({ text, effects }) => [text, effects])).toEqual([
      ["maybe all by sites b,c, fires 0.1", fired],
    ]);
    expect(report.sites.map(({ site }) => site)).toEqual(letters);
    expect(report.sites.find(({ site }) => site === "a")).toEqual({ site: "a", asked: 600, fired: 0 });
    const simulation = simulate(form(rows), { seed: 2, record: "all steps" });
    while (simulation.step());
    const notes = simulation.trace?.steps.flatMap(({ effects }) => effects.filter(({ kind }) => kind === "log"));
    expect(notes?.length).toBe(fired);
  });

  test("is there for programs too, and what has no site is not asked", async () => {
    const nodes = {
      ann: program<{ times: number }>(
        async (cx) => {
          for (;;) {
            await cx.sleep("10ms");
            if (cx.maybe("late")) cx.state.times++;
          }
        },
        { state: () => ({ times: 0 }) },
      ),
    };
    const { sites } = await run(form([row({ sites: 1, fires: 0.5 } as never)], nodes), { seed: 1 });
    expect(sites).toEqual([{ site: "late", asked: 300, fired: expect.any(Number) }]);
    expect(sites[0].fired).toBeGreaterThan(30);
  });

  test("is among what swarms draw, and no doubt where there is nobody to ask", async () => {
    const reports = await Promise.all(
      [1, 2, 3].map((seed) => run(form(swarm({ kinds: ["maybe", "pause"], rows: 12 })), { seed })),
    );
    expect(reports.some(({ sites }) => sites.some(({ fired }) => fired > 0))).toBe(true);
    const idle = protocol<Ticker>({
      state: () => ({ fired: {} }),
      start: (cx) => cx.setTimer("tick", "10ms"),
      timers: { tick: (cx) => cx.setTimer("tick", "10ms") },
    });
    const { verdict, sites } = await run(form(swarm({ kinds: ["maybe", "pause"], rows: 12 }), { ann: idle }), {
      seed: 1,
    });
    expect([verdict, sites]).toEqual(["passed", []]);
  });

  test.each([{ sites: [] }, { sites: 0 }, { fires: 2 }, { site: 1 }, "often"])("refuses the amount %o", async (by) => {
    await expect(run(form([row(by as never)]), { seed: 1 })).rejects.toThrow("must be { sites, fires }");
  });
});
