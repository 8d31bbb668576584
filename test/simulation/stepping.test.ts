import { describe, expect, test } from "vitest";
import { replicas } from "../../src/node/process.js";
import { keyValue } from "../../src/objects/key-value.js";
import { raft } from "../../src/protocols/raft/raft.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { play } from "../../src/simulation/play.js";
import { run, simulate } from "../../src/simulation/run.js";
import { counter, form, lively, teller, withoutStacks } from "./forms.js";

const seed = 11;

const cluster: Scenario = form({
  duration: "3s",
  nodes: replicas(3, raft(keyValue)),
  workload: { clients: 2, every: "50ms", timeout: "200ms", request: () => keyValue.get("x") },
  faults: [{ at: "1s", for: "1s", crash: "leader" }],
});

const synchronous: Readonly<Record<string, Scenario>> = {
  passes: lively(),
  "elects a leader": cluster,
  fails: form({ nodes: { ann: counter() }, always: { few: () => false } }),
  "fails at the end": form({ nodes: { ann: counter() }, eventually: { much: () => false } }),
  "fails by a process": form({
    nodes: {
      ann: counter(() => {
        throw new Error("broken");
      }),
    },
  }),
  "ends at a limit": form({ nodes: { ann: counter() }, limits: { events: 20 } }),
  "has nothing in it": form(),
};

describe("a run played step by step", () => {
  test.each(Object.entries(synchronous))("to its end reports what run() reports, if it %s", async (_, scenario) => {
    const simulation = simulate(scenario, { seed });
    let steps = 1;
    while (simulation.step()) steps++;
    const report = simulation.report();
    expect(withoutStacks(report)).toEqual(withoutStacks(await run(scenario, { seed })));
    expect([steps, simulation.over, simulation.step()]).toEqual([report.events, true, false]);
    // Nothing changes any more, however often somebody looks or asks for more.
    await play(simulation);
    expect([simulation.report(), simulation.report()]).toEqual([report, report]);
  });

  test.each(Object.entries(synchronous))(
    "or in parts, in any mixture, is the same run, if it %s",
    async (_, scenario) => {
      const simulation = simulate(scenario, { seed });
      for (let part = 1; !simulation.over; part++) {
        const { step } = simulation.cluster;
        if (part % 3 === 0) await play(simulation, { until: ({ cluster }) => cluster.step >= step + part });
        else if (part % 3 === 1) await play(simulation, { drain: "event loop", until: () => true });
        else simulation.step();
      }
      expect(withoutStacks(simulation.report())).toEqual(withoutStacks(await run(scenario, { seed })));
    },
  );

  test("with programs is refused, since only play() can drain their promises", () => {
    const simulation = simulate(lively(teller), { seed });
    expect(() => simulation.step()).toThrow("a run with programs is not played by step(): use play()");
    expect(simulation.cluster.queue.taken).toBe(0);
  });

  test("with programs is played in slices, by either way of draining, and is the same run", async () => {
    const whole = await run(lively(teller), { seed });
    expect(whole.events).toBeGreaterThan(1_000);
    for (const drains of [["in place"], ["event loop"], ["in place", "event loop"]] as const) {
      const simulation = simulate(lively(teller), { seed });
      for (let part = 0; !simulation.over; part++) {
        const { step } = simulation.cluster;
        const drain = drains[part % drains.length]!;
        await play(simulation, { drain, until: ({ cluster }) => cluster.step >= step + 1 + (part % 50) });
      }
      expect(simulation.report()).toEqual(whole);
    }
  });

  test("stops after the event at which the condition holds, with all that follows from it at once", async () => {
    for (const process of [undefined, teller]) {
      const simulation = simulate(lively(process), { seed });
      await play(simulation, { until: ({ world }) => (world.node.ann!.state as { ticks: number }).ticks === 3 });
      const { step, nowUs } = simulation.cluster;
      await play(simulation, { until: () => true });
      expect([simulation.cluster.step, simulation.cluster.nowUs >= nowUs, simulation.over]).toEqual([
        step + 1,
        true,
        false,
      ]);
    }
  });

  test("is asked after each event, and never before the first", async () => {
    const asked: number[] = [];
    const simulation = simulate(form({ nodes: { ann: counter() }, duration: "30ms", rest: "0s" }), { seed });
    await play(simulation, { until: ({ cluster }) => asked.push(cluster.step) < 0 });
    // Not after the last one: the run is over then in any case.
    expect([asked, simulation.report().events]).toEqual([[0, 1, 2, 3, 4], 6]);
  });

  test("rejects with what its condition throws, and can be played on", async () => {
    const simulation = simulate(lively(), { seed });
    const curious = () => {
      throw new Error("a condition that is none");
    };
    await expect(play(simulation, { until: curious })).rejects.toThrow("a condition that is none");
    await play(simulation);
    expect(simulation.report()).toEqual(await run(lively(), { seed }));
  });
});

describe("a report of a run that has not come to its end", () => {
  test("is inconclusive, and says so first", async () => {
    const simulation = simulate(form({ always: { any: () => true }, eventually: { other: () => true } }), { seed });
    simulation.step();
    const { verdict, reasons, events, properties } = simulation.report();
    expect({ verdict, reasons, events, verdicts: properties.map((property) => property.verdict) }).toEqual({
      verdict: "inconclusive",
      reasons: ["the run has not come to its end", 'always "any" not judged', 'eventually "other" not judged'],
      events: 1,
      verdicts: ["not judged", "not judged"],
    });
  });

  test("is inconclusive even before it has begun, and with nothing to judge", () => {
    const { verdict, reasons, events } = simulate(form({ always: {} }), { seed }).report();
    expect({ verdict, reasons, events }).toEqual({
      verdict: "inconclusive",
      reasons: ["the run has not come to its end"],
      events: 0,
    });
  });

  test("is none if a function of the scenario threw: it throws that again", () => {
    const thrower = () => {
      throw new Error("oops");
    };
    const simulation = simulate(form({ always: { broken: thrower } }), { seed });
    const message = 'always["broken"]: a function threw Error: oops';
    expect(() => simulation.step()).toThrow(message);
    expect(() => simulation.report()).toThrow(message);
    expect(() => simulation.step()).toThrow(message);
    expect(simulation.over).toBe(true);
  });
});
