import { writeFileSync } from "node:fs";
import { makeCapsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { type MaelstromRun, maelstromScenario } from "../maelstrom/maelstrom.js";
import { NetLog } from "../maelstrom/net-log.js";
import { readOptions } from "../maelstrom/options.js";
import { realProgram } from "../maelstrom/real-program.js";
import { type Results, resultsOf, type Valid } from "../maelstrom/results.js";
import { warningsOf } from "../maelstrom/warnings.js";
import { record } from "../playback/record.js";
import { diagramSvg } from "../reports/diagram-svg.js";
import { maelstromConsole } from "../reports/maelstrom-console.js";
import { type Style, styleFor } from "../reports/style.js";
import { realise } from "../scenario/realise.js";
import type { Report } from "../simulation/report.js";
import { simulate } from "../simulation/run.js";
import type { Simulation } from "../simulation/simulation.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { ExitCode } from "./exit-codes.js";
import { keepCapsule } from "./keep-capsule.js";
import { loadScenario } from "./load-scenario.js";
import { programAt } from "./maelstrom-bin.js";
import { type MaelstromArguments, maelstromOptions, readArguments } from "./maelstrom-options.js";
import { guardProcess } from "./process-guard.js";
import { drawSeed, playOn, showsColours, versionsWith } from "./run.js";
import { writeHistory } from "./write-history.js";
import { placeFor, writeMaelstrom } from "./write-maelstrom.js";
import type { CommandModule } from "./yargs.js";

const exitCodes = { true: ExitCode.passed, false: ExitCode.failed, unknown: ExitCode.inconclusive } as const;

export function maelstromCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "maelstrom [command]",
    describe: "Run a program written for Maelstrom, in JavaScript or TypeScript: -w broadcast --bin ./broadcast.js",
    builder: (yargs) =>
      yargs
        .positional("command", { type: "string", describe: "test, or nothing: there is nothing else to do" })
        .options(maelstromOptions),
    handler: async (argv) => finish(await runMaelstrom(argv as unknown as MaelstromArguments)),
  };
}

/** One run that was played. */
interface Played {
  /** Which of the runs it is, from 1 on. */
  readonly number: number;
  readonly seed: string;
  readonly simulation: Simulation;
  readonly report: Report;
  readonly results: Results;
  readonly valid: Valid;
  readonly wallMs: number;
  readonly interrupted: boolean;
}

async function runMaelstrom(argv: MaelstromArguments): Promise<number> {
  const run = readArguments(argv);
  readOptions(run);
  const scenario = maelstromScenario(run, realProgram(programAt(run.bin), run.args));
  if (argv.scenario !== undefined) {
    const path = writeMaelstrom(run, argv.scenario);
    console.log(`written   ${quote(path)}\nhunt      sim hunt ${quote(path)}`);
    return ExitCode.passed;
  }
  guardProcess();
  const count = argv["test-count"];
  let seed = argv.seed ?? process.env.SIM_SEED ?? drawSeed();
  for (let number = 1; ; number++) {
    const played = { number, ...(await playOnce(scenario, run, seed, argv)) };
    const isLast = number === count || played.valid !== true || played.interrupted;
    if (!isLast) {
      // Of runs without a finding, the last one is told in full.
      if (!argv.json) process.stdout.write(`${briefly(played, count)}\n`);
      seed = seedAfter(seed);
      continue;
    }
    await tell(played, scenario, run, argv);
    return played.interrupted ? ExitCode.interrupted : exitCodes[String(played.valid) as keyof typeof exitCodes];
  }
}

async function playOnce(
  scenario: ReturnType<typeof maelstromScenario>,
  run: MaelstromRun,
  seed: string,
  argv: MaelstromArguments,
): Promise<Omit<Played, "number">> {
  const simulation = simulate(scenario, { seed });
  const wanted = { send: argv["log-net-send"], receive: argv["log-net-recv"], stderr: argv["log-stderr"] };
  const log = new NetLog(simulation.cluster, wanted, (line) => console.error(line));
  if (wanted.send || wanted.receive || wanted.stderr) simulation.cluster.recorder = log;
  const { wallMs, interrupted } = await playOn(simulation);
  log.end();
  const report = simulation.report();
  const results = resultsOf(simulation, report, run);
  return { seed, simulation, report, results, valid: results["valid?"], wallMs, interrupted };
}

async function tell(
  { number, seed, simulation, report, results, valid, wallMs }: Played,
  scenario: ReturnType<typeof maelstromScenario>,
  run: MaelstromRun,
  argv: MaelstromArguments,
): Promise<void> {
  const commands = { again: commandLine(seed), ...(valid === false ? await keep(run, report, argv.capsules) : {}) };
  const circumstances = { warnings: warningsOf(simulation, report), commands, wallMs };
  process.stdout.write(
    argv.json
      ? `${JSON.stringify({ results, runs: number, ...circumstances, report: { ...report, milestones: undefined } }, null, 2)}\n`
      : maelstromConsole(results, report, circumstances, style()),
  );
  if (argv.history !== undefined) writeHistory(simulation.world.history, argv.history);
  if (argv.svg !== undefined) await draw(scenario, seed, argv.svg);
}

function style(): Style {
  return styleFor(showsColours(process.stdout));
}

function briefly({ number, seed, report, valid, wallMs }: Played, count: number): string {
  const { ok = 0, failed = 0, unknown = 0 } = report.history ?? {};
  const outcomes = `${ok} ok, ${failed} fail, ${unknown} info`;
  return `${number} of ${count}   seed ${seed}   ${style().good(`:valid? ${valid}`)}   ${outcomes}   ${Math.round(wallMs)} ms`;
}

/** The next number; a text gets one behind it. */
function seedAfter(seed: string): string {
  const [, text, number] = /^(.*?)(\d*)$/.exec(seed) as RegExpExecArray;
  return number === "" ? `${text}-2` : `${text}${BigInt(number) + 1n}`;
}

/** Draws the beginning of a run, which it plays once more for that. */
async function draw(scenario: ReturnType<typeof maelstromScenario>, seed: string, path: string): Promise<void> {
  const form = realise(scenario, seed);
  const recording = await record(form, { seed });
  try {
    writeFileSync(path, diagramSvg(recording, 0, recording.length - 1));
  } catch (error) {
    throw new Refusal([{ path: "--svg", value: path, problem: `cannot be written to: ${(error as Error).message}` }]);
  }
}

/** The command line that plays the same run again, and that alone. */
function commandLine(seed: string): string {
  const [, ...words] = process.argv.slice(2);
  const isOf = (at: number, option: string) =>
    words[at] === option || words[at - 1] === option || words[at]?.startsWith(`${option}=`);
  const end = words.indexOf("--") < 0 ? words.length : words.indexOf("--");
  const own = words.filter((_, at) => at >= end || !(isOf(at, "--seed") || isOf(at, "--test-count")));
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
