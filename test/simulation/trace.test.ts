import { describe, expect, test } from "vitest";
import { canonical } from "../../src/kernel/plain.js";
import { program, protocol } from "../../src/node/process.js";
import { type Nodes, type Scenario, scenario } from "../../src/scenario/scenario.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";
import type { SimulationOptions } from "../../src/simulation/simulation.js";
import { describeStep, type Step } from "../../src/simulation/trace.js";
import { verifyDeterminism } from "../../src/simulation/verify.js";
import { form, lively, teller, withoutStacks } from "./forms.js";

async function playWith(scenario: Scenario, options: SimulationOptions) {
  const simulation = simulate(scenario, options);
  await play(simulation);
  return { report: simulation.report(), steps: simulation.trace?.steps ?? null, simulation };
}

/** A step in lines, as a person reads it. */
function tell(step: Step): string {
  const causes = step.causes.length === 0 ? "" : `   after ${step.causes.join(", ")}`;
  const effects = step.effects.map((effect) => `\n         ${canonical(effect)}`).join("");
  return `${String(step.index).padStart(2)} ${(step.atUs / 1_000).toFixed(1).padStart(5)} ${describeStep(step)}${causes}${effects}`;
}

/** Two nodes, one of which asks the other, while everything that a step can be about happens to them. */
const tiny: Scenario = scenario({
  title: "ann calls bob",
  duration: "90ms",
  rest: "10ms",
  nodes: {
    ann: protocol<{
      state: { role: "caller" | "callee"; answers: number };
      message: { kind: "call"; number: number } | { kind: "answer"; number: number };
      timer: "ring" | "never";
      request: "how many";
      result: number;
    }>({
      state: () => ({ role: "caller", answers: 0 }),
      roles: ["caller", "callee"],
      start: (cx) => {
        cx.setTimer("ring", "20ms");
        cx.setTimer("never", "5ms");
        cx.cancelTimer("never");
      },
      recover: (cx) => {
        cx.log(`remembers ${canonical(cx.disk.read("answers"))}`);
        cx.setTimer("ring", "5ms");
      },
      on: {
        call: () => {},
        answer: (cx, { number }) => {
          cx.state.answers++;
          cx.disk.append("answers", number);
          cx.disk.sync(1);
        },
      },
      timers: {
        ring: (cx) => {
          cx.send("bob", { kind: "call", number: cx.state.answers });
          cx.setTimer("ring", "20ms");
        },
        never: () => {},
      },
      serve: (cx, _request, ticket) => cx.answer(ticket, cx.state.answers),
    }),
    bob: program<{ role: "caller" | "callee" }>(
      async (cx) => {
        for await (const { body, from } of cx.inbox) {
          await cx.work("2ms");
          cx.send(from, { kind: "answer", number: (body as { number: number }).number });
        }
      },
      { state: () => ({ role: "callee" }), roles: ["callee"] },
    ),
  } as Nodes,
  network: { latency: "1ms" },
  workload: { clients: 1, every: "36ms", timeout: "10ms", to: ["ann"], request: () => "how many" },
  faults: [
    { at: "15ms", for: "7ms", hold: "bob" },
    { at: "39500us", for: "30ms", partition: "bob" },
    { at: "65ms", for: "12ms", crash: "ann" },
    { at: "66ms", pause: { any: 1, of: "caller" } },
  ],
});

describe("the steps of a run", () => {
  test("read as a story, of who did what and why", async () => {
    const { steps, report } = await playWith(tiny, { seed: 1, record: "all steps" });
    await expect(`${steps!.map(tell).join("\n")}\n`).toMatchFileSnapshot("transcripts/tiny.txt");
    expect(report.events).toBe(steps!.length);
  });

  test("are data: a step tells its number, its instant, its event, its effects and its causes", async () => {
    const { steps } = await playWith(tiny, { seed: 1, record: "all steps" });
    expect(steps!.find(({ event }) => event.kind === "message")).toEqual({
      index: 5,
      atUs: 23_000,
      who: "bob",
      event: { kind: "message", from: "ann", message: { kind: "call", number: 0 } },
      effects: [
        { kind: "work", lengthUs: 2_000 },
        { kind: "timer set", timer: "alarm", atUs: 25_000 },
      ],
      causes: [3, 1],
    });
    expect(structuredClone(steps)).toEqual(steps);
  });

  test("are numbered in order, go forward in time, and follow from earlier ones only", async () => {
    for (const [process, seed] of [
      [undefined, 1],
      [undefined, 2],
      [teller, 1],
      [teller, 2],
    ] as const) {
      const { steps } = await playWith(lively(process), { seed, record: "all steps" });
      const misplaced = steps!.filter(
        ({ index, atUs, causes }, at) =>
          index !== at ||
          atUs < (steps![at - 1]?.atUs ?? 0) ||
          causes.some((cause) => !(cause >= 0 && cause < index && Number.isInteger(cause))) ||
          new Set(causes).size !== causes.length,
      );
      expect(misplaced).toEqual([]);
      const uncaused = steps!.filter(({ causes }) => causes.length === 0);
      // Nothing but what was scheduled before the run began.
      expect(new Set(uncaused.map(({ event }) => event.kind))).toEqual(
        new Set(["start", "turn", "fault begins", "rest begins", "run ends"]),
      );
    }
  });

  test("of a message follow from the step that sent it", async () => {
    const { steps } = await playWith(lively(), { seed: 1, record: "all steps" });
    const messages = steps!.filter(({ event }) => event.kind === "message");
    const unsent = messages.filter(({ who, event, causes }) => {
      if (event.kind !== "message") return true;
      const sender = steps![causes[0]!]!;
      return (
        sender.who !== event.from ||
        !sender.effects.some(
          (effect) => effect.kind === "send" && effect.to === who && effect.message === event.message,
        )
      );
    });
    expect([messages.length > 100, unsent]).toEqual([true, []]);
  });
});

describe("recording a run", () => {
  const scenarios = { protocols: lively(), programs: lively(teller), tiny, empty: form() };

  test.each(Object.entries(scenarios))("changes nothing of it: %s", async (_, form) => {
    for (const seed of [1, 2, 3]) {
      const plain = await playWith(form, { seed });
      for (const options of [
        { record: "all steps" },
        { record: "last step" },
        { thorough: true },
        { thorough: true, record: "all steps" },
      ] as const) {
        const { report } = await playWith(form, { seed, ...options });
        expect([options, withoutStacks(report)]).toEqual([options, withoutStacks(plain.report)]);
      }
    }
  });

  test("is not done unless it is asked for; or for the last step only", async () => {
    const [none, last, all] = await Promise.all([
      playWith(tiny, { seed: 1 }),
      playWith(tiny, { seed: 1, record: "last step" }),
      playWith(tiny, { seed: 1, record: "all steps" }),
    ]);
    expect([none.steps, last.steps]).toEqual([null, all.steps!.slice(-1)]);
    const halfWay = simulate(tiny, { seed: 1, record: "last step" });
    await play(halfWay, { until: ({ cluster }) => cluster.step === 14 });
    expect(halfWay.trace!.steps).toEqual([all.steps![14]]);
  });

  test("thoroughly notices what a step did even if nobody records it", async () => {
    const contents = await Promise.all(
      [undefined, "last step", "all steps"].map(async (record) => {
        const options = { seed: 1, thorough: true, ...(record === undefined ? {} : { record }) } as SimulationOptions;
        return String((await playWith(tiny, options)).simulation.cluster.contents);
      }),
    );
    expect(new Set(contents).size).toBe(1);
    expect(await verifyDeterminism(tiny, { seed: 1 })).toMatchObject({ deterministic: true });
  });
});
