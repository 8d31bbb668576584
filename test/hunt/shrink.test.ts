import { protocol, scenario } from "faultline";
import { describe, expect, test } from "vitest";
import { changeSettings } from "../../src/hunt/shrink/change-settings.js";
import { sameIn } from "../../src/hunt/shrink/target.js";
import { type ShrinkOptions, type Shrunk, shrink } from "../../src/hunt/shrink.js";
import { Random } from "../../src/kernel/random.js";
import { realise } from "../../src/scenario/realise.js";
import { run } from "../../src/simulation/run.js";
import { form } from "../simulation/forms.js";
import { type FailingRun, failing } from "./failing.js";

async function shrinkOf({ source, seed, edits }: FailingRun, options: ShrinkOptions = {}): Promise<Shrunk> {
  const shrunk = await shrink(source, { seed, set: [], edits }, options);
  if (shrunk === null) throw new Error("it does not fail");
  return shrunk;
}

const shrunk = new Map<string, Promise<Shrunk>>();
/** Shrunk once for all tests. */
function shrunkOnce(name: keyof typeof failing): Promise<Shrunk> {
  const known = shrunk.get(name) ?? shrinkOf(failing[name]);
  shrunk.set(name, known);
  return known;
}

function faultsOf({ source }: FailingRun, { seed, set }: Pick<Shrunk, "seed" | "set">) {
  return realise(source, seed, set).faults ?? [];
}

describe.each(Object.entries(failing) as [keyof typeof failing, FailingRun][])("%s", (name, failingRun) => {
  test("shrinks to a run that fails by the same, as anybody can play it", async () => {
    const { target, report, seed, set, edits, ended } = await shrunkOnce(name);
    expect({ fails: target.name, ended }).toEqual({ fails: failingRun.fails, ended: "nothing simpler fails" });
    const again = await run(failingRun.source, { seed, set, edits });
    expect({ digest: again.digest, verdict: again.verdict }).toEqual({ digest: report.digest, verdict: "failed" });
  });

  test("fails by the same at each step that was taken", async () => {
    const { target, accepted } = await shrunkOnce(name);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { what, ...each } of accepted) {
      expect([what, sameIn(await run(failingRun.source, each), target)?.name]).toEqual([what, target.name]);
    }
  });

  test("has no row of faults that could be left out", async () => {
    const { target, seed, set, edits } = await shrunkOnce(name);
    const rows = faultsOf(failingRun, { seed, set });
    for (const at of rows.keys()) {
      const without = rows.every(isData)
        ? changeSettings(set, [{ path: "faults", value: rows.toSpliced(at, 1) }])
        : [...set, `faults[${at}]=null`];
      const report = await run(failingRun.source, { seed, set: without, edits }).catch(() => null);
      expect([at, report === null ? null : sameIn(report, target)]).toEqual([at, null]);
    }
  });
});

/** Ticks, and throws at the tenth tick or a later one. */
const thrower = protocol<{ state: { ticks: number }; timer: "tick" }>({
  state: () => ({ ticks: 0 }),
  start: (cx) => cx.setTimer("tick", cx.random.int(1_000, 9_000)),
  timers: {
    tick: (cx) => {
      if (++cx.state.ticks >= 10) throw new Error(`${cx.name} has had enough after ${cx.state.ticks} ticks`);
      cx.setTimer("tick", "10ms");
    },
  },
});

function isData(row: unknown): boolean {
  return Object.values(row as object).every((value) => typeof value !== "function");
}

describe("what is left", () => {
  const left = async (name: keyof typeof failing) => {
    const result = await shrunkOnce(name);
    const { rows, nodes, clients, edits } = result.after;
    return { faults: faultsOf(failing[name], result), rows, nodes, clients, edits };
  };

  test.each(["many faults", "drawn faults"] as const)("of %s are three at most", async (name) => {
    const { rows, nodes } = await left(name);
    expect(rows).toBeLessThanOrEqual(3);
    expect(nodes).toBe(3);
  });

  test("of faults that wait for a moment has its times, as far as it can be written down", async () => {
    const { faults } = await left("faults that wait for a moment");
    expect(faults.length).toBeLessThanOrEqual(3);
    expect(faults.every(isData)).toBe(true);
  });

  test("of an open scenario are the tamest draws that fail", async () => {
    const { seed, set } = await shrunkOnce("an open scenario");
    const { drawn = [] } = realise(failing["an open scenario"].source, seed, set);
    expect(drawn.filter(({ distance }) => distance > 0)).toEqual([]);
  });

  test("of nodes of several kinds are those that it takes", async () => {
    const { seed, set } = await shrunkOnce("nodes of several kinds");
    const { nodes } = realise(failing["nodes of several kinds"].source, seed, set);
    expect(Object.keys(nodes)).toEqual(expect.arrayContaining(["broker", "ledger"]));
    expect(Object.keys(nodes).length).toBe(3);
  });

  test("of an inconsistent history are one client and one fault, and no node that could be missed", async () => {
    expect(await left("an inconsistent history")).toMatchObject({ rows: 1, clients: 1, nodes: 3 });
  });

  test("of a slow recovery are all nodes: fewer would bear less", async () => {
    expect(await left("a slow recovery")).toMatchObject({ nodes: 5, clients: 0 });
  });

  test("of edits is the one that it takes", async () => {
    const { edits, after } = await shrunkOnce("edits of packets");
    expect({ edits, after }).toMatchObject({ edits: [{ kind: "drop", step: 0, send: 0 }], after: { rows: 0 } });
  });
});

describe("shrinking", () => {
  const { "an open scenario": open, "many faults": many } = failing;

  test("is the same each time", async () => {
    expect(await shrinkOf(open)).toEqual(await shrunkOnce("an open scenario"));
  });

  test("has a run that fails whenever it is ended", async () => {
    const { runs } = await shrunkOnce("an open scenario");
    for (let mostRuns = 1; mostRuns < runs; mostRuns += 3) {
      const { ended, target, ...part } = await shrinkOf(open, { mostRuns });
      expect({ ended, runs: part.runs }).toEqual({ ended: "the budget is used up", runs: mostRuns });
      const report = await run(open.source, { seed: part.seed, set: part.set, edits: part.edits });
      expect(sameIn(report, target)?.name).toBe(open.fails);
    }
  });

  test("has a run that fails whenever it is interrupted, even in the midst of a run", async () => {
    for (const questions of [6_000, 20_000, 100_000]) {
      let asked = 0;
      const { ended, target, ...part } = await shrinkOf(many, { isUnwanted: () => ++asked > questions });
      expect(ended).toBe("interrupted");
      const report = await run(many.source, { seed: part.seed, set: part.set, edits: part.edits });
      expect(sameIn(report, target)?.name).toBe(many.fails);
    }
  });

  test("tells how it goes on", async () => {
    const told: number[] = [];
    const { runs } = await shrinkOf(open, { told: (progress) => told.push(progress.runs) });
    expect(told).toEqual(Array.from({ length: runs - 1 }, (_, at) => at + 2));
  });

  test("gives nothing for a run that does not fail", async () => {
    expect(await shrink(form(), { seed: "1", set: [], edits: [] })).toBe(null);
  });

  test("ends, whatever fails or not", async () => {
    const report = await run(many.source, { seed: many.seed });
    for (const share of [0.1, 0.5, 0.9, 1]) {
      const random = new Random(`share ${share}`);
      let played = 0;
      const { ended, runs } = await shrinkOf(many, {
        mostRuns: 100_000,
        // The first run has to fail.
        play: async () => (played++ === 0 || random.chance(share) ? report : { ...report, properties: [], errors: [] }),
      });
      expect({ ended, isShort: runs < 20_000 }).toEqual({ ended: "nothing simpler fails", isShort: true });
    }
  });

  test("goes by what a node throws, whatever the node is called", async () => {
    const throwing = scenario({
      ...form(),
      title: "one throws",
      nodes: Object.fromEntries(["ann", "bob", "cat"].map((name) => [name, thrower])),
    });
    const { target, after } = await shrinkOf({ source: throwing, seed: "1", edits: [], fails: "" });
    expect(target).toMatchObject({ kind: "error", name: "Error: … has had enough after # ticks" });
    expect(after).toMatchObject({ nodes: 1 });
  });
});
