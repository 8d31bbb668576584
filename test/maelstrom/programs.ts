import { resolve } from "node:path";
import { maelstromScenario } from "../../src/maelstrom/maelstrom.js";
import type { MaelstromOptions } from "../../src/maelstrom/options.js";
import { realProgram } from "../../src/maelstrom/real-program.js";
import { resultsOf } from "../../src/maelstrom/results.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";

const fast = { timeLimit: 10, rate: 50 } as const;
const gossiping = { ...fast, nodeCount: 5, latency: 20, latencyDist: "exponential", nemesisInterval: 3 } as const;

/** A program, what it is asked for, and its twins: which flaw, and whether it shows with and without partitions. */
export interface ProgramRow {
  readonly program: string;
  readonly options: MaelstromOptions;
  readonly twins: Readonly<Record<string, "always" | "in partitions">>;
}

export const rows: readonly ProgramRow[] = [
  { program: "echo.js", options: { ...fast, workload: "echo", nodeCount: 3 }, twins: { "mix-up": "always" } },
  {
    program: "unique-ids.mjs",
    options: { ...fast, workload: "unique-ids", nodeCount: 3, availability: "total" },
    twins: { duplicate: "always" },
  },
  {
    program: "broadcast.js",
    options: { ...gossiping, workload: "broadcast" },
    twins: { lose: "always", "tell-once": "in partitions" },
  },
  { program: "g-set.js", options: { ...gossiping, workload: "g-set" }, twins: { forget: "always" } },
  { program: "counter.js", options: { ...gossiping, workload: "g-counter" }, twins: { "count-twice": "always" } },
  { program: "counter.js", options: { ...gossiping, workload: "pn-counter" }, twins: { "count-twice": "always" } },
  {
    program: "seq-counter.js",
    options: { ...fast, workload: "g-counter", nodeCount: 3, latency: 2 },
    twins: { stale: "always" },
  },
  {
    program: "lin-kv.js",
    options: { ...fast, workload: "lin-kv", nodeCount: 3, latency: 5, concurrency: "2n", rate: 200 },
    twins: { cache: "always", sequential: "always", lww: "always" },
  },
  {
    program: "transactions.js",
    options: { ...fast, workload: "txn-list-append", nodeCount: 3, latency: 2 },
    twins: { dirty: "always", "step-by-step": "always" },
  },
  {
    program: "transactions.js",
    options: { ...fast, workload: "txn-rw-register", nodeCount: 3, latency: 2, consistencyModels: ["read-committed"] },
    twins: { dirty: "always" },
  },
  {
    program: "primary.js",
    options: { ...fast, workload: "txn-list-append", nodeCount: 3, latency: 2, concurrency: "2n" },
    twins: { cache: "always" },
  },
  {
    program: "available.js",
    options: {
      ...fast,
      workload: "txn-rw-register",
      nodeCount: 2,
      concurrency: "2n",
      latency: 20,
      latencyDist: "exponential",
      availability: "total",
      consistencyModels: ["read-committed"],
    },
    twins: { leak: "always" },
  },
  {
    program: "kafka.js",
    options: { ...fast, workload: "kafka", nodeCount: 3, concurrency: "2n", rate: 200 },
    twins: { reuse: "always" },
  },
];

export async function playProgram(program: string, args: readonly string[], options: MaelstromOptions, seed: number) {
  const file = resolve(import.meta.dirname, "programs", program);
  const simulation = simulate(maelstromScenario(options, realProgram(file, args)), { seed });
  await play(simulation);
  const report = simulation.report();
  return { report, results: resultsOf(simulation, report, options) };
}
