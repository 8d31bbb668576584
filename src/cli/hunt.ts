import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { HuntedRun } from "../hunt/play-run.js";
import { type HuntHeader, type KeptBug, makeHeader, runKey } from "../hunt/results.js";
import type { RunRecord } from "../hunt/run-record.js";
import { parseSeeds, type Seeds, shardOf } from "../hunt/seeds.js";
import { Tally } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";
import { parseDuration } from "../kernel/time.js";
import { ExitCode, exitCodeOfHunt } from "./exit-codes.js";
import { askWorker, HuntPool } from "./hunt-pool.js";
import { HuntProgressLine } from "./hunt-progress-line.js";
import { keepBugs } from "./keep-bugs.js";
import { type Bundle, bundleScenario } from "./load-scenario.js";
import { followUps, type Presentation, presentHunt, readPresentation, reporterOptions } from "./present-hunt.js";
import { type OnEntry, ResultsFile } from "./results-folder.js";
import { demandSingleValues } from "./single-values.js";
import { version } from "./version.js";
import { writePages } from "./write-pages.js";
import type { CommandModule } from "./yargs.js";

export interface HuntArguments extends Presentation {
  readonly scenarios: readonly string[];
  readonly seeds: string | undefined;
  readonly time: string | undefined;
  readonly workers: number;
  readonly shard: string | undefined;
  readonly bail: boolean;
  readonly set: readonly string[];
  readonly results: string;
  readonly resume: boolean;
  readonly "run-time": string;
  readonly shrink: string;
  readonly html: string | undefined;
}

export const huntOptions = {
  seeds: {
    type: "string",
    requiresArg: true,
    describe: "Which seeds: 1..1000, or 1,5,9; with --time, on and on from 1 unless given [SIM_SEEDS]",
  },
  time: { type: "string", requiresArg: true, describe: "Begin no run after this time, as in 10m" },
  workers: {
    type: "number",
    requiresArg: true,
    default: availableParallelism(),
    defaultDescription: "as many as there are cores",
    describe: "Threads that play runs side by side",
  },
  shard: { type: "string", requiresArg: true, describe: "Play a part of the seeds only, as in 2/4" },
  bail: { type: "boolean", default: false, describe: "Stop at the first run that fails" },
  set: { type: "string", array: true, nargs: 1, default: [], describe: "Change the scenarios: --set duration=5m" },
  results: { type: "string", requiresArg: true, default: ".faultline/hunt", describe: "Folder where results are kept" },
  resume: { type: "boolean", default: false, describe: "Go on with the last hunt in that folder" },
  "run-time": { type: "string", requiresArg: true, default: "60s", describe: "Longest time that one run may take" },
  shrink: {
    type: "string",
    requiresArg: true,
    default: "20s",
    describe: "Longest time to shrink each bug; 0s for none",
  },
  html: { type: "string", requiresArg: true, describe: "Write a page for each bug into this folder" },
  ...reporterOptions,
} as const;

export function huntCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "hunt <scenarios..>",
    describe: "Play scenarios from very many seeds, and find those that fail",
    builder: (yargs) =>
      yargs
        .positional("scenarios", { type: "string", array: true, describe: "Files whose default exports are scenarios" })
        .options(huntOptions)
        .check((argv) => demandSingleValues(argv, ["seeds", "time", "shard", "results", "run-time", "shrink", "html"])),
    handler: async (argv) => finish(await hunt(argv as unknown as HuntArguments)),
  };
}

const defaultSeeds = "1..1000";
/** On and on: nobody will come to the last of them. */
const endless = `1..${Number.MAX_SAFE_INTEGER}`;

async function hunt(args: HuntArguments): Promise<number> {
  const startMs = performance.now();
  const untilMs = args.time === undefined ? Number.POSITIVE_INFINITY : startMs + lengthMs("--time", args.time);
  const seedsText = args.seeds ?? process.env.SIM_SEEDS ?? (args.time === undefined ? defaultSeeds : endless);
  const seeds = sharded(parseSeeds(seedsText, "--seeds"), args.shard);
  const runMs = lengthMs("--run-time", args["run-time"]);
  const shrinkMs = args.shrink === "0s" ? 0 : lengthMs("--shrink", args.shrink);
  if (!(Number.isInteger(args.workers) && args.workers >= 1)) {
    throw new Refusal([{ path: "--workers", value: args.workers, problem: "must be a whole number above 0" }]);
  }
  const presentation = readPresentation(args);
  const paths = [...new Set(args.scenarios)];
  const bundles = await Promise.all(paths.map(bundleScenario));
  await demandSound(bundles, seeds.at(0), args.set, runMs);

  const tally = new Tally();
  const done = new Set<string>();
  const kept: KeptBug[] = [];
  const file = open(args, seedsText, bundles, (entry) => {
    if (entry.kind === "kept") kept.push(entry);
    else {
      done.add(runKey(entry.scenario, entry.seed));
      tally.add(entry);
    }
  });
  const { workers, set, results } = args;
  console.error(`hunting in ${paths.join(", ")}, seeds ${seedsText}, results in ${file.path}`);
  const pool = new HuntPool({ bundles, workers, runMs });
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
    void pool.close();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const of = args.time === undefined ? seeds.count * paths.length : null;
  const progress = new HuntProgressLine(tally, { of, workers, startMs });
  try {
    const onRecord = (record: RunRecord) => {
      file.append(record);
      tally.add(record);
    };
    const isOver = () =>
      interruption.signal.aborted || performance.now() > untilMs || (args.bail && tally.failures.runs > 0);
    await pool.play(runsOf(paths, seeds, set, done), onRecord, isOver);
    await pool.close();
    if (!interruption.signal.aborted) {
      const onKept = (bug: KeptBug) => {
        file.append(bug);
        kept.push(bug);
      };
      const folder = join(results, "capsules");
      const givenUp = interruption.signal;
      const options = { bundles, workers, set, runMs, shrinkMs, folder, onKept, givenUp };
      await keepBugs(tally.summary().bugs, options);
    }
  } finally {
    progress.end();
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
    file.close();
  }
  const interrupted = interruption.signal.aborted;
  const summary = tally.summary();
  const followUp = followUps(set, kept);
  if (args.html !== undefined && !interrupted) {
    await writePages(summary.bugs, { bundles, set, runMs, folder: args.html, followUp });
  }
  presentHunt(summary, { elapsedMs: performance.now() - startMs, workers, interrupted, followUp }, presentation);
  return interrupted ? ExitCode.interrupted : exitCodeOfHunt(summary);
}

/** Of so many seeds, one is played twice and compared, the first one among them. */
const comparedEvery = 100;

/** Seed by seed all scenarios, so that a hunt that is ended early has seen something of each. */
function* runsOf(
  paths: readonly string[],
  seeds: Seeds,
  set: readonly string[],
  done: ReadonlySet<string>,
): Generator<HuntedRun> {
  let place = 0;
  for (const seed of seeds) {
    const twice = place++ % comparedEvery === 0;
    for (const scenario of paths) {
      if (!done.has(runKey(scenario, seed))) yield { scenario, seed, set, twice };
    }
  }
}

/** Refuses scenarios with mistakes before any of them is played. */
async function demandSound(
  bundles: readonly Bundle[],
  seed: string,
  set: readonly string[],
  mostMs: number,
): Promise<void> {
  const mistakes = await askWorker(bundles, "check", { seed, set }, mostMs);
  if (mistakes === null) {
    throw new Refusal([
      { path: "sim hunt", problem: `scenarios are not read within ${mostMs / 1_000} s, or end their thread` },
    ]);
  }
  if (mistakes.length > 0) throw new Refusal(mistakes);
}

/** The file that results go to: a new one, or the last one, whose runs are told of. */
function open(args: HuntArguments, seeds: string, bundles: readonly Bundle[], onEntry: OnEntry): ResultsFile {
  const { set, results, resume, shard = null } = args;
  const scenarios = bundles.map(({ path, code }) => ({ path, code }));
  const header = makeHeader({ scenarios, set, seeds, shard, versions: { faultline: version, node: process.version } });
  return resume
    ? ResultsFile.resume(results, (kept) => demandSame(kept, header), onEntry)
    : ResultsFile.create(results, header);
}

/** Refuses to go on with a hunt in other scenarios: its runs would not be comparable. */
function demandSame(kept: HuntHeader, header: HuntHeader): void {
  const refuse = (problem: string): never => {
    throw new Refusal([{ path: "--resume", problem }]);
  };
  const listed = ({ scenarios }: HuntHeader) =>
    scenarios
      .map(({ path }) => path)
      .sort()
      .join(", ");
  if (listed(kept) !== listed(header)) refuse(`that hunt is in ${listed(kept)}, this one in ${listed(header)}`);
  const changed = header.scenarios.find(
    ({ path, code }) => kept.scenarios.find((other) => other.path === path)?.code !== code,
  );
  if (changed !== undefined) refuse(`${changed.path} has changed since that hunt began`);
  if (kept.set.join("\n") !== header.set.join("\n"))
    refuse(`that hunt has --set ${kept.set.join(" --set ") || "nothing"}`);
}

function sharded(seeds: Seeds, shard: string | undefined): Seeds {
  if (shard === undefined) return seeds;
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (!(Number(number) >= 1 && Number(number) <= Number(of))) {
    throw new Refusal([{ path: "--shard", value: shard, problem: "must be a part of a whole, as in 2/4" }]);
  }
  return shardOf(seeds, Number(number), Number(of));
}

function lengthMs(option: string, text: string): number {
  const lengthUs = parseDuration(text);
  if (typeof lengthUs === "number" && lengthUs > 0) return lengthUs / 1_000;
  const problem = typeof lengthUs === "number" ? "must be longer than nothing" : lengthUs.problem;
  throw new Refusal([{ path: option, value: text, problem }]);
}
