import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { play, type Scenario, simulate } from "../src/index.js";
import { median, printTable } from "./table.js";

/*
 * What a user waits for: one run of each scenario that comes with the package, in a process that is warm, and the whole
 * command in a process of its own, which starts Node, loads faultline, bundles the scenario, runs and reports.
 */

const root = fileURLToPath(new URL("../", import.meta.url));
const warmUpSeeds = 3;
const measuredSeeds = 9;
const coldRounds = 5;

/** What ought to be kept on an ordinary machine, in ms. */
const targets = { warm: { "partition.ts": 150 }, cold: 1_500 };

interface Run {
  readonly playMs: number;
  readonly judgeMs: number;
  readonly events: number;
  readonly passed: boolean;
}

export async function scenariosBench(): Promise<void> {
  const rows: string[][] = [];
  for (const file of readdirSync(`${root}scenarios`).filter((name) => name.endsWith(".ts"))) {
    const { default: form } = await import(`../scenarios/${file}`);
    const runs: Run[] = [];
    for (let seed = 0; seed < warmUpSeeds + measuredSeeds; seed++) runs.push(await timeRun(form, seed));
    const measured = runs.slice(warmUpSeeds);
    const middle = (figure: (run: Run) => number) => median(measured.map(figure));
    const totalMs = middle(({ playMs, judgeMs }) => playMs + judgeMs);
    const targetMs = (targets.warm as Readonly<Record<string, number>>)[file];
    rows.push([
      file,
      totalMs.toFixed(1),
      targetMs === undefined ? "" : `< ${targetMs}`,
      (1_000 / totalMs).toFixed(1),
      middle(({ playMs }) => playMs).toFixed(1),
      middle(({ judgeMs }) => judgeMs).toFixed(1),
      middle(({ events }) => events).toFixed(0),
      middle(({ playMs, events }) => events / playMs).toFixed(0),
      `${measured.filter(({ passed }) => passed).length} of ${measured.length}`,
    ]);
  }
  const header = [
    "scenario",
    "one run, ms",
    "target",
    "runs/s",
    "play, ms",
    "judge, ms",
    "events",
    "k events/s in play",
  ];
  printTable(`One run, warm: medians of ${measuredSeeds} seeds`, [...header, "passed"], rows);
  coldBench();
}

async function timeRun(form: Scenario, seed: number): Promise<Run> {
  const start = performance.now();
  const simulation = simulate(form, { seed });
  await play(simulation);
  const played = performance.now();
  const { verdict, events } = simulation.report();
  const judged = performance.now();
  return { playMs: played - start, judgeMs: judged - played, events, passed: verdict === "passed" };
}

/** The command as a user runs it, taking turns with a Node that does nothing. */
function coldBench(): void {
  execFileSync(process.execPath, ["build.mjs"], { cwd: root });
  const commandMs: number[] = [];
  const nodeMs: number[] = [];
  for (let round = 0; round < coldRounds; round++) {
    commandMs.push(timeNode(["dist/cli.js", "run", "--seed", "42", "scenarios/partition.ts"]));
    nodeMs.push(timeNode(["-e", "0"]));
  }
  const ms = median(commandMs);
  const row = [ms.toFixed(0), `< ${targets.cold}`, median(nodeMs).toFixed(0), (ms / median(nodeMs)).toFixed(1)];
  const title = `The whole command, cold: medians of ${coldRounds} rounds`;
  printTable(
    title,
    ["command", "ms", "target", "node -e 0, ms", "ratio"],
    [["sim run scenarios/partition.ts", ...row]],
  );
}

function timeNode(words: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, words, { cwd: root, stdio: "ignore" });
  return performance.now() - start;
}
