import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { play, program, protocol, type Simulation } from "../src/index.js";
import type { AnyProcess } from "../src/node/process.js";
import { cluster, freshBall, rallyProgram } from "./messages.js";
import { printTable } from "./table.js";

/*
 * Memory after the garbage is collected, typed arrays included: what a large cluster takes, and whether a run that
 * nobody reads takes more the longer it lasts.
 */

const idleNodes = 10_000;
const targetMb = 200;
const rallyNodes = 100;
/** Events after which memory is looked at; the first are there to let tables and compiled code grow to their size. */
const checkpoints = [100_000, 1_000_000, 5_000_000];

const idleProtocol = protocol<{ state: Record<string, never> }>({ state: () => ({}) });
const idleProgram = program(async (cx) => {
  for await (const _ of cx.inbox);
});

export async function memoryBench(): Promise<void> {
  const idleRows: string[][] = [];
  for (const [name, process] of [
    ["protocols", idleProtocol],
    ["programs", idleProgram],
  ] as const) {
    const before = usedBytes();
    const simulation = cluster(process, idleNodes);
    await playEvents(simulation, idleNodes);
    const bytes = usedBytes() - before;
    idleRows.push([name, mb(bytes), `< ${targetMb}`, String(Math.round(bytes / simulation.cluster.names.length))]);
  }
  const idleHeader = ["nodes", "MB", "target", "bytes per node"];
  printTable(`${idleNodes} idle nodes, started`, idleHeader, idleRows);

  const rallyRows: string[][] = [];
  for (const [name, process] of [
    ["ping, fresh message", freshBall],
    ["programs, await a message, send one", rallyProgram],
  ] as const) {
    const used = await usedAlong(process);
    const growth = (used[used.length - 1] - used[0]) / (checkpoints[checkpoints.length - 1] - checkpoints[0]);
    rallyRows.push([name, ...used.map(mb), growth.toFixed(3)]);
  }
  const after = checkpoints.map((events) => `MB after ${events / 1_000}k`);
  const title = `A run of ${rallyNodes} nodes that nobody reads, by events`;
  printTable(title, ["workload", ...after, "bytes per further event"], rallyRows);
}

/** What a run takes at each checkpoint, beyond what was there before it. */
async function usedAlong(process: AnyProcess): Promise<number[]> {
  const before = usedBytes();
  const simulation = cluster(process, rallyNodes);
  const used: number[] = [];
  for (const events of checkpoints) {
    await playEvents(simulation, events);
    used.push(usedBytes() - before);
  }
  return used;
}

async function playEvents(simulation: Simulation, events: number): Promise<void> {
  await play(simulation, { until: ({ cluster }) => cluster.queue.taken >= events });
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function usedBytes(): number {
  // Finalizers and weak references take a second round.
  for (let round = 0; round < 3; round++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function mb(bytes: number): string {
  return (bytes / 1_000_000).toFixed(2);
}
