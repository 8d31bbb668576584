import assert from "node:assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { lan, play, program, protocol, type Simulation, scenario, simulate } from "../src/index.js";
import type { AnyProcess } from "../src/node/process.js";
import { median, printTable } from "./table.js";

/*
 * What a node costs by its kind: a protocol, a program on `cx`, a real Node.js program in a realm of its own; and what
 * realms cost by what they do and how many they are. Targets are what a spike of this design took on Node 22.
 */

const rounds = 3;

interface Row {
  readonly name: string;
  readonly nodes: number;
  readonly make: (nodes: number) => Simulation;
  /** Events before, and while, it is measured. */
  readonly warmUp: number;
  readonly measured: number;
  readonly targetUs: string;
}

const ticking = protocol<{ state: { woken: number }; timer: "wake" }>({
  state: () => ({ woken: 0 }),
  start: (cx) => cx.setTimer("wake", 1_000),
  timers: {
    wake(cx) {
      cx.state.woken++;
      cx.setTimer("wake", 1_000);
    },
  },
});

const sleeping = program(async (cx) => {
  for (;;) await cx.sleep(1_000);
});

const timer = program("./programs/timer.mjs", { inspect: "state" });

const rows: readonly Row[] = [
  ...[5, 100].map((nodes) => alike("protocol, a timer", ticking, nodes, 200_000, "0.31")),
  ...[5, 100].map((nodes) => alike("program on cx, a sleep", sleeping, nodes, 200_000, "0.60")),
  ...(
    [
      [5, "1.1"],
      [100, "2.2"],
      [1_000, "6.8"],
      [3_000, "13.9"],
    ] as const
  ).map(([nodes, targetUs]) => alike("realm, an async timer", timer, nodes, 100_000, targetUs)),
  ...[2, 10, 100].map((nodes) => ({
    name: "realms, segments of streams",
    nodes,
    make: pairs("./programs/echo.mjs", "./programs/echo.mjs"),
    warmUp: 20_000,
    measured: 50_000,
    targetUs: "4.9",
  })),
  ...[2, 10, 100].map((nodes) => ({
    name: "realms, http on kept connections",
    nodes,
    make: pairs("./programs/server.mjs", "./programs/client.mjs"),
    warmUp: 3_000,
    measured: 6_000,
    // A request is two packets, each of which is an event, where the spike took three.
    targetUs: "110",
  })),
];

export async function realmsBench(): Promise<void> {
  const events: string[][] = [];
  let protocolUs = 0;
  for (const { name, nodes, make, warmUp, measured, targetUs } of rows) {
    const us: number[] = [];
    for (let round = 0; round < (nodes < 1_000 ? rounds : 1); round++)
      us.push(await usPerEvent(make(nodes), warmUp, measured));
    const typicalUs = median(us);
    protocolUs ||= typicalUs;
    events.push([name, String(nodes), typicalUs.toFixed(2), targetUs, (typicalUs / protocolUs).toFixed(1)]);
  }
  const kinds = ["nodes", "number", "µs per event", "target", "times the first"];
  printTable("What an event costs, by the kind of nodes", kinds, events);

  const starts: string[][] = [];
  for (const [name, process, nodes] of [
    ["small http servers", program("./programs/server.mjs"), 100],
    ["timers", timer, 100],
    ["timers", timer, 1_000],
  ] as const) {
    const { ms, mb } = await weigh(() => cluster(named(nodes, () => process)), nodes);
    starts.push([name, String(nodes), ms.toFixed(2), "1.8", mb.toFixed(3), "0.28"]);
  }
  const header = ["realms", "number", "ms to start each", "target", "MB each", "target"];
  printTable("What a realm costs before it does anything", header, starts);
}

/** What each node takes until it has started. */
async function weigh(make: () => Simulation, nodes: number): Promise<{ ms: number; mb: number }> {
  const before = await usedBytes();
  const start = performance.now();
  const simulation = make();
  await playUntil(simulation, nodes);
  const ms = (performance.now() - start) / nodes;
  const mb = ((await usedBytes()) - before) / 1_000_000 / nodes;
  // So that it is still there when it is weighed.
  assert(simulation.cluster.queue.taken >= nodes);
  return { ms, mb };
}

function alike(name: string, process: AnyProcess, nodes: number, measured: number, targetUs: string): Row {
  const make = (count: number) => cluster(named(count, () => process));
  // Each realm compiles for itself what it runs often.
  return { name, nodes, make, warmUp: Math.max(measured / 2, 100 * nodes), measured, targetUs };
}

/** Servers, and for each of them a client. */
function pairs(server: string, client: string): (nodes: number) => Simulation {
  return (nodes) =>
    cluster(named(nodes, (at) => (at % 2 === 0 ? program(server) : program(client, { args: [`n${at - 1}`] }))));
}

function named(count: number, process: (at: number) => AnyProcess): Record<string, AnyProcess> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, process(at)]));
}

function cluster(nodes: Record<string, AnyProcess>): Simulation {
  return simulate(scenario({ title: "bench", duration: "10d", nodes, network: lan({ latency: ["1ms", "2ms"] }) }), {
    seed: 42,
  });
}

async function usPerEvent(simulation: Simulation, warmUp: number, measured: number): Promise<number> {
  await playUntil(simulation, warmUp);
  const before = simulation.cluster.queue.taken;
  const start = performance.now();
  await playUntil(simulation, before + measured);
  return ((performance.now() - start) * 1_000) / (simulation.cluster.queue.taken - before);
}

async function playUntil(simulation: Simulation, events: number): Promise<void> {
  await play(simulation, { until: ({ cluster }) => cluster.queue.taken >= events });
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

async function usedBytes(): Promise<number> {
  // What is weak is let go in several rounds.
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
