import { describe, expect, test } from "vitest";
import {
  type HybridTimestamp,
  hybridClock,
  hybridCompare,
  hybridReceive,
  hybridTick,
} from "../../src/clocks/hybrid.js";
import {
  type LamportTimestamp,
  lamportClock,
  lamportCompare,
  lamportReceive,
  lamportTick,
} from "../../src/clocks/lamport.js";
import type { Order } from "../../src/clocks/order.js";
import { type VectorClock, vectorCompare, vectorReceive, vectorTick } from "../../src/clocks/vector.js";
import { Random } from "../../src/kernel/random.js";
import { type AnyProcess, program, protocol, replicas } from "../../src/node/process.js";
import type { ProgramContext } from "../../src/node/program-context.js";
import type { ProtocolContext } from "../../src/node/protocol-context.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { type Causality, causality } from "../../src/simulation/causality.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";
import type { Step } from "../../src/simulation/trace.js";
import { form, lively, teller } from "./forms.js";

/** All clocks that a process can carry. */
interface Clocks {
  readonly vector: VectorClock;
  readonly lamport: LamportTimestamp;
  readonly hybrid: HybridTimestamp;
}

/** What the clocks of a process showed at a step. */
interface Reading extends Clocks {
  readonly step: number;
}

interface Body {
  readonly kind: "clocks";
  readonly clocks: Clocks;
}

type Carrier = { state: { clocks: Clocks }; message: Body; timer: "tick" | "work" };

/**
 * Processes that carry clocks of their own in their messages and their states. What a clock showed last outlives a
 * crash, as what a disk holds does: a node's steps before a crash influence those after it.
 */
class Oracle {
  readonly readings: Reading[] = [];
  private readonly stable = new Map<string, Clocks>();

  /** A process of synchronous reactions; some of them take a while, so that messages have to wait. */
  protocol(): AnyProcess {
    type Cx = ProtocolContext<Carrier>;
    const begin = (cx: Cx) => {
      this.happens(cx);
      cx.setTimer("tick", cx.random.int(0, 5_000));
      cx.setTimer("work", cx.random.int(0, 40_000));
    };
    const send = (cx: Cx) => cx.send(cx.random.pick(cx.nodes), { kind: "clocks", clocks: cx.state.clocks });
    return protocol<Carrier>({
      state: ({ name }) => ({ clocks: atFirst(name) }),
      start: begin,
      on: {
        clocks: (cx, { clocks }) => {
          this.happens(cx, clocks);
          if (cx.random.chance(0.3)) send(cx);
        },
      },
      timers: {
        tick: (cx) => {
          this.happens(cx);
          send(cx);
          cx.setTimer("tick", cx.random.int(1_000, 10_000));
        },
        work: (cx) => {
          this.happens(cx);
          cx.work(cx.random.int(1_000, 20_000));
          cx.setTimer("work", cx.random.int(20_000, 60_000));
        },
      },
    });
  }

  /** The same as an async function, each of whose steps is one of the oracle's. */
  program(): AnyProcess {
    type Cx = ProgramContext<{ clocks: Clocks }, unknown>;
    const send = (cx: Cx) => cx.send(cx.random.pick(cx.nodes), { kind: "clocks", clocks: cx.state.clocks });
    const listen = async (cx: Cx) => {
      for await (const { body } of cx.inbox) {
        this.happens(cx, (body as Body).clocks);
        if (cx.random.chance(0.3)) send(cx);
      }
    };
    const tick = async (cx: Cx) => {
      for (;;) {
        await cx.sleep(cx.random.int(1_000, 10_000));
        this.happens(cx);
        send(cx);
      }
    };
    return program<{ clocks: Clocks }, unknown>(
      async (cx) => {
        this.happens(cx);
        await Promise.all([listen(cx), tick(cx)]);
      },
      { state: ({ name }) => ({ clocks: atFirst(name) }) },
    );
  }

  /** Something happens at a node; if it received a message, that carried these clocks. */
  private happens(cx: ProtocolContext<Carrier> | ProgramContext<{ clocks: Clocks }, unknown>, sent?: Clocks): void {
    const { name, wallUs, step } = cx;
    const clocks = this.stable.get(name) ?? cx.state.clocks;
    cx.state.clocks =
      sent === undefined
        ? {
            vector: vectorTick(clocks.vector, name),
            lamport: lamportTick(clocks.lamport),
            hybrid: hybridTick(clocks.hybrid, wallUs),
          }
        : {
            vector: vectorReceive(clocks.vector, sent.vector, name),
            lamport: lamportReceive(clocks.lamport, sent.lamport),
            hybrid: hybridReceive(clocks.hybrid, sent.hybrid, wallUs, Number.POSITIVE_INFINITY) as HybridTimestamp,
          };
    this.stable.set(name, cx.state.clocks);
    this.readings.push({ step, ...cx.state.clocks });
  }
}

function atFirst(name: string): Clocks {
  return { vector: {}, lamport: lamportClock(name), hybrid: hybridClock };
}

/** Five nodes, some of them programs, and everything that can happen to messages and to nodes. */
function troubled(oracle: Oracle): Scenario {
  return form({
    duration: "1s",
    nodes: { ...replicas(["ann", "bob", "cat"], oracle.protocol()), ...replicas(["dan", "eve"], oracle.program()) },
    network: { latency: { exponential: "2ms", atLeast: "100us" }, loss: 0.05, duplicate: 0.1, reorder: 0.1 },
    machines: { bob: { cpu: "700us" } },
    faults: [
      { every: "190ms", for: "40ms", crash: { any: 1 } },
      { every: "230ms", for: "50ms", pause: { any: 1 } },
      { at: "100ms", for: "150ms", hold: { any: 2 } },
      { at: "300ms", for: "150ms", partition: { any: 2 } },
      { at: "500ms", for: "200ms", delay: "all", by: ["1ms", "50ms"] },
      { at: "600ms", for: "300ms", skew: "ann", by: "2s" },
      { at: "800ms", for: "100ms", hold: { from: "cat", to: "all" } },
    ],
  });
}

async function record(scenario: Scenario, seed: number): Promise<readonly Step[]> {
  const simulation = simulate(scenario, { seed, record: "all steps" });
  await play(simulation);
  return simulation.trace!.steps;
}

function orderIn(causality: Causality, one: number, other: number): Order {
  if (one === other) return "equal";
  if (causality.happensBefore(one, other)) return "before";
  if (causality.happensBefore(other, one)) return "after";
  return causality.areConcurrent(one, other) ? "concurrent" : "equal";
}

describe("the causality that a trace shows", () => {
  test("is that of vector clocks which nodes carry themselves, whatever happens to them and their messages", async () => {
    const orders: Record<Order, number> = { before: 0, after: 0, equal: 0, concurrent: 0 };
    for (let seed = 0; seed < 30; seed++) {
      const oracle = new Oracle();
      const derived = causality(await record(troubled(oracle), seed));
      const sampled = new Random(`${seed}`).sample(oracle.readings, 120);
      const differences = sampled.flatMap((one) =>
        sampled.flatMap((other) => {
          const [found, carried] = [orderIn(derived, one.step, other.step), vectorCompare(one.vector, other.vector)];
          orders[carried]++;
          return found === carried ? [] : [{ seed, one: one.step, other: other.step, found, carried }];
        }),
      );
      expect(differences).toEqual([]);
    }
    // Every kind of order has come up often enough.
    expect(Object.values(orders).every((count) => count >= 3_600)).toBe(true);
  });

  test("is one with which Lamport's and hybrid clocks agree, as far as they tell", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const oracle = new Oracle();
      const derived = causality(await record(troubled(oracle), seed));
      const sampled = new Random(`${seed}`).sample(oracle.readings, 120);
      const backwards = sampled.flatMap((one) =>
        sampled.filter(
          (other) =>
            derived.happensBefore(one.step, other.step) &&
            !(
              lamportCompare(one.lamport, other.lamport) === "before" &&
              hybridCompare(one.hybrid, other.hybrid) === "before"
            ),
        ),
      );
      expect(backwards).toEqual([]);
    }
  });

  test("is the reachability along the recorded causes", async () => {
    for (const process of [undefined, teller]) {
      const steps = await record(lively(process), 3);
      const derived = causality(steps);
      // By going through all causes, of steps that are apart by no more than this.
      const window = 300;
      const reaches = (from: number, to: number): boolean => {
        const seen = new Set([to]);
        for (const at of seen) {
          if (at === from) return true;
          for (const cause of steps[at]!.causes) if (cause >= from) seen.add(cause);
        }
        return false;
      };
      const random = new Random("pairs");
      const mistaken = Array.from({ length: 2_000 }, () => {
        const one = random.int(0, steps.length - window - 1);
        return [one, one + random.int(1, window)] as const;
      }).filter(([one, other]) => {
        if (derived.clockOf(one) === null || derived.clockOf(other) === null) return false;
        return derived.happensBefore(one, other) !== reaches(one, other) || derived.happensBefore(other, one);
      });
      expect(mistaken).toEqual([]);
    }
  });
});

/** What a scenario's steps were, in a few words, with their clocks. */
async function clocksOf(scenario: Scenario): Promise<readonly (readonly [string, unknown])[]> {
  const steps = await record(scenario, 1);
  const derived = causality(steps);
  return steps.map(({ index, who, event }) => [
    `${event.kind}${who === null ? "" : ` ${who}`}${"from" in event ? ` from ${event.from}` : ""}`,
    derived.clockOf(index),
  ]);
}

describe("the vector clock of a step", () => {
  const sayOnce = (to: string, at: `${number}ms`) =>
    protocol<{ state: object; message: { kind: "x" }; timer: "say" }>({
      state: () => ({}),
      start: (cx) => cx.setTimer("say", at),
      on: { x: () => {} },
      timers: { say: (cx) => cx.send(to, { kind: "x" }) },
    });

  test("counts the steps of nodes and clients that it may know of; the run's own have none", async () => {
    const echo = protocol<{ state: object; request: string; result: string }>({
      state: () => ({}),
      serve: (cx, request, ticket) => cx.answer(ticket, request),
    });
    const scenario = form({
      duration: "15ms",
      rest: "10ms",
      nodes: { ann: echo },
      workload: { clients: 1, every: "10ms", timeout: "100ms", request: () => "x" },
    });
    expect(await clocksOf(scenario)).toEqual([
      ["start ann", { ann: 1 }],
      ["turn client 1", { "client 1": 1 }],
      ["request ann from client 1", { ann: 2, "client 1": 1 }],
      ["reply client 1 from ann", { ann: 2, "client 1": 2 }],
      ["rest begins", null],
      ["turn client 1", { ann: 2, "client 1": 3 }],
      ["run ends", null],
    ]);
  });

  test("of a message that was held is later than its sending", async () => {
    const scenario = form({
      duration: "100ms",
      rest: "0s",
      nodes: { ann: sayOnce("bob", "20ms"), bob: sayOnce("ann", "500ms") },
      faults: [{ at: "10ms", for: "50ms", hold: "ann" }],
    });
    expect(await clocksOf(scenario)).toEqual([
      ["start ann", { ann: 1 }],
      ["start bob", { bob: 1 }],
      ["fault begins", null],
      ["timer ann", { ann: 2 }],
      ["fault ends", null],
      ["message bob from ann", { ann: 2, bob: 2 }],
      ["rest begins", null],
      ["run ends", null],
    ]);
  });

  test("knows nothing of a message that waits for its node, or that never reached it", async () => {
    const paused = form({
      duration: "100ms",
      rest: "0s",
      nodes: { ann: sayOnce("bob", "20ms"), bob: sayOnce("ann", "25ms"), cat: sayOnce("bob", "500ms") },
      faults: [{ at: "10ms", for: "50ms", pause: "bob" }],
    });
    expect((await clocksOf(paused)).slice(3)).toEqual([
      ["fault begins", null],
      ["timer ann", { ann: 2 }],
      ["message bob from ann", null],
      ["timer bob", null],
      ["fault ends", null],
      ["message bob from ann", { ann: 2, bob: 2 }],
      ["timer bob", { ann: 2, bob: 3 }],
      ["message ann from bob", { ann: 3, bob: 3 }],
      ["rest begins", null],
      ["run ends", null],
    ]);
    const crashed = { ...paused, faults: [{ at: "10ms", for: "50ms", crash: "bob" }] } as const;
    expect((await clocksOf(crashed)).slice(3)).toEqual([
      ["fault begins", null],
      ["timer ann", { ann: 2 }],
      ["message bob from ann", null],
      ["fault ends", null],
      ["start bob", { bob: 2 }],
      ["timer bob", { bob: 3 }],
      ["message ann from bob", { ann: 3, bob: 3 }],
      ["rest begins", null],
      ["run ends", null],
    ]);
    const cut = { ...paused, faults: [{ at: "20500us", for: "50ms", partition: "bob" }] } as const;
    expect((await clocksOf(cut)).slice(3)).toEqual([
      ["timer ann", { ann: 2 }],
      ["fault begins", null],
      ["message bob from ann", null],
      ["timer bob", { bob: 2 }],
      ["fault ends", null],
      ["rest begins", null],
      ["run ends", null],
    ]);
  });

  test("of a step that reached nobody is concurrent with no other, and before none", async () => {
    const steps = await record(troubled(new Oracle()), 1);
    const derived = causality(steps);
    const unreached = steps.filter(({ index, who }) => who !== null && derived.clockOf(index) === null);
    expect(unreached.length).toBeGreaterThan(20);
    for (const { index } of unreached.slice(0, 20)) {
      const related = steps.filter(
        (other) => derived.happensBefore(index, other.index) || derived.areConcurrent(index, other.index),
      );
      expect(related).toEqual([]);
    }
  });
});

test("causality is refused to those who have not recorded all steps", async () => {
  const simulation = simulate(lively(), { seed: 1, record: "last step" });
  await play(simulation);
  expect(() => causality(simulation.trace!.steps)).toThrow(
    'causality needs all steps of a run, from the first one on: record "all steps"',
  );
  expect(causality([]).happensBefore(0, 0)).toBe(false);
});
