import { describe, expect, test } from "vitest";
import { linearizable } from "../../src/checks/linearizability.js";
import { Refusal } from "../../src/kernel/refusal.js";
import { type AnyProcess, program, protocol } from "../../src/node/process.js";
import { because } from "../../src/node/property.js";
import { register } from "../../src/objects/register.js";
import type { DrawnScenario, Scenario, World } from "../../src/scenario/scenario.js";
import type { Report } from "../../src/simulation/report.js";
import { run, simulate } from "../../src/simulation/run.js";
import { counter, form, idle } from "./forms.js";

const seed = 9;

async function judge(scenario: Scenario): Promise<Pick<Report, "verdict" | "reasons">> {
  const { verdict, reasons } = await run(scenario, { seed });
  return { verdict, reasons };
}

const countOf = ({ node }: World) => (node.ann!.state as { count: number }).count;

/** Everything is tested and holds: a counter that a fault stops for a while. */
const sound = form({
  nodes: { ann: counter() },
  always: { "it counts": (world) => countOf(world) >= 0 },
  sometimes: { "it has counted to ten": (world) => countOf(world) === 10 },
  eventually: { "it has gone on": (world) => countOf(world) > 20 },
  faults: [{ at: "200ms", for: "100ms", pause: "ann" }],
  recovers: { healthy: ({ node }) => node.ann!.status === "up", within: "150ms", settle: "100ms" },
});

/** Answers as it is told: ok, refused or not at all. */
const server = (answer: "ok" | "refused" | "never") =>
  protocol<{ state: { last: unknown }; request: unknown; result: unknown }>({
    state: () => ({ last: undefined }),
    serve: (cx, _request, ticket) => {
      if (answer === "ok") cx.answer(ticket, null);
      else if (answer === "refused") cx.refuse(ticket, "not today");
    },
  });

const workload = { clients: 1, every: "50ms", timeout: "20ms", request: () => ({ kind: "read" }) } as const;

test("a run in which everything was tested and held has passed, without a reason", async () => {
  expect(await judge(sound)).toEqual({ verdict: "passed", reasons: [] });
});

/** Sends itself message after message, without end and in no time. */
const spinner = protocol<{ state: object; message: { kind: "spin" }; timer: "begin" }>({
  state: () => ({}),
  start: (cx) => cx.setTimer("begin", "500ms"),
  on: { spin: (cx) => cx.send(cx.name, { kind: "spin" }) },
  timers: { begin: (cx) => cx.send(cx.name, { kind: "spin" }) },
});

/** Sends a hundred messages at once that take an hour to arrive. */
const flooder = protocol<{ state: object; message: { kind: "flood" }; timer: "begin" }>({
  state: () => ({}),
  start: (cx) => cx.setTimer("begin", "500ms"),
  on: { flood: () => {} },
  timers: {
    begin: (cx) => {
      for (let n = 0; n < 100; n++) cx.send("bob", { kind: "flood" });
    },
  },
});

describe("a run is inconclusive, and says why, as soon as", () => {
  const doubts: Readonly<Record<string, { form: Scenario; reason: string }>> = {
    "something that must happen sometimes never happened": {
      form: {
        ...sound,
        sometimes: { ...sound.sometimes, "it has counted to a thousand": (world) => countOf(world) === 1_000 },
      },
      reason: 'sometimes "it has counted to a thousand" never happened',
    },
    "what must happen sometimes was not denied with more than evidence": {
      form: { ...sound, sometimes: { odd: () => because("it is never so") } },
      reason: 'sometimes "odd" never happened',
    },
    "a fault was aimed at a role that nobody ever had": {
      form: {
        ...sound,
        nodes: {
          ann: counter(),
          bob: protocol<{ state: { role: "leader" | "follower" } }>({
            state: () => ({ role: "follower" }),
            roles: ["leader", "follower"],
          }),
        },
        faults: [...sound.faults!, { at: "100ms", crash: "leader" as "ann" }],
      },
      reason: 'the fault "crash leader" never began',
    },
    "a fault waited for something that never came": {
      form: { ...sound, faults: [...sound.faults!, { when: (world) => countOf(world) > 1_000, pause: "ann" }] },
      reason: 'the fault "pause ann" never began',
    },
    "a fault was aimed at nodes none of which ran": {
      form: {
        ...sound,
        nodes: { ann: counter(), bob: program(async () => {}) },
        faults: [...sound.faults!, { at: "500ms", crash: { any: 1, of: ["bob"] } }],
      },
      reason: 'the fault "crash any 1 of bob" never began',
    },
    "nothing was judged": {
      form: { ...form(), always: {} },
      reason: "nothing was judged: the scenario states no property",
    },
    "a fault had no effect": {
      form: { ...sound, faults: [...sound.faults!, { at: "100ms", for: "100ms", loss: "ann", by: 1 }] },
      reason: 'the fault "loss ann by 1" of 0.100 s had no effect',
    },
    "a fault hit what was hit already": {
      form: { ...sound, faults: [...sound.faults!, { at: "250ms", for: "20ms", pause: ["ann"] }] },
      reason: 'the fault "pause ann" of 0.250 s had no effect',
    },
    "no client was answered": {
      form: { ...sound, nodes: { ann: counter(), bob: server("never") }, workload },
      reason: "no client got an answer",
    },
    "every client was refused": {
      form: { ...sound, nodes: { ann: counter(), bob: server("refused") }, workload },
      reason: "no client got an answer",
    },
    "no client ever asked": {
      form: { ...sound, nodes: { ann: counter(), bob: server("ok") }, workload: { ...workload, every: "2s" } },
      reason: "no client got an answer",
    },
    "the search for a consistent order was cut off": {
      form: {
        ...sound,
        nodes: { ann: counter(), bob: server("ok") },
        workload: { ...workload, request: () => ({ kind: "write", value: 1 }) },
        consistency: linearizable(register),
        limits: { searchSteps: 1 },
      },
      reason: expect.stringMatching(
        /^consistency "linearizable register" is not decided: limits\.searchSteps \(1\) was reached: the history is undecided/,
      ),
    },
    "a consistency check broke down": {
      form: {
        ...sound,
        nodes: { ann: counter(), bob: server("ok") },
        workload,
        consistency: {
          name: "homemade",
          judge: () => {
            throw new Error("unfinished");
          },
        },
      },
      reason: 'consistency "homemade" is not decided: the check threw Error: unfinished',
    },
    "the service was never healthy": {
      form: { ...sound, recovers: { healthy: () => false, within: "1s" } },
      reason: 'recovers "healthy within 1 s" never happened',
    },
    "a recovery was not seen, because the run was over": {
      form: {
        ...sound,
        faults: [{ at: "900ms", for: "ever", pause: "ann" }],
        recovers: { ...sound.recovers!, within: "300ms" },
      },
      reason:
        'recovers "healthy within 300 ms" is not decided: Unhealthy from 0.900 s to the end: that is not yet more than 300 ms.',
    },
    "the same, with nothing to settle": {
      form: {
        ...sound,
        faults: [{ at: "900ms", for: "ever", pause: "ann" }],
        recovers: { ...sound.recovers!, within: "200ms", settle: "0s" },
      },
      reason:
        'recovers "healthy within 200 ms" is not decided: Unhealthy from 0.900 s to the end: that is not yet more than 200 ms.',
    },
    "a recovery was not seen to last": {
      form: {
        ...sound,
        faults: [{ at: "950ms", for: "60ms", pause: "ann" }],
        recovers: { ...sound.recovers!, settle: "101ms" },
      },
      reason:
        'recovers "healthy within 150 ms" is not decided: Unhealthy from 0.950 s; from 1.000 s to the end there is less than 101 ms.',
    },
    "a fault struck before the service was healthy for the first time": {
      form: {
        ...sound,
        recovers: { ...sound.recovers!, healthy: ({ nowUs, node }) => nowUs > 210_000 && node.ann!.status === "up" },
      },
      reason:
        'recovers "healthy within 150 ms" is not decided: It was not healthy yet when "pause ann" began at 0.200 s.',
    },
  };

  test.each(Object.entries(doubts))("%s", async (_, { form, reason }) => {
    expect(await judge(form)).toEqual({ verdict: "inconclusive", reasons: [reason] });
  });

  const limits: Readonly<
    Record<
      string,
      { limits: Scenario["limits"]; nodes: Record<string, AnyProcess>; more?: Partial<DrawnScenario>; reason: string }
    >
  > = {
    events: {
      limits: { events: 50 },
      nodes: { ann: counter() },
      reason: "limits.events (50) was reached: the run had come to 500000 us",
    },
    eventsPerInstant: {
      limits: { eventsPerInstant: 1_000 },
      nodes: { ann: spinner },
      reason: "limits.eventsPerInstant (1000) was reached: at 500000 us ann keeps it there",
    },
    pending: {
      limits: { pending: 50 },
      nodes: { ann: flooder, bob: idle },
      reason: "limits.pending (50) was reached: at 500000 us that many events are scheduled",
    },
    "pending, by messages that are held": {
      limits: { pending: 50 },
      nodes: { ann: flooder, bob: idle },
      more: { faults: [{ at: "0s", hold: "bob" }] },
      reason: "limits.pending (50) was reached: at 500000 us that many messages are held",
    },
    inFlightPerLink: {
      limits: { inFlightPerLink: 50 },
      nodes: { ann: flooder, bob: idle },
      reason:
        "limits.inFlightPerLink (50) was reached: at 500000 us that many messages are on their way from ann to bob",
    },
    backlog: {
      limits: { backlog: 50 },
      nodes: { ann: flooder, bob: idle },
      more: { network: { latency: "1ms" }, faults: [{ at: "0s", pause: "bob" }] },
      reason: "limits.backlog (50) was reached: that much is waiting for bob, which is paused",
    },
    "backlog, of a program that does not listen": {
      limits: { backlog: 50 },
      nodes: { ann: flooder, bob: program(async (cx) => cx.sleep("1d")) },
      more: { network: { latency: "1ms" } },
      reason: "limits.backlog (50) was reached: that much lies in the inbox of bob, which does not read it",
    },
  };

  test.each(Object.entries(limits))("a limit ended it: %s", async (_, { limits, nodes, more = {}, reason }) => {
    const scenario = form({ nodes, limits, network: { latency: "1h" }, always: {}, ...more });
    expect(await judge(scenario)).toEqual({ verdict: "inconclusive", reasons: [reason] });
    // What could have been judged at the end only, or all the way to it, was not.
    const { properties, virtualUs } = await run(
      { ...scenario, always: { a: () => true }, eventually: { b: () => true }, sometimes: { c: () => true } },
      { seed },
    );
    expect([properties.map(({ verdict }) => verdict), virtualUs < 600_000]).toEqual([
      ["not judged", "held", "not judged"],
      true,
    ]);
  });

  test("several of these, and then it tells them all", async () => {
    const scenario = {
      ...sound,
      nodes: { ann: counter(), bob: server("never") },
      workload,
      sometimes: { a: () => false, b: () => false },
      faults: [
        ...sound.faults!,
        { at: "100ms", for: "100ms", loss: "ann", by: 1 },
        { when: () => false, crash: "ann" },
      ],
    } as Scenario;
    expect(await judge(scenario)).toEqual({
      verdict: "inconclusive",
      reasons: [
        'sometimes "a" never happened',
        'sometimes "b" never happened',
        'the fault "crash ann" never began',
        'the fault "loss ann by 1" of 0.100 s had no effect',
        "no client got an answer",
      ],
    });
  });
});

describe("what must always hold", () => {
  const watched = form({
    nodes: {
      ann: { ...counter(), summary: (state: object) => [`at ${(state as { count: number }).count}`] } as AnyProcess,
      bob: idle,
    },
    faults: [{ at: "20ms", for: "500ms", partition: "ann" }],
  });

  test("ends the run at the step after which it does not, and tells who shows it, as they were then", async () => {
    const scenario = {
      ...watched,
      always: {
        anything: () => true,
        "ann stays below five": (world: World) => countOf(world) < 5 || because("ann has come to five", ["ann", "bob"]),
        "ann stays below nine": (world: World) => countOf(world) < 9,
      },
      sometimes: { never: () => false },
      eventually: { later: () => true },
    };
    const report = await run(scenario, { seed });
    const { verdict, reasons, properties, events, virtualUs } = report;
    expect({ verdict, reasons, properties, events, virtualUs }).toEqual({
      verdict: "failed",
      reasons: ['always "ann stays below five" stopped holding at 0.050 s'],
      properties: [
        property("always", "anything", "not judged"),
        {
          ...property("always", "ann stays below five", "violated"),
          step: 7,
          atUs: 50_000,
          evidence: ["ann has come to five"],
          nodes: [{ ...node("ann"), summary: ["at 5"], faults: ["partition ann since 0.020 s"] }, node("bob")],
        },
        property("always", "ann stays below nine", "not judged"),
        property("sometimes", "never", "never happened"),
        property("eventually", "later", "not judged"),
      ],
      events: 8,
      virtualUs: 50_000,
    });
    // It is the step that a trace shows.
    const simulation = simulate(scenario, { seed, record: "all steps" });
    while (simulation.step());
    expect(simulation.trace!.steps.at(-1)).toMatchObject({
      index: 7,
      atUs: 50_000,
      who: "ann",
      event: { kind: "timer", timer: "tick" },
    });
  });

  test("is asked after every event, whosever it is, but the end of the run", async () => {
    const asked: string[] = [];
    const scenario = form({
      nodes: { ann: server("ok") },
      duration: "100ms",
      workload: { ...workload, every: "40ms" },
      faults: [{ at: "10ms", for: "10ms", pause: "ann" }],
    });
    const simulation = simulate(
      { ...scenario, always: { asked: ({ nowUs, node }) => asked.push(`${nowUs / 1_000} ${node.ann!.status}`) > 0 } },
      { seed, record: "all steps" },
    );
    while (simulation.step());
    expect([asked.length, simulation.trace!.steps.length]).toEqual([11, 12]);
    expect(asked.slice(0, 4)).toEqual(["0 up", "10 paused", "20 up", "40 up"]);
    expect(simulation.report().verdict).toBe("passed");
  });

  test("may be broken by a fault itself, in the step in which it begins", async () => {
    const scenario = { ...sound, always: { up: ({ nodes }: World) => nodes.every(({ status }) => status === "up") } };
    expect(await judge(scenario)).toEqual({
      verdict: "failed",
      reasons: ['always "up" stopped holding at 0.200 s'],
    });
  });

  test("may keep a memory of its own, which is new in each run", async () => {
    const grows = {
      watch: () => {
        let last = -1;
        return (world: World) => {
          const [before, now] = [last, countOf(world)];
          last = now;
          return now >= before || because(`it fell from ${before} to ${now}`);
        };
      },
    };
    const form = { ...sound, always: { grows } };
    expect([await judge(form), await judge(form)]).toEqual([
      { verdict: "passed", reasons: [] },
      { verdict: "passed", reasons: [] },
    ]);
  });

  test("is not asked of a step that a limit has cut short: no node was ever seen like that", async () => {
    const halves = protocol<{ state: { left: number; right: number }; message: { kind: "x" }; timer: "tick" }>({
      state: () => ({ left: 0, right: 0 }),
      start: (cx) => cx.setTimer("tick", "1ms"),
      on: { x: () => {} },
      timers: {
        tick: (cx) => {
          cx.state.left++;
          for (let n = 0; n < 10; n++) cx.send("bob", { kind: "x" });
          cx.state.right++;
          cx.setTimer("tick", "1ms");
        },
      },
    });
    const equal = ({ node }: World) => {
      const { left, right } = node.ann!.state as { left: number; right: number };
      return left === right;
    };
    const scenario = form({
      nodes: { ann: halves, bob: idle },
      network: { latency: "1h" },
      limits: { pending: 100 },
      always: { equal },
    });
    expect(await judge(scenario)).toEqual({
      verdict: "inconclusive",
      reasons: [
        "limits.pending (100) was reached: at 10000 us that many events are scheduled",
        'always "equal" not judged',
      ],
    });
  });
});

describe("what must hold eventually", () => {
  test("is asked once, at the very end, when all that was to happen at that instant has happened", async () => {
    const asked: unknown[] = [];
    const scenario = {
      ...sound,
      rest: "1s",
      eventually: {
        "it is late": (world: World) => asked.push([world.nowUs, countOf(world), world.nodes[0]!.status]) > 0,
      },
    } as Scenario;
    expect(await judge(scenario)).toEqual({ verdict: "passed", reasons: [] });
    expect(asked).toEqual([[2_000_000, 190, "up"]]);
  });

  test("fails the run if it does not, with evidence; each for itself", async () => {
    const { verdict, reasons, properties } = await run(
      {
        ...sound,
        eventually: {
          "much was counted": (world: World) => countOf(world) > 1_000 || because("it was not much", ["ann"]),
          "something was counted": () => true,
          "nothing was counted": () => false,
        },
      },
      { seed },
    );
    expect({ verdict, reasons }).toEqual({
      verdict: "failed",
      reasons: [
        'eventually "much was counted" does not hold at the end',
        'eventually "nothing was counted" does not hold at the end',
      ],
    });
    const end = { step: expect.any(Number), atUs: 1_100_000 };
    expect(properties.filter(({ kind }) => kind === "eventually")).toEqual([
      {
        ...property("eventually", "much was counted", "violated"),
        ...end,
        evidence: ["it was not much"],
        nodes: [node("ann")],
      },
      { ...property("eventually", "something was counted", "held"), ...end },
      { ...property("eventually", "nothing was counted", "violated"), ...end },
    ]);
  });

  test("is judged beside faults that last for ever: the healthy core must make progress, the rest stays broken", async () => {
    const alone = (world: World) =>
      world.correct.length === 2 && world.correct.every(({ state }) => (state as { count: number }).count > 90);
    const scenario = form({
      nodes: { ann: counter(), bob: counter(), cat: counter() },
      faults: [{ at: "500ms", for: "ever", crash: "cat" }],
      eventually: {
        "the healthy core has counted on": alone,
        "the other one is still down": ({ node }) => node.cat!.status === "crashed",
      },
    });
    const { verdict, faults, nodes } = await run(scenario, { seed });
    expect([verdict, faults[0]!.endedUs, nodes[2]]).toEqual([
      "passed",
      null,
      { ...node("cat"), status: "crashed", reason: "a fault crashed it", faults: ["crash cat since 0.500 s"] },
    ]);
    // Were it lifted at rest, as other faults are, all would be up.
    const lifted = { ...scenario, faults: [{ at: "500ms", crash: "cat" }] } as Scenario;
    expect(await judge(lifted)).toEqual({
      verdict: "failed",
      reasons: [
        'eventually "the healthy core has counted on" does not hold at the end',
        'eventually "the other one is still down" does not hold at the end',
      ],
    });
  });
});

describe("what must happen sometimes", () => {
  test("is reported with the first step at which it did, and is not asked again", async () => {
    let asked = 0;
    const scenario = {
      ...sound,
      sometimes: {
        "it has counted to ten": (world: World) => {
          asked++;
          return countOf(world) >= 10;
        },
        "at once": () => true,
      },
    };
    const { properties } = await run(scenario, { seed });
    expect(properties.filter(({ kind }) => kind === "sometimes")).toEqual([
      { ...property("sometimes", "it has counted to ten", "held"), step: 10, atUs: 100_000 },
      { ...property("sometimes", "at once", "held"), step: 0, atUs: 0 },
    ]);
    expect(asked).toBe(11);
  });
});

describe("recovery", () => {
  const healthy = sound.recovers!.healthy;

  test("that took too long fails the run, and tells from when, why and how long", async () => {
    const { verdict, reasons, properties, recovery } = await run(
      { ...sound, recovers: { healthy, within: "99ms", settle: "100ms" } },
      { seed },
    );
    expect({ verdict, reasons, property: properties.at(-1) }).toEqual({
      verdict: "failed",
      reasons: ['recovers "healthy within 99 ms" is violated'],
      property: {
        ...property("recovers", "healthy within 99 ms", "violated"),
        evidence: ["Unhealthy from 0.200 s (pause ann): recovery took 100 ms."],
      },
    });
    expect(recovery).toMatchObject({ recovered: 1, censored: 0, mttrUs: 100_000, withinUs: 99_000, settleUs: 100_000 });
  });

  test("that just took as long as it may is no violation", async () => {
    expect(await judge({ ...sound, recovers: { healthy, within: "100ms", settle: "100ms" } })).toEqual({
      verdict: "passed",
      reasons: [],
    });
  });

  test("that never came fails the run once it is overdue, although nobody saw how long it would have taken", async () => {
    const { verdict, reasons, properties, recovery } = await run(
      { ...sound, faults: [{ at: "200ms", for: "ever", pause: "ann" }], eventually: {} },
      { seed },
    );
    expect([verdict, reasons, properties.at(-1)!.evidence]).toEqual([
      "failed",
      ['recovers "healthy within 150 ms" is violated'],
      ["Unhealthy from 0.200 s (pause ann): recovery had not come after 900 ms."],
    ]);
    expect(recovery).toMatchObject({ recovered: 0, censored: 1, mttrUs: null });
  });

  test("is not judged where the run ended before its time, unless it was late already", async () => {
    const at = (ms: number): Scenario => ({
      ...sound,
      nodes: { ann: counter(), bob: counter() },
      always: { ends: ({ nowUs }: World) => nowUs < ms * 1_000 },
    });
    const verdicts = [];
    for (const ms of [250, 290, 500]) {
      const { properties } = await run({ ...at(ms), recovers: { healthy, within: "60ms", settle: "10ms" } }, { seed });
      verdicts.push(properties.at(-1)!.verdict);
    }
    expect(verdicts).toEqual(["not judged", "violated", "violated"]);
  });

  test("is what lasts: a flicker shorter than it must settle belongs to the trouble", async () => {
    const faults: Scenario["faults"] = [
      { at: "200ms", for: "50ms", pause: "ann" },
      { at: "300ms", for: "50ms", pause: ["ann"] },
    ];
    const lengths = [];
    for (const settle of ["50ms", "51ms"] as const) {
      const { recovery } = await run({ ...sound, faults, recovers: { healthy, within: "1s", settle } }, { seed });
      lengths.push(recovery!.episodes.map(({ lengthUs }) => lengthUs));
    }
    expect(lengths).toEqual([[50_000, 50_000], [150_000]]);
  });
});

describe("a failure", () => {
  const failing: Readonly<Record<string, Partial<Scenario>>> = {
    "of what must always hold": { always: { no: ({ nowUs }) => nowUs < 700_000 } },
    "of what must hold eventually": { eventually: { no: () => false } },
    "of recovery": { recovers: { healthy: sound.recovers!.healthy, within: "1ms", settle: "1ms" } },
    "of a process": {
      nodes: {
        ann: counter((count) => {
          if (count === 60) throw new Error("sixty");
        }),
        bob: server("never"),
      },
    },
    "of consistency": {
      consistency: { name: "impossible", judge: () => ({ verdict: "invalid", steps: 1, evidence: ["this"] }) },
    },
  };
  const doubtful: Scenario = {
    ...sound,
    nodes: { ann: counter(), bob: server("never") },
    workload,
    sometimes: { never: () => false },
    faults: [...sound.faults!, { at: "100ms", for: "100ms", loss: "ann", by: 1 }],
  };

  test.each(Object.entries(failing))("%s outweighs every doubt", async (_, changes) => {
    expect((await judge(doubtful)).verdict).toBe("inconclusive");
    const { verdict, reasons } = await judge({ ...doubtful, ...changes });
    expect([verdict, reasons.length]).toEqual(["failed", 1]);
  });

  test("and a limit: what was violated before it was reached stays violated", async () => {
    const recovers = { healthy: sound.recovers!.healthy, within: "60ms", settle: "1ms" } as const;
    const scenario: Scenario = { ...sound, recovers };
    expect(await judge({ ...scenario, limits: { events: 60 } })).toEqual({
      verdict: "failed",
      reasons: ['recovers "healthy within 60 ms" is violated'],
    });
  });
});

/** Sends a message every 10 ms, and breaks down in the end. */
const talkative = protocol<{ state: object; message: { kind: "x" }; timer: "tick" }>({
  state: () => ({}),
  start: (cx) => cx.setTimer("tick", "10ms"),
  on: { x: () => {} },
  timers: {
    tick: (cx) => {
      cx.send("bob", { kind: "x" });
      if (cx.nowUs > 300_000) throw new RangeError("late");
      cx.setTimer("tick", "10ms");
    },
  },
});

describe("a process that fails by itself", () => {
  const broken = counter((count) => {
    if (count === 3) throw new RangeError("three");
  });

  test("is a finding, and ends the run", async () => {
    const { verdict, reasons, errors, events } = await run(form({ nodes: { ann: broken, bob: counter() } }), { seed });
    expect({ verdict, reasons, errors, events }).toEqual({
      verdict: "failed",
      reasons: ["ann failed by itself at 0.030 s: RangeError: three"],
      errors: [
        {
          node: "ann",
          message: "RangeError: three",
          stack: expect.stringContaining("verdict.test.ts"),
          step: 6,
          atUs: 30_000,
          excuse: null,
        },
      ],
      events: 7,
    });
  });

  test("is none if a supervisor starts it again; the error is reported all the same", async () => {
    const { verdict, errors } = await run(form({ nodes: { ann: broken }, machine: { restart: "300ms" } }), { seed });
    expect([verdict, errors.map(({ atUs, excuse }) => [atUs, excuse])]).toEqual([
      "passed",
      [30_000, 360_000, 690_000, 1_020_000].map((atUs) => [atUs, "its supervisor starts it again"]),
    ]);
  });

  test("is none if a fault makes it deviate from its protocol, now or before", async () => {
    const scenario = form({
      nodes: { ann: talkative, bob: idle },
      faults: [{ at: "100ms", for: "100ms", silence: "ann" }],
    });
    const { verdict, errors } = await run(scenario, { seed });
    expect([verdict, errors.map(({ atUs, excuse }) => [atUs, excuse])]).toEqual([
      "passed",
      [[310_000, "it is Byzantine"]],
    ]);
  });

  test("is none if it stops on purpose", async () => {
    const careful = protocol<{ state: object }>({
      state: () => ({}),
      start: (cx) => cx.fail("the disk makes no sense"),
    });
    const { verdict, errors, nodes } = await run(form({ nodes: { ann: careful } }), { seed });
    expect([verdict, errors, nodes[0]!.reason]).toEqual(["passed", [], "the disk makes no sense"]);
  });
});

describe("a function of the scenario that breaks is the user's mistake, told by its place:", () => {
  const thrower = () => {
    throw new Error("oops");
  };
  const pauses = { at: "200ms", for: "100ms", pause: "ann" } as const;
  type Table = Parameters<typeof protocol<{ state: object; message: { kind: "x" }; timer: "tick" }>>[0];
  const reacting = (rows: Partial<Table>): AnyProcess =>
    protocol<{ state: object; message: { kind: "x" }; timer: "tick" }>({
      state: () => ({}),
      start: (cx) => {
        cx.setTimer("tick", "10ms");
        cx.send(cx.name, { kind: "x" });
      },
      on: { x: () => {} },
      timers: { tick: () => {} },
      ...rows,
    });
  const mistakes: Readonly<Record<string, readonly [Partial<DrawnScenario>, string]>> = {
    always: [{ always: { a: thrower } }, 'always["a"]: a function threw Error: oops'],
    sometimes: [{ sometimes: { b: thrower } }, 'sometimes["b"]: a function threw Error: oops'],
    eventually: [{ eventually: { c: thrower } }, 'eventually["c"]: a function threw Error: oops'],
    "recovers.healthy": [
      { recovers: { healthy: thrower, within: "1s" } },
      "recovers.healthy: a function threw Error: oops",
    ],
    "recovers.detected": [
      { recovers: { healthy: () => true, detected: thrower, within: "1s" } },
      "recovers.detected: a function threw Error: oops",
    ],
    "a property's watch": [{ always: { d: { watch: thrower } } }, 'always["d"]: {} threw Error: oops'],
    "what a watch returns": [
      { always: { d: { watch: () => "no function" as never } } },
      'always["d"]: "no function" threw TypeError: property.ask is not a function',
    ],
    "the condition of a fault": [
      { faults: [pauses, { when: thrower, crash: "ann" }] },
      "faults[1].when: a function threw Error: oops",
    ],
    "a condition of a fault that is async": [
      { faults: [pauses, { when: (async () => false) as never, crash: "ann" }] },
      "faults[1].when: a function must return true or false",
    ],
    "a condition of a fault that gives evidence that it does not hold": [
      { faults: [{ when: (() => because("not yet")) as never, crash: "ann" }] },
      "faults[0].when: a function must return true or false",
    ],
    "a request that cannot be sent": [
      { nodes: { ann: counter(), bob: server("ok") }, workload: { ...workload, request: () => ({ now: () => 1 }) } },
      'workload.request: a function threw TypeError: "now" is a function: messages and records are plain data',
    ],
    "a message that a Byzantine node makes up": [
      { nodes: { ann: talkative, bob: idle }, faults: [{ at: "10ms", tamper: "ann", by: () => new Map() }] },
      "faults[…].by: a function threw TypeError: a Map cannot be sent or stored: messages and records are plain data",
    ],
    "the request of a workload": [
      { nodes: { ann: counter(), bob: server("ok") }, workload: { ...workload, request: thrower } },
      "workload.request: a function threw Error: oops",
    ],
    "a summary of a state": [
      { nodes: { ann: { ...counter(), summary: thrower } } },
      "nodes.ann.summary: a function threw Error: oops",
    ],
    "a state": [{ nodes: { ann: { ...counter(), state: thrower } } }, "nodes.ann.state: a function threw Error: oops"],
    "a reaction to a timer that is async": [
      { nodes: { ann: reacting({ timers: { tick: async () => {} } }) } },
      'nodes.ann.timers["tick"]: is async: a protocol reacts at once; async code is a program()',
    ],
    "a start that is async, and fails": [
      { nodes: { ann: reacting({ start: async () => thrower() }) } },
      "nodes.ann.start: is async: a protocol reacts at once; async code is a program()",
    ],
    "a reaction to a message that is async": [
      { nodes: { ann: reacting({ on: { x: async () => {} } }) } },
      'nodes.ann.on["x"]: is async: a protocol reacts at once; async code is a program()',
    ],
    "a predicate that returns nothing": [
      { always: { e: (() => {}) as never } },
      'always["e"]: a function returned undefined: it must return true, false, or because(sentence, names of nodes)',
    ],
    "a predicate that returns null": [
      { sometimes: { e: (() => null) as never } },
      'sometimes["e"]: a function returned null: it must return true, false, or because(sentence, names of nodes)',
    ],
    "a predicate that returns something else": [
      { eventually: { e: (() => 1) as never } },
      'eventually["e"]: a function returned 1: it must return true, false, or because(sentence, names of nodes)',
    ],
    "a predicate that is async": [
      { always: { e: (async () => true) as never } },
      'always["e"]: a function returned an object: it must return true, false, or because(sentence, names of nodes)',
    ],
    "a predicate that blames a stranger": [
      { always: { e: () => because("guilty", ["ann", "zoe"]) } },
      'always["e"]: a function blames "zoe", which is no node',
    ],
  };

  test.each(Object.entries(mistakes))("%s", async (_, [changes, message]) => {
    const outcome = await run(form({ nodes: { ann: counter() }, ...changes }), { seed }).catch((thrown) => thrown);
    expect([outcome.constructor, outcome.message]).toEqual([Refusal, message]);
  });
});

function property(kind: string, name: string, verdict: string) {
  return { kind, name, verdict, step: null, atUs: null, evidence: [], nodes: [] };
}

function node(name: string) {
  return { name, status: "up", reason: null, byzantine: false, summary: [], faults: [] };
}
