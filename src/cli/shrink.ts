import { type Capsule, makeCapsule } from "../hunt/capsule.js";
import { playRun } from "../hunt/shrink/play-run.js";
import { targetOf } from "../hunt/shrink/target.js";
import { defaultMostRuns, type Progress, type Shrunk, shrink } from "../hunt/shrink.js";
import { Refusal } from "../kernel/refusal.js";
import { formatInstant, parseDuration } from "../kernel/time.js";
import { type ShrinkCircumstances, shrinkJson, shrinkReport } from "../reports/shrink-console.js";
import { styleFor } from "../reports/style.js";
import { realise } from "../scenario/realise.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { divergenceFrom } from "./divergence.js";
import { ExitCode } from "./exit-codes.js";
import { keepCapsule } from "./keep-capsule.js";
import { bundleScenario, evaluateScenario } from "./load-scenario.js";
import { guardProcess } from "./process-guard.js";
import { openCapsule, replayOptions } from "./replay.js";
import { playForm, runOptions, showsColours, versionsWith } from "./run.js";
import { demandSingleValues } from "./single-values.js";
import type { CommandModule } from "./yargs.js";

interface ShrinkArguments {
  readonly capsule: string;
  readonly time: string;
  readonly runs: number;
  readonly capsules: string;
  readonly reporter: "console" | "json";
  readonly json: boolean;
}

export const shrinkOptions = {
  time: { type: "string", requiresArg: true, default: "60s", describe: "How long to go on at most" },
  runs: { type: "number", requiresArg: true, default: defaultMostRuns, describe: "How many runs to play at most" },
  capsules: { ...runOptions.capsules, describe: "Folder where the shrunk run is kept" },
  ...replayOptions,
} as const;

export function shrinkCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "shrink <capsule>",
    describe: "Make a failing run that was kept as simple as it can be",
    builder: (yargs) =>
      yargs
        .positional("capsule", { type: "string", describe: "File that a failing run was kept in" })
        .options(shrinkOptions)
        .check((argv) => demandSingleValues(argv, ["time", "runs", "capsules"])),
    handler: async (argv) => finish(await shrinkCapsule(argv as unknown as ShrinkArguments)),
  };
}

async function shrinkCapsule(args: ShrinkArguments): Promise<number> {
  const limitMs = readTime(args.time) / 1_000;
  const mostRuns = readRuns(args.runs);
  const capsule = openCapsule(args.capsule);
  if (capsule.verdict !== "failed") {
    const problem = `nothing failed in its run (${capsule.verdict}): there is nothing to shrink`;
    throw new Refusal([{ path: args.capsule, problem }]);
  }
  const bundle = await bundleScenario(capsule.scenario);
  if (bundle.programs.length > 0) guardProcess();
  const unshrinkable = await whyNotShrink(capsule, args.capsule, bundle);
  if (unshrinkable !== null) return unshrinkable;

  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  const startMs = performance.now();
  const isUnwanted = () => interrupted || performance.now() - startMs > limitMs;
  process.once("SIGINT", interrupt);
  let shrunk: Shrunk | null;
  try {
    shrunk = await shrink(await evaluateScenario(bundle), capsule, {
      mostRuns,
      isUnwanted,
      told,
      // Nothing that a module of the scenario keeps is seen by the next run.
      play: async (run, limits) => playRun(await evaluateScenario(bundle), run, limits, isUnwanted),
    });
  } finally {
    process.removeListener("SIGINT", interrupt);
    rewrite("");
  }
  if (shrunk === null) {
    console.error("There was no time to play the run once: nothing has been shrunk.");
    return interrupted ? ExitCode.interrupted : ExitCode.inconclusive;
  }
  const ended = {
    "nothing simpler fails": "nothing simpler fails",
    "the budget is used up": `these are all runs of --runs ${mostRuns}, and more may go`,
    interrupted: interrupted
      ? "interrupted, and more may go"
      : `the time of --time ${args.time} is up, and more may go`,
  }[shrunk.ended];
  const isKept = await keepShrunk(shrunk, capsule, bundle, args, { ended, wallMs: performance.now() - startMs });
  return interrupted ? ExitCode.interrupted : isKept ? ExitCode.failed : ExitCode.notDeterministic;
}

type Bundle = Awaited<ReturnType<typeof bundleScenario>>;

/** The exit code if the run that was kept is not one that can be shrunk, or not any more; says why. */
async function whyNotShrink(capsule: Capsule, path: string, bundle: Bundle): Promise<number | null> {
  const source = await evaluateScenario(bundle);
  const played = await playForm(realise(source, capsule.seed, capsule.set), capsule);
  if ("plays" in played) return ExitCode.notDeterministic;
  if (played.interrupted) return ExitCode.interrupted;
  const { report } = played;
  const divergence = divergenceFrom(capsule, report, versionsWith(bundle.code));
  if (divergence === null) return null;
  const isOther = `${path} is another run now, from somewhere ${divergence.where} on (${divergence.why})`;
  const target = targetOf(report);
  if (target !== null && capsule.reasons.some((reason) => reason.startsWith(target.name))) {
    console.error(`${isOther}. It still fails as it did, and is shrunk as it is now.`);
    return null;
  }
  const instead = target === null ? `it is ${report.verdict}` : `${report.reasons[0]}`;
  console.error(
    `${isOther}. It does not fail as it did (${capsule.reasons[0]}), but ${instead}: there is nothing to shrink.`,
  );
  return ExitCode.notDeterministic;
}

/** Plays the shrunk run once more, as anybody would, keeps and prints it; false if it was another run then. */
async function keepShrunk(
  shrunk: Shrunk,
  capsule: Capsule,
  bundle: Bundle,
  { capsules, json, reporter }: ShrinkArguments,
  course: Pick<ShrinkCircumstances, "ended" | "wallMs">,
): Promise<boolean> {
  const { seed, set, edits } = shrunk;
  const form = realise(await evaluateScenario(bundle), seed, set);
  const played = await playForm(form, { seed, edits });
  if ("plays" in played || played.report.digest !== shrunk.report.digest) {
    console.error(
      "The shrunk run is another one each time that it is played: something from outside takes part in it.",
    );
    return false;
  }
  const { report } = played;
  const origin = { scenario: capsule.scenario, set, versions: versionsWith(bundle.code) };
  const shrunkFrom = { seed: capsule.seed, digest: capsule.digest };
  const path = keepCapsule({ ...makeCapsule(report, origin), shrunkFrom }, capsules);
  const circumstances: ShrinkCircumstances = {
    ...course,
    faults: form.faults ?? [],
    reproduce: edits.length > 0 ? `sim replay ${quote(path)}` : commandFor("run", seed, origin),
    look: `sim explore${stepOption(report) ?? ""} ${quote(path)}`,
    capsule: quote(path),
  };
  const result = { ...shrunk, report };
  process.stdout.write(
    json || reporter === "json"
      ? shrinkJson(result, circumstances)
      : shrinkReport(result, circumstances, styleFor(showsColours(process.stdout))),
  );
  return true;
}

function told({ runs, size }: Progress): void {
  const { rows, nodes, clients, events, virtualUs } = size;
  const left = `${rows} faults, ${nodes} nodes, ${clients} clients, ${events} events, ${formatInstant(virtualUs)}`;
  rewrite(`${runs} runs: ${left} left`);
}

/** Writes over the line that a terminal shows last. */
function rewrite(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function readTime(text: string): number {
  const timeUs = parseDuration(text);
  if (typeof timeUs === "number") return timeUs;
  throw new Refusal([{ path: "--time", value: text, problem: timeUs.problem }]);
}

function readRuns(runs: number): number {
  if (Number.isSafeInteger(runs) && runs >= 1) return runs;
  throw new Refusal([{ path: "--runs", value: runs, problem: "must be a whole number, at least 1" }]);
}
