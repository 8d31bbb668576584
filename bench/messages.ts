import { program, protocol, replicas, scenario } from "../src/index.js";
import { draw } from "../src/kernel/draws.js";
import { runSlices } from "../src/node/microtasks.js";
import type { AnyProcess } from "../src/node/process.js";
import { simulate } from "../src/simulation/run.js";
import type { Simulation } from "../src/simulation/simulation.js";
import {
  type NaiveSimulator,
  type NaiveWorkload,
  naiveCluster,
  naiveConstantBall,
  naiveFreshBall,
  naiveGossip,
} from "./naive.js";
import { median, millions, printTable } from "./table.js";

/*
 * Trivial nodes that do nothing but send, so that what is measured is the engine: queue, latency and loss draws, cut
 * check, digest, freezing, dispatch. A cut is on throughout, elsewhere, so that its check is paid for.
 */

const sizes = [10, 100, 1_000, 10_000];
const warmUp = 200_000;
const measured = 500_000;
const rounds = 3;

interface Rally {
  state: { returned: number };
  message: { kind: "ball" } | { kind: "numbered ball"; n: number };
}

/** Nodes that take no part: they are only there to be cut off from each other. */
const bystanders = 2;

function neighbour({ name, nodes }: { readonly name: string; readonly nodes: readonly string[] }): string {
  return nodes[(nodes.indexOf(name) + 1) % (nodes.length - bystanders)];
}

const ball = Object.freeze({ kind: "ball" } as const);

/** Each node throws a ball to its neighbour, and throws back what it catches. */
const constantBall = protocol<Rally>({
  state: () => ({ returned: 0 }),
  start: (cx) => cx.send(neighbour(cx), ball),
  on: {
    ball(cx, _message, from) {
      cx.state.returned++;
      cx.send(from, ball);
    },
    "numbered ball"() {},
  },
});

/** The same with a new message each time. */
export const freshBall = protocol<Rally>({
  state: () => ({ returned: 0 }),
  start: (cx) => cx.send(neighbour(cx), { kind: "numbered ball", n: 0 }),
  on: {
    ball() {},
    "numbered ball"(cx, { n }, from) {
      cx.state.returned++;
      cx.send(from, { kind: "numbered ball", n: n + 1 });
    },
  },
});

interface Rumour {
  state: { key: number; heard: number };
  message: { kind: "rumour" };
}

const rumour = Object.freeze({ kind: "rumour" } as const);

/** Each node passes every rumour on to a random peer. */
const gossip = protocol<Rumour>({
  state: ({ name }) => ({ key: Number(name.slice(1)), heard: 0 }),
  start: (cx) => passOn(cx),
  on: { rumour: (cx) => passOn(cx) },
});

function passOn(cx: {
  state: Rumour["state"];
  nodes: readonly string[];
  send(to: number, message: typeof rumour): void;
}) {
  const peer = draw(cx.state.key, 7, cx.state.heard++) % (cx.nodes.length - bystanders);
  cx.send(peer, rumour);
}

const bystander = protocol<{ state: Record<string, never> }>({ state: () => ({}) });

/** The same rally as a story. */
export const rallyProgram = program(async (cx) => {
  cx.send(neighbour(cx), ball);
  for await (const incoming of cx.inbox) cx.send(incoming.from, ball);
});

const sleeper = program(async (cx) => {
  for (;;) await cx.sleep(1_000);
});

interface Workload {
  readonly name: string;
  readonly ours: AnyProcess;
  readonly naive: NaiveWorkload;
}

const workloads: readonly Workload[] = [
  { name: "ping, constant message", ours: constantBall, naive: naiveConstantBall },
  { name: "ping, fresh message", ours: freshBall, naive: naiveFreshBall },
  { name: "gossip to random peers", ours: gossip, naive: naiveGossip },
];

/** Ours beside a naive simulator and a careful one of its kind. */
export function messagesBench(): void {
  const rows: string[][] = [];
  for (const { name, ours, naive } of workloads) {
    for (const size of sizes) {
      const [oursNs, naiveNs, carefulNs] = medians([
        () => nsPerEvent(cluster(ours, size)),
        () => naiveNsPerEvent(naiveCluster(naive, size, false)),
        () => naiveNsPerEvent(naiveCluster(naive, size, true)),
      ]);
      rows.push([
        name,
        String(size),
        oursNs.toFixed(0),
        millions(oursNs),
        naiveNs.toFixed(0),
        (naiveNs / oursNs).toFixed(2),
        carefulNs.toFixed(0),
        (carefulNs / oursNs).toFixed(2),
      ]);
    }
  }
  const header = ["workload", "nodes", "ours, ns", "M/s", "naive, ns", "naive / ours", "careful, ns", "careful / ours"];
  printTable("Messages between trivial protocol nodes", header, rows);
}

/** The medians of several measurements, which take turns, since the machine may grow slower in the course of time. */
function medians(measurements: readonly (() => number)[]): number[] {
  const turns = Array.from({ length: rounds }, () => measurements.map((measure) => measure()));
  return measurements.map((_, at) => median(turns.map((turn) => turn[at])));
}

export async function programsBench(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, process] of [
    ["await a message, send one", rallyProgram],
    ["await a sleep", sleeper],
  ] as const) {
    for (const size of [10, 100, 1_000]) {
      const inPlace: number[] = [];
      const eventLoop: number[] = [];
      for (let round = 0; round < rounds; round++) {
        inPlace.push(await nsPerAsyncEvent(cluster(process, size), "in place"));
        eventLoop.push(await nsPerAsyncEvent(cluster(process, size), "event loop"));
      }
      const ns = median(inPlace);
      rows.push([name, String(size), ns.toFixed(0), millions(ns), (median(eventLoop) / ns).toFixed(2)]);
    }
  }
  const header = ["program", "nodes", "ns", "M events/s", "event loop instead of drain in place"];
  printTable("Programs: one async function per node", header, rows);
}

export function cluster(process: AnyProcess, size: number): Simulation {
  return simulate(
    scenario({
      title: "bench",
      duration: "10d",
      nodes: { ...replicas(size, process), ...replicas(["one", "other"], bystander) },
      network: { latency: ["1ms", "10ms"], loss: 1e-9 },
      faults: [{ at: "0s", partition: { from: "one", to: "other" } }],
    }),
    { seed: 42 },
  );
}

function nsPerEvent(simulation: Simulation): number {
  return nsPerStep((events) => {
    for (let count = 0; count < events; count++) {
      simulation.perform();
      simulation.conclude();
    }
  });
}

function naiveNsPerEvent(simulator: NaiveSimulator): number {
  return nsPerStep((events) => {
    for (let count = 0; count < events; count++) simulator.step();
  });
}

function nsPerStep(play: (events: number) => void): number {
  play(warmUp);
  const start = process.hrtime.bigint();
  play(measured);
  return Number(process.hrtime.bigint() - start) / measured;
}

async function nsPerAsyncEvent(simulation: Simulation, method: "in place" | "event loop"): Promise<number> {
  let events = 0;
  let start = 0n;
  await runSlices(
    {
      slice(drain) {
        for (;;) {
          simulation.conclude();
          if (events === warmUp) start = process.hrtime.bigint();
          if (events++ === warmUp + measured) return "over";
          simulation.perform();
          if (drain === null) return "drain";
          drain();
        }
      },
      failed(thrown) {
        throw thrown;
      },
    },
    { method },
  );
  return Number(process.hrtime.bigint() - start) / measured;
}
