import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, printTable } from "./table.js";

/*
 * What hunting costs: runs a second with one worker and with two, in turns, the whole command with its start; and what
 * memory it takes while very many runs go by.
 */

const root = fileURLToPath(new URL("../", import.meta.url));
const rounds = 3;
/** Enough that it does not count for much that each thread starts, and compiles what it plays. */
const runs = 400;
const manyRuns = 10_000;

/** What ought to be reached on two cores. */
const targets = { ratio: 1.7, runsPerSecond: 15 };

export async function huntBench(): Promise<void> {
  execFileSync(process.execPath, ["build.mjs"], { cwd: root });
  const folder = mkdtempSync(join(tmpdir(), "hunt-bench-"));
  try {
    speed(folder);
    await memory(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function speed(folder: string): void {
  const seconds = { 1: [] as number[], 2: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const workers of [1, 2] as const) {
      const args = ["--seeds", `1..${runs}`, "--workers", String(workers), "--results", folder, "--json"];
      const out = execFileSync(process.execPath, ["dist/cli.js", "hunt", "scenarios/partition.ts", ...args], {
        cwd: root,
        stdio: ["ignore", "pipe", "ignore"],
        encoding: "utf8",
      });
      seconds[workers].push(JSON.parse(out).elapsedMs / 1_000);
    }
  }
  const [one, two] = [median(seconds[1]), median(seconds[2])];
  printTable(
    `sim hunt scenarios/partition.ts, ${runs} seeds, medians of ${rounds} rounds`,
    ["workers", "s", "runs/s", "target", "times one worker", "target"],
    [
      ["1", one.toFixed(1), (runs / one).toFixed(1), "", "1.00", ""],
      [
        "2",
        two.toFixed(1),
        (runs / two).toFixed(1),
        `≥ ${targets.runsPerSecond}`,
        (one / two).toFixed(2),
        `≥ ${targets.ratio}`,
      ],
    ],
  );
}

/** Resident memory of the whole command, as the system counts it, while quick runs go by. */
async function memory(folder: string): Promise<void> {
  const results = join(folder, "many");
  const args = ["hunt", "scenarios/clock-skew.ts", "--seeds", `1..${manyRuns}`, "--results", results];
  const child = spawn(process.execPath, ["dist/cli.js", ...args], { cwd: root, stdio: "ignore" });
  const samples: { readonly runs: number; readonly megabytes: number }[] = [];
  const closed = new Promise((done) => child.once("close", done));
  let over = false;
  void closed.then(() => {
    over = true;
  });
  while (!over) {
    await new Promise((wait) => setTimeout(wait, 250));
    const megabytes = residentMegabytes(child.pid as number);
    if (megabytes !== null) samples.push({ runs: linesIn(join(results, "hunt-0001.jsonl")) - 1, megabytes });
  }
  const part = (from: number, to: number) => {
    const own = samples.filter(({ runs }) => runs > from * manyRuns && runs <= to * manyRuns);
    return [`${from * manyRuns} to ${to * manyRuns}`, median(own.map(({ megabytes }) => megabytes)).toFixed(0)];
  };
  printTable(
    `Resident memory over ${manyRuns} runs with as many workers as there are cores`,
    ["runs", "MB, median"],
    [part(0.1, 0.25), part(0.25, 0.5), part(0.5, 0.75), part(0.75, 1)],
  );
}

function residentMegabytes(pid: number): number | null {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    return (Number(pages) * 4_096) / 1e6;
  } catch {
    return null;
  }
}

function linesIn(path: string): number {
  try {
    return readFileSync(path, "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}
