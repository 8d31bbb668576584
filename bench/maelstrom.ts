import { fileURLToPath } from "node:url";
import { maelstromScenario } from "../src/maelstrom/maelstrom.js";
import type { MaelstromOptions } from "../src/maelstrom/options.js";
import { realProgram } from "../src/maelstrom/real-program.js";
import { resultsOf } from "../src/maelstrom/results.js";
import type { WorkloadName } from "../src/maelstrom/workloads/workloads.js";
import { play } from "../src/simulation/play.js";
import { simulate } from "../src/simulation/run.js";
import { printTable } from "./table.js";

/*
 * How much faster than in real time programs of Maelstrom run, which is what Maelstrom takes: with partitions, from the
 * first event to the last line of the results, the best of some rounds. Processor time is counted, of all threads, so
 * that a machine with other work to do gives the same figures.
 */

const programs = fileURLToPath(new URL("../test/maelstrom/programs/", import.meta.url));
const rates = [5, 100, 1_000];
const rounds = 3;
const target = { usual: 100, fast: 30 };

const rows: Readonly<Record<WorkloadName, Partial<MaelstromOptions> & { readonly program: string }>> = {
  echo: { program: "echo.js" },
  "unique-ids": { program: "unique-ids.mjs" },
  broadcast: { program: "broadcast.js" },
  "g-set": { program: "g-set.js" },
  "g-counter": { program: "counter.js" },
  "pn-counter": { program: "counter.js" },
  "lin-kv": { program: "lin-kv.js", nodeCount: 3, concurrency: "2n" },
  "txn-list-append": { program: "primary.js", nodeCount: 3, concurrency: "2n" },
  "txn-rw-register": { program: "primary.js", nodeCount: 3, concurrency: "2n" },
  kafka: { program: "kafka.js", nodeCount: 2, concurrency: "2n", nemesis: [] },
};

export async function maelstromBench(): Promise<void> {
  const measured: string[][] = [];
  for (const [workload, { program, ...own }] of Object.entries(rows)) {
    for (const rate of rates) {
      const options = { workload: workload as WorkloadName, nodeCount: 5, timeLimit: 20, nemesis: ["partition"] };
      measured.push(await measure({ ...options, ...own, rate }, program));
    }
  }
  printTable(
    "Programs of Maelstrom, 20 s of work in partitions",
    ["workload", "rate", "messages", "CPU ms", "virtual s / s", "target", "µs per message", "valid?"],
    measured,
  );
}

async function measure(options: MaelstromOptions, program: string): Promise<string[]> {
  let best = Number.POSITIVE_INFINITY;
  let told: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    const simulation = simulate(maelstromScenario(options, realProgram(`${programs}${program}`)), { seed: 1 });
    const before = process.cpuUsage();
    await play(simulation);
    const report = simulation.report();
    const results = resultsOf(simulation, report, options);
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1_000;
    if (ms >= best) continue;
    best = ms;
    const messages = (results.net as { all: { "msg-count": number } }).all["msg-count"];
    told = [
      String(messages),
      ms.toFixed(0),
      (report.virtualUs / 1_000 / ms).toFixed(0),
      `≥ ${(options.rate ?? 5) < 1_000 ? target.usual : target.fast}`,
      ((1_000 * ms) / messages).toFixed(1),
      String(results["valid?"]),
    ];
  }
  return [options.workload, String(options.rate), ...told];
}
