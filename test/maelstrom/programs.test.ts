import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { maelstromScenario } from "../../src/maelstrom/maelstrom.js";
import type { MaelstromOptions } from "../../src/maelstrom/options.js";
import { realProgram } from "../../src/maelstrom/real-program.js";
import { resultsOf } from "../../src/maelstrom/results.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";

const seeds = [1, 2, 3];

const fast = { timeLimit: 10, rate: 50 } as const;
const gossiping = { ...fast, nodeCount: 5, latency: 20, latencyDist: "exponential", nemesisInterval: 3 } as const;

/** A program, what it is asked for, and its twins: which flaw, and whether it shows with and without partitions. */
const rows: readonly {
  readonly program: string;
  readonly options: MaelstromOptions;
  readonly twins: Readonly<Record<string, "always" | "in partitions">>;
}[] = [
  { program: "echo.js", options: { ...fast, workload: "echo", nodeCount: 3 }, twins: {} },
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
    program: "kafka.js",
    options: { ...fast, workload: "kafka", nodeCount: 3, concurrency: "2n", rate: 200 },
    twins: { reuse: "always" },
  },
];

async function playOnce(program: string, args: readonly string[], options: MaelstromOptions, seed: number) {
  const file = resolve(import.meta.dirname, "programs", program);
  const simulation = simulate(maelstromScenario(options, realProgram(file, args)), { seed });
  await play(simulation);
  const report = simulation.report();
  return { report, results: resultsOf(simulation, report, options) };
}

const whenever = [
  { name: "without partitions", nemesis: [] },
  { name: "with partitions", nemesis: ["partition"] },
];

describe.each(rows)("$program under $options.workload", ({ program, options, twins }) => {
  test.each(whenever)("is valid $name", async ({ nemesis }) => {
    for (const seed of seeds) {
      const { report, results } = await playOnce(program, [], { ...options, nemesis }, seed);
      expect(report.errors).toEqual([]);
      expect({ seed, ...results }).toMatchObject({ seed, "valid?": true });
    }
  });

  for (const [flaw, shows] of Object.entries(twins)) {
    for (const { name, nemesis } of whenever) {
      const isCaught = shows === "always" || nemesis.length > 0;
      test(`with --${flaw}, it is ${isCaught ? "caught" : "valid"} ${name}`, async () => {
        const verdicts = [];
        for (const seed of seeds) {
          const { results } = await playOnce(program, [`--${flaw}`], { ...options, nemesis }, seed);
          verdicts.push((results.workload as { "valid?": unknown })["valid?"]);
        }
        expect(verdicts.includes(false)).toBe(isCaught);
      });
    }
  }
});
