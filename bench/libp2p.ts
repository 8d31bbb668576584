import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { lan, play, program, simulate } from "../src/index.js";
import { bundleProgram } from "../src/runtime/bundle.js";
import { provideCode } from "../src/runtime/code.js";
import { printTable } from "./table.js";

/*
 * Peers of js-libp2p, unmodified: what the program costs once, what each peer costs that is alone, and what a cluster
 * costs that talks, in time and memory. Targets are those of a sketch of such a runtime, on two shared cores.
 */

const aloneNodes = 20;
/** They chat; looking for each other's cards as well would be six times as many events. */
const cluster = { nodes: 30, friends: 4, seconds: 30 };
const targets = { startMs: 35, startMb: 2.47, ms: 120_000, usPerEvent: 600, peakMb: 1_090 };

export async function libp2pBench(): Promise<void> {
  const file = new URL("../scenarios/libp2p/node.ts", import.meta.url).pathname;
  const bundling = performance.now();
  const bundle = bundleProgram(file);
  const bundled = performance.now();
  provideCode(bundle);
  const compileMs = performance.now() - bundled;
  const bundleRow = [(bundle.text.length / 1e6).toFixed(2), (bundled - bundling).toFixed(0), compileMs.toFixed(0)];
  printTable(
    "The program of a libp2p peer, once per process",
    ["bundle, MB", "bundling, ms", "compiling, ms"],
    [bundleRow],
  );

  const before = usedMb();
  const started = process.cpuUsage();
  const alone = peers(aloneNodes, 0);
  await play(alone, { until: ({ cluster }) => cluster.queue.nowUs > 900_000 });
  const startMs = cpuMs(started) / aloneNodes;
  const startMb = (usedMb() - before) / aloneNodes;
  const startRow = [startMs.toFixed(1), `< ${targets.startMs}`, startMb.toFixed(2), `< ${targets.startMb}`];
  printTable(
    `One of ${aloneNodes} peers that listen and are alone`,
    ["start, CPU ms", "target", "MB", "target"],
    [startRow],
  );

  const { nodes, friends, seconds } = cluster;
  const simulation = peers(nodes, friends);
  const playing = performance.now();
  const working = process.cpuUsage();
  let peakMb = 0;
  await play(simulation, {
    until: ({ cluster }) => {
      if (cluster.queue.taken % 1_000 === 0) peakMb = Math.max(peakMb, process.memoryUsage().rss / 1e6);
      return cluster.queue.nowUs > seconds * 1e6;
    },
  });
  const wallMs = performance.now() - playing;
  const workMs = cpuMs(working);
  const events = simulation.cluster.queue.taken;
  printTable(
    `${nodes} peers for ${seconds} s, each with ${friends} friends to begin with`,
    [
      "events",
      "wall, ms",
      "CPU, ms",
      "target",
      "CPU µs per event",
      "target",
      "live MB per peer",
      "peak resident MB",
      "target",
    ],
    [
      [
        events.toFixed(0),
        wallMs.toFixed(0),
        workMs.toFixed(0),
        `< ${targets.ms}`,
        ((workMs * 1_000) / events).toFixed(0),
        `< ${targets.usPerEvent}`,
        ((usedMb() - before) / nodes).toFixed(2),
        peakMb.toFixed(0),
        `< ${targets.peakMb}`,
      ],
    ],
  );
}

/** Peers in a ring, each of which knows the next ones. */
function peers(count: number, friends: number) {
  const names = Array.from({ length: count }, (_, index) => `peer${index}`);
  const nodes = names.map((name, index) => {
    const known = Array.from({ length: friends }, (_, step) => `${names[(index + step + 1) % count]}:4001`);
    return [name, program("../scenarios/libp2p/node.ts", { args: ["4001", ...known], env: { CARDS: "no" } })];
  });
  const network = lan({ latency: ["1ms", "5ms"], inOrder: true });
  return simulate(
    { title: "peers", duration: "30s", rest: "1s", nodes: Object.fromEntries(nodes), network },
    { seed: 1 },
  );
}

/** Of all threads of this process: what others do on the machine shows less in it than in the time on the wall. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function usedMb(): number {
  for (let round = 0; round < 3; round++) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}
