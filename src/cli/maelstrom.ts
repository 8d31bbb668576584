import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeCapsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { formatInstant } from "../kernel/time.js";
import { type MaelstromRun, maelstromScenario } from "../maelstrom/maelstrom.js";
import type { Note } from "../maelstrom/node.js";
import { readOptions } from "../maelstrom/options.js";
import { realProgram } from "../maelstrom/real-program.js";
import { resultsOf, type Valid } from "../maelstrom/results.js";
import { warningsOf } from "../maelstrom/warnings.js";
import { maelstromConsole } from "../reports/maelstrom-console.js";
import { styleFor } from "../reports/style.js";
import type { Report } from "../simulation/report.js";
import { simulate } from "../simulation/run.js";
import type { Simulation } from "../simulation/simulation.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { ExitCode } from "./exit-codes.js";
import { keepCapsule } from "./keep-capsule.js";
import { loadScenario } from "./load-scenario.js";
import { type MaelstromArguments, maelstromOptions, readArguments } from "./maelstrom-options.js";
import { guardMemory } from "./memory-guard.js";
import { drawSeed, playOn, showsColours, versionsWith } from "./run.js";
import { placeFor, writeMaelstrom } from "./write-maelstrom.js";
import type { CommandModule } from "./yargs.js";

const exitCodes = { true: ExitCode.passed, false: ExitCode.failed, unknown: ExitCode.inconclusive } as const;

export function maelstromCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "maelstrom [test]",
    describe: "Run a program written for Maelstrom, in JavaScript or TypeScript: -w broadcast --bin ./broadcast.js",
    builder: (yargs) =>
      yargs
        .positional("test", { choices: ["test"], describe: "May be left out: there is nothing else to do" })
        .options(maelstromOptions),
    handler: async (argv) => finish(await runMaelstrom(argv as unknown as MaelstromArguments)),
  };
}

async function runMaelstrom(argv: MaelstromArguments): Promise<number> {
  const run = readArguments(argv);
  readOptions(run);
  if (argv.scenario !== undefined) {
    const path = writeMaelstrom(run, argv.scenario);
    console.log(`written   ${quote(path)}\nhunt      sim hunt ${quote(path)}`);
    return ExitCode.passed;
  }
  guardMemory();
  const seed = argv.seed ?? process.env.SIM_SEED ?? drawSeed();
  const scenario = maelstromScenario(run, realProgram(programAt(run.bin), run.args));
  const simulation = simulate(scenario, { seed });
  const { wallMs, interrupted } = await playOn(simulation);
  const report = simulation.report();
  const results = resultsOf(simulation, report, run);
  const valid: Valid = results["valid?"];
  const commands = { again: commandLine(seed), ...(valid === false ? await keep(run, report, argv.capsules) : {}) };
  if (argv["log-stderr"]) printNotes(simulation);
  const circumstances = { warnings: warningsOf(simulation, report), commands, wallMs };
  process.stdout.write(
    argv.json
      ? `${JSON.stringify({ results, ...circumstances, report: { ...report, milestones: undefined } }, null, 2)}\n`
      : maelstromConsole(results, report, circumstances, styleFor(showsColours(process.stdout))),
  );
  return interrupted ? ExitCode.interrupted : exitCodes[String(valid) as keyof typeof exitCodes];
}

/** The path of a program, if it is one that can be run here. */
function programAt(bin: string): string {
  const path = resolve(bin);
  const isScript = /\.[cm]?[jt]sx?$/.test(path);
  if (isScript) return path;
  let start = "";
  try {
    start = readFileSync(path, "latin1").slice(0, 100);
  } catch {
    throw new Refusal([{ path: "--bin", value: bin, problem: "is not there, or cannot be read" }]);
  }
  const isOfNode = /^#!.*\b(?:node|tsx|bun|deno)\b/.test(start);
  const problem = isOfNode
    ? "needs a name that ends in .js, .mjs, .cjs or .ts"
    : "is no JavaScript or TypeScript: only that can be run on a virtual clock";
  throw new Refusal([{ path: "--bin", value: bin, problem }]);
}

/** The command line that plays the same run again. */
function commandLine(seed: string): string {
  const [, ...words] = process.argv.slice(2);
  const isSeed = (at: number) =>
    words[at] === "--seed" || words[at - 1] === "--seed" || words[at]?.startsWith("--seed=");
  const end = words.indexOf("--") < 0 ? words.length : words.indexOf("--");
  const own = words.filter((_, at) => at >= end || !isSeed(at));
  return ["sim maelstrom --seed", quote(seed), ...own.map(quote)].join(" ");
}

/** Keeps a run that failed, as a scenario and a capsule: then all other commands can have it. */
async function keep(run: MaelstromRun, report: Report, folder: string): Promise<Record<string, string>> {
  const scenario = writeMaelstrom(run, placeFor(run, folder));
  const { code } = await loadScenario(scenario);
  const subject = { scenario, set: [] };
  const step = stepOption(report);
  const commands = {
    look: commandFor("explore", report.seed, subject, step ?? ""),
    hunt: `sim hunt ${quote(scenario)}`,
  };
  if (report.verdict !== "failed") return commands;
  return { ...commands, kept: keepCapsule(makeCapsule(report, { ...subject, versions: versionsWith(code) }), folder) };
}

function printNotes(simulation: Simulation): void {
  const notes = simulation.world.nodes.flatMap(({ name, state }) =>
    ((state as { readonly notes?: readonly Note[] }).notes ?? []).map((note) => ({ name, ...note })),
  );
  for (const { name, atUs, line } of notes.sort((one, other) => one.atUs - other.atUs)) {
    console.error(`${formatInstant(atUs)} ${name} ${line}`);
  }
}
