import { describe, expect, test } from "vitest";
import { draw } from "../../src/kernel/draws.js";
import { canonical } from "../../src/kernel/plain.js";
import { type Duration, toUs } from "../../src/kernel/time.js";
import { protocol, replicas } from "../../src/node/process.js";
import { type Property, predicateOf } from "../../src/node/property.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { realise, type ScenarioSource } from "../../src/scenario/realise.js";
import type { DrawnScenario, Scenario } from "../../src/scenario/scenario.js";
import type { Edit } from "../../src/simulation/edits.js";
import { play } from "../../src/simulation/play.js";
import { run, simulate } from "../../src/simulation/run.js";
import { hasReached, type Step } from "../../src/simulation/trace.js";
import { quickNames, shipped } from "../scenarios/shipped.js";
import { form, lively, type Member, teller, withoutStacks } from "../simulation/forms.js";
import { carryOut } from "./carry-out.js";

/** Nodes that are busy or paused most of the time, and links that hold, double and damage. */
const busy = (process?: Parameters<typeof lively>[0]): Scenario => ({
  ...lively(process),
  machine: { cpu: "3ms" },
  network: { latency: ["1ms", "8ms"], duplicate: 0.3, corrupt: 0.2, checksums: false, loss: 0.1 },
  faults: [
    { at: "100ms", for: "300ms", hold: "ann" },
    { at: "300ms", for: "300ms", hold: ["bob"] },
    { at: "500ms", for: "300ms", pause: "bob" },
    { at: "700ms", for: "200ms", crash: "bob" },
    { at: "900ms", for: "100ms", partition: "cat" },
    { at: "1000ms", for: "300ms", slow: "ann", by: 5 },
    { at: "1100ms", for: "200ms", crash: "ann" },
    { at: "1200ms", for: "200ms", skew: "cat", by: "250ms" },
    { at: "1300ms", for: "200ms", drift: "cat", by: -200 },
    { at: "1400ms", for: "200ms", silence: "bob" },
  ],
});

/** The first seconds of a scenario. */
function beginning(form: DrawnScenario, seconds: number): Scenario {
  const isEarly = (instant: string | undefined) => instant === undefined || toUs(instant as Duration) < seconds * 1e6;
  const faults = form.faults?.filter(({ at, every }) => isEarly(at) && isEarly(every)) ?? [];
  return { ...form, duration: `${seconds}s`, faults };
}

const ball = Object.freeze({ kind: "ball", number: -1 } as const);

/** Ann sends several messages at once, some of them the same, over links that are all equally fast, and held twice. */
const alike = form({
  nodes: replicas(
    ["ann", "bob"],
    protocol<{ state: { count: number }; message: { kind: "ball"; number: number }; timer: "throw" }>({
      state: () => ({ count: 0 }),
      start: (cx) => cx.name === "ann" && cx.setTimer("throw", "10ms"),
      on: {
        ball: (cx) => {
          cx.state.count++;
        },
      },
      timers: {
        throw: (cx) => {
          for (let number = 0; number < 3; number++) {
            cx.send("bob", { kind: "ball", number });
            cx.send("bob", ball);
          }
          cx.setTimer("throw", "10ms");
        },
      },
    }),
  ),
  network: { latency: "1ms", duplicate: 0.2 },
  faults: [
    { at: "100ms", for: "200ms", hold: "ann" },
    { at: "200ms", for: "200ms", hold: "ann" },
    { at: "500ms", for: "200ms", hold: "bob" },
    { at: "600ms", for: "50ms", pause: "bob" },
  ],
});

function heard({ state }: { readonly state: unknown }): number {
  return (state as Member).heard;
}

const forms: Readonly<Record<string, Scenario>> = {
  ...Object.fromEntries(quickNames.map((name) => [name, beginning(realise(shipped[name] as ScenarioSource, 12), 12)])),
  protocols: lively(),
  programs: lively(teller),
  "busy protocols": busy(),
  "busy programs": busy(teller),
  "messages that are alike": alike,
  "questions of all kinds": {
    ...lively(),
    sometimes: {
      "it is late": ({ nowUs }) => nowUs % 400_000 > 200_000,
      "much was heard lately": ({ nodes, nowUs }) => heard(nodes[0]) > 5 && nowUs % 400_000 > 200_000,
      "ann has heard an odd number": ({ node }) => heard(node.ann) % 2 === 1,
      "not all are correct": ({ correct }) => correct.length < 3,
      "bob is paused": ({ nodes }) => nodes[1].status === "paused",
      "clients were answered": ({ history }) => history.filter(({ outcome }) => outcome === "ok").length % 3 === 2,
      "so many steps have passed": {
        watch() {
          let count = 0;
          return () => ++count % 100 > 50;
        },
      },
    },
  },
  empty: form(),
};

interface Moment {
  readonly states: readonly string[];
  readonly statuses: readonly string[];
  readonly digest: string;
  readonly ailments: string;
}

/** Plays a run beside its recording, and keeps how everything was after some steps. */
async function playBeside(form: Scenario, seed: string, chosen: ReadonlySet<number>) {
  const simulation = simulate(form, { seed, record: "all steps" });
  const { cluster, world } = simulation;
  const moments = new Map<number, Moment>();
  const asked = [...simulation.plan.always, ...simulation.plan.sometimes].map(([, property]) => ({
    ask: predicateOf(property as Property<typeof world>),
    changes: [] as { step: number; holds: boolean }[],
  }));
  const look = () => {
    for (const { ask, changes } of asked) {
      const holds = ask(world) === true;
      if (changes.at(-1)?.holds !== holds) changes.push({ step: cluster.step, holds });
    }
    if (!chosen.has(cluster.step) || moments.has(cluster.step)) return;
    moments.set(cluster.step, {
      states: cluster.machines.map(({ state }) => canonical(state)),
      statuses: world.nodes.map(({ status, reason, byzantine }) => canonical({ status, reason, byzantine })),
      digest: cluster.digest.toString(),
      ailments: canonical(cluster.peers.map((_, peer) => cluster.network.ailments(0, peer))),
    });
  };
  await play(simulation, {
    until: () => {
      look();
      return false;
    },
  });
  const tracks = asked.map(({ changes }) => [...changes]);
  look();
  return { report: simulation.report(), steps: simulation.trace?.steps as readonly Step[], moments, tracks };
}

/** Some steps of a run, in no order. */
function someSteps(length: number, count: number, key: number): number[] {
  const drawn = Array.from({ length: count }, (_, place) => Math.abs(draw(key, 5, place)) % length);
  return [...new Set([length - 1, ...drawn, 0])];
}

describe.each(Object.entries(forms))("the recording of %s", async (_, form) => {
  const recording = await record(form, { seed: "42" });
  const { length, peers, nodeCount } = recording;
  const chosen = someSteps(length, 40, 1);
  const { report, steps, moments, tracks } = await playBeside(form, "42", new Set(chosen));

  test("is that of the same run", () => {
    expect(withoutStacks(recording.report)).toEqual(withoutStacks(report));
    expect(length).toBe(steps.length);
    expect(recording.digestAt(length - 1)).toBe(report.digest);
    expect([...moments].map(([step, { digest }]) => [step, digest])).toEqual(
      [...moments.keys()].map((step) => [step, recording.digestAt(step)]),
    );
  });

  test("tells each step as a trace does", () => {
    const wrong = steps.filter((step, index) => {
      const { who, event } = step;
      const peer = who === null ? -1 : peers.indexOf(who);
      const causes = [...new Set([recording.causeOf(index), recording.beforeOf(index)])].filter((cause) => cause >= 0);
      return (
        recording.whoOf(index) !== peer ||
        recording.kindOf(index) !== event.kind ||
        recording.fromOf(index) !== ("from" in event ? peers.indexOf(event.from) : -1) ||
        recording.atUs(index) !== step.atUs ||
        recording.hasReached(index) !== hasReached(step) ||
        canonical(causes) !== canonical(step.causes)
      );
    });
    expect(wrong).toEqual([]);
    expect(chosen.map((step) => recording.stepAt(step))).toEqual(chosen.map((step) => steps[step]));
  });

  test("shows the states and conditions of nodes after any step, asked in any order", () => {
    const shown = chosen.map((step) => {
      const nodes = Array.from({ length: nodeCount }, (_, node) => node);
      return {
        step,
        states: nodes.map((node) => canonical(recording.stateAt(node, step))),
        statuses: nodes.map((node) => {
          const { status, reason, byzantine } = recording.conditionAt(node, step);
          return canonical({ status, reason, byzantine });
        }),
        digest: recording.digestAt(step),
        ailments: canonical(peers.map((_, peer) => recording.ailmentsAt(0, peer, step))),
      };
    });
    expect(shown).toEqual(chosen.map((step) => ({ step, ...moments.get(step) })));
  });

  test("tells the changes that make a state of the one before", () => {
    const wrong: unknown[] = [];
    for (const step of someSteps(length - 1, 30, 2).map((step) => step + 1)) {
      if (step >= length) continue;
      const changes = recording.changesOf(step);
      if (changes.some(({ before, after }) => canonical(before) === canonical(after))) wrong.push([step, "no change"]);
      for (let node = 0; node < nodeCount; node++) {
        const before = recording.stateAt(node, step - 1);
        const text = canonical(before);
        const after = canonical(recording.stateAt(node, step));
        const own = changes.filter((change) => change.node === node);
        if (own.length === 0 ? text !== after : canonical(carryOut(before, own)) !== after) wrong.push([step, node]);
        if (canonical(before) !== text) wrong.push([step, node, "what was given out has changed"]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("gives each arrival to one packet of the step that sent it", () => {
    const arrivals = new Map<number, number>();
    const count = (step: number) => arrivals.set(step, (arrivals.get(step) ?? 0) + 1);
    const wrong: unknown[] = [];
    for (let step = 0; step < length; step++) {
      const packets = recording.packetsOf(step);
      const effects = steps[step].effects.filter(({ kind }) => kind === "send" || kind === "answer");
      if (packets.length !== effects.length) wrong.push([step, "as many packets as effects"]);
      packets.forEach((packet, place) => {
        const effect = effects[place];
        const isTold = "fate" in effect && effect.fate === packet.fate && peers.indexOf(effect.to) === packet.to;
        if (!isTold) wrong.push([step, place, "told alike"]);
        for (const arrival of [...packet.arrivals, ...packet.waits]) {
          const isOwn = recording.causeOf(arrival) === step;
          // What was held is told of by the step that let it go as well.
          if (isOwn) count(arrival);
          else if (recording.whoOf(step) >= 0) wrong.push([step, arrival, "of its cause"]);
          if (recording.whoOf(arrival) !== packet.to) wrong.push([step, arrival, "at its receiver"]);
          if (recording.kindOf(arrival) !== packet.kind) wrong.push([step, arrival, "of its kind"]);
          const { event } = recording.stepAt(arrival);
          const isIt = "message" in event && event.message === packet.message;
          if (!isIt && form.network?.checksums !== false) wrong.push([step, arrival, "what was sent"]);
        }
        if (packet.waits.length > packet.arrivals.length) wrong.push([step, place, "arrives after waiting"]);
      });
    }
    for (const { index, event } of steps) {
      const isArrival = "message" in event;
      if ((arrivals.get(index) ?? 0) !== (isArrival ? 1 : 0)) wrong.push([index, event.kind, arrivals.get(index)]);
    }
    expect(wrong).toEqual([]);
  });

  test("lists the steps of each peer", () => {
    const listed = peers.map((_, peer) => Array.from(recording.stepsOf(peer)));
    const own = peers.map((_, peer) => steps.flatMap(({ index, who }) => (who === peers[peer] ? [index] : [])));
    expect(listed).toEqual(own);
  });

  test("has spans in order, within the run, that agree with the report and with the conditions", () => {
    const { faults, troubles } = recording;
    for (const spans of [faults, troubles]) {
      expect(spans.map(({ from }) => from)).toEqual(spans.map(({ from }) => from).sort((a, b) => a - b));
      for (const { from, to } of spans) {
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to ?? length - 1).toBeGreaterThanOrEqual(from);
        expect(to ?? 0).toBeLessThan(length);
      }
    }
    const told = faults.map(({ row, text, nodes, from, to }) => ({
      row,
      text,
      nodes: nodes.map((node) => peers[node]),
      beganUs: recording.atUs(from),
      endedUs: to === null ? null : recording.atUs(to),
    }));
    expect(told).toEqual(
      report.faults.map(({ row, text, nodes, beganUs, endedUs }) => ({ row, text, nodes, beganUs, endedUs })),
    );
    for (const { node, kind, from, to } of troubles) {
      const is = (step: number) => {
        const { status, byzantine } = recording.conditionAt(node, step);
        return kind === "Byzantine" ? byzantine : status === kind;
      };
      const inside = [from, Math.floor((from + (to ?? length)) / 2), (to ?? length) - 1];
      expect([kind, ...inside.map(is), to !== null && is(to)]).toEqual([kind, true, true, true, false]);
    }
  });

  test("has tracks of properties that agree with the report", () => {
    const { properties } = recording;
    expect(properties.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      report.properties.map(({ kind, name }) => `${kind} ${name}`),
    );
    report.properties.forEach(({ kind, verdict, step }, place) => {
      const { changes } = properties[place];
      const first = changes.find(({ holds }) => holds === (kind === "sometimes"))?.step ?? null;
      if (kind === "always") expect(first).toBe(verdict === "violated" ? step : null);
      if (kind === "sometimes") expect(first).toBe(step);
    });
    // Asked anew after each step, all would have answered the same.
    const told = properties.slice(0, tracks.length);
    expect(told.map(({ changes }) => changes.map(({ step, holds }) => ({ step, holds })))).toEqual(tracks);
  });

  test("knows the steps of the clients", () => {
    const wrong = recording.history.filter(
      ({ invokedAt, invokedUs, completedAt, completedUs }) =>
        recording.atUs(invokedAt) !== invokedUs ||
        recording.kindOf(invokedAt) !== "turn" ||
        (completedAt < length && recording.atUs(completedAt) !== completedUs),
    );
    expect(wrong).toEqual([]);
  });
});

describe("recording", () => {
  test.each([...quickNames])("changes nothing of a run, from any seed: %s", async (name) => {
    const short = beginning(realise(shipped[name] as ScenarioSource, 6), 6);
    for (const seed of ["1", "2", "3"]) {
      const [plain, { report }] = [await run(short, { seed }), await record(short, { seed })];
      expect(withoutStacks(report)).toEqual(withoutStacks(plain));
    }
  });

  test("is of the run that edits make", async () => {
    const edits: Edit[] = [
      { kind: "reseed", step: 100, seed: "other" },
      { kind: "add fault", fault: { at: "700ms", for: "100ms", crash: "cat" } },
    ];
    const [original, edited] = await Promise.all([
      record(lively(), { seed: "42" }),
      record(lively(), { seed: "42", edits }),
    ]);
    expect(edited.report.digest).toBe((await run(lively(), { seed: "42", edits })).digest);
    expect([edited.edits, edited.seed, edited.plan.faults.length]).toEqual([edits, "42", 5]);
    expect(edited.digestAt(100)).toBe(original.digestAt(100));
    expect(edited.digestAt(200)).not.toBe(original.digestAt(200));
  });

  test("tells how a packet fares that an edit doubles, delays or drops", async () => {
    const original = await record(lively(), { seed: "42" });
    const isPlain = (step: number) => {
      const [packet, second] = original.packetsOf(step);
      return second === undefined && packet?.kind === "message" && packet.arrivals.length === 1;
    };
    const step = Array.from({ length: original.length }, (_, step) => step).find((step) => step > 50 && isPlain(step))!;
    const fares = async (edit: Edit) => {
      const edited = await record(lively(), { seed: "42", edits: [edit] });
      const [{ fate, arrivals }] = edited.packetsOf(step);
      return { fate, arrivals: arrivals.map((arrival) => edited.atUs(arrival)) };
    };
    const arrivesUs = original.atUs(original.packetsOf(step)[0].arrivals[0]);
    expect(await fares({ kind: "drop", step, send: 0 })).toEqual({ fate: "lost", arrivals: [] });
    expect(await fares({ kind: "delay", step, send: 0, by: "7ms" })).toEqual({
      fate: `arrives at ${arrivesUs + 7_000} us`,
      arrivals: [arrivesUs + 7_000],
    });
    expect(await fares({ kind: "duplicate", step, send: 0, by: "7ms" })).toEqual({
      fate: `arrives at ${arrivesUs} us`,
      arrivals: [arrivesUs, arrivesUs + 7_000],
    });
  });

  test("notices what changes at the far end of a long list", async () => {
    const recording = await record(longLists, { seed: "42" });
    const chosen = someSteps(recording.length, 60, 3);
    const { moments } = await playBeside(longLists, "42", new Set(chosen));
    for (const step of chosen) {
      const states = [0, 1].map((node) => canonical(recording.stateAt(node, step)));
      expect(states).toEqual(moments.get(step)?.states);
    }
    const changes = Array.from({ length: recording.length }, (_, step) => recording.changesOf(step)).flat();
    const early = changes.filter(({ path: [name, place] }) => name !== undefined && Number(place) < 1_000);
    expect(new Set(early.map(({ path }) => path[0]))).toEqual(new Set(["list", "counts"]));
  });

  test("tells packets that are doubled, damaged, held, kept waiting, late and lost", async () => {
    for (const process of [undefined, teller]) {
      const recording = await record(busy(process), { seed: "42" });
      const seen: Record<string, number> = {};
      const count = (what: string, is: boolean) => {
        if (is) seen[what] = (seen[what] ?? 0) + 1;
      };
      for (let step = 0; step < recording.length; step++) {
        for (const { fate, arrivals, waits, message } of recording.packetsOf(step)) {
          const damaged = (arrival: number) => {
            const { event } = recording.stepAt(arrival);
            return "message" in event && event.message !== message;
          };
          count("doubled", arrivals.length === 2);
          count("damaged", arrivals.some(damaged));
          count("held", fate === "held" && arrivals.length > 0);
          count("let go", recording.whoOf(step) < 0 && arrivals.length > 0);
          count("kept waiting", waits.length > 0);
          count("waited in vain", waits.length === 0 && arrivals.some((arrival) => waitsIn(recording, arrival)));
          count(
            "turned away",
            arrivals.some((arrival) => !recording.hasReached(arrival)),
          );
          count("cut", fate === "cut");
          count("lost", fate === "lost");
        }
      }
      const kinds = [
        "cut",
        "damaged",
        "doubled",
        "held",
        "kept waiting",
        "let go",
        "lost",
        "turned away",
        "waited in vain",
      ];
      expect(Object.keys(seen).sort()).toEqual(kinds);
    }
  });

  test("can be stopped, and tells how far it has come", async () => {
    const told: number[] = [];
    const recording = await record(shipped.partition as Scenario, {
      seed: "42",
      onProgress: (events) => told.push(events),
      until: () => told.length === 3,
    });
    expect(told).toEqual([1_000, 2_000, 3_000]);
    expect([recording.length, recording.report.verdict]).toEqual([3_000, "inconclusive"]);
  });

  test("goes on when a process fails, a limit is reached or a property is violated", async () => {
    const failing = protocol<{ state: { count: number }; timer: "tick" }>({
      state: () => ({ count: 0 }),
      start: (cx) => cx.setTimer("tick", "10ms"),
      timers: {
        tick: (cx) => {
          if (++cx.state.count === 5) throw new Error("enough");
          cx.setTimer("tick", "10ms");
        },
      },
    });
    const failed = await record(form({ nodes: { ann: failing } }), { seed: "1" });
    expect(failed.conditionAt(0, failed.length - 1)).toMatchObject({ status: "crashed", reason: /enough/ });
    const limited = await record(form({ nodes: { ann: failing }, limits: { events: 3 } }), { seed: "1" });
    expect(limited.report.verdict).toBe("inconclusive");
    expect(limited.stateAt(0, limited.length - 1)).toEqual({ count: 2 });
    const always: Scenario["always"] = {
      "it counts to two": ({ nodes }) => (nodes[0].state as { count: number }).count < 3,
    };
    const violated = await record(form({ nodes: { ann: failing }, always }), { seed: "1" });
    const { changes } = violated.properties[0];
    expect(changes).toEqual([
      { step: 0, holds: true, because: "" },
      { step: violated.length - 1, holds: false, because: "" },
    ]);
    expect(violated.report.properties[0].step).toBe(violated.length - 1);
  });
});

function waitsIn(recording: Recording, step: number): boolean {
  return recording.stepAt(step).effects.some(({ kind }) => kind === "waits");
}

/** Lists that grow long, while now and then one of their first elements changes. */
const longLists = form({
  nodes: replicas(
    ["ann", "bob"],
    protocol<{ state: { list: number[]; counts: { count: number }[] }; timer: "tick" }>({
      state: () => ({ list: Array(1_500).fill(0), counts: Array.from({ length: 1_200 }, () => ({ count: 0 })) }),
      start: (cx) => cx.setTimer("tick", "1ms"),
      timers: {
        tick: (cx) => {
          const { list, counts } = cx.state;
          list.push(list.length);
          if (list.length % 50 === 7) list[list.length % 1_000]++;
          if (list.length % 50 === 9) counts[list.length % 1_000].count++;
          cx.setTimer("tick", "1ms");
        },
      },
    }),
  ),
  duration: "200ms",
  rest: "10ms",
});
