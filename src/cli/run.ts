import type { History } from "../checks/history.js";
import { makeCapsule, type Origin } from "../hunt/capsule.js";
import { type Circumstances, consoleReport } from "../reports/console.js";
import { jsonReport } from "../reports/json.js";
import { styleFor } from "../reports/style.js";
import { realise } from "../scenario/realise.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Edit } from "../simulation/edits.js";
import { play } from "../simulation/play.js";
import type { Report } from "../simulation/report.js";
import { simulate } from "../simulation/run.js";
import type { Simulation } from "../simulation/simulation.js";
import { verifyDeterminism } from "../simulation/verify.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { ExitCode, exitCodeOf } from "./exit-codes.js";
import { keepCapsule } from "./keep-capsule.js";
import { loadScenario } from "./load-scenario.js";
import { guardProcess } from "./process-guard.js";
import { demandSingleValues } from "./single-values.js";
import { version } from "./version.js";
import { writeHistory } from "./write-history.js";
import { writePage } from "./write-page.js";
import type { CommandModule } from "./yargs.js";

export interface RunArguments {
  readonly scenario: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly verify: boolean;
  readonly reporter: "console" | "json";
  readonly capsules: string;
  readonly history: string | undefined;
  readonly html: string | undefined;
}

export const htmlOption = {
  type: "string",
  requiresArg: true,
  describe: "Write a page of what happened, and where it failed, to this file",
} as const;

export const runOptions = {
  seed: {
    type: "string",
    requiresArg: true,
    describe: "What determines the run; drawn and printed if left out [SIM_SEED]",
  },
  set: {
    type: "string",
    array: true,
    nargs: 1,
    default: [],
    describe: "Change the scenario: --set duration=5m",
  },
  verify: { type: "boolean", default: false, describe: "Play twice and compare, event by event" },
  reporter: { choices: ["console", "json"], default: "console", describe: "How to print the report" },
  json: { type: "boolean", default: false, describe: "The same as --reporter json" },
  capsules: {
    type: "string",
    requiresArg: true,
    default: ".faultline",
    describe: "Folder where failing runs are kept",
  },
  history: {
    type: "string",
    requiresArg: true,
    describe: "Write what the clients did to this file, for sim check: JSON lines, or EDN if it ends in .edn",
  },
  html: htmlOption,
} as const;

export function runCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "run <scenario>",
    describe: "Play a scenario once, and judge what happened",
    builder: (yargs) =>
      yargs
        .positional("scenario", { type: "string", describe: "File whose default export is a scenario" })
        .options(runOptions)
        .check((argv) => demandSingleValues(argv, ["seed", "capsules", "history", "html"])),
    handler: async (argv) => {
      const { json, reporter, seed } = argv as unknown as RunArguments & { json: boolean };
      const chosen = { seed: seed ?? process.env.SIM_SEED, reporter: json ? "json" : reporter } as const;
      finish(await runOnce({ ...(argv as unknown as RunArguments), ...chosen }));
    },
  };
}

/** Plays a scenario as the command line asks, prints the report, and returns the exit code. */
async function runOnce(args: RunArguments): Promise<number> {
  const seed = args.seed ?? drawSeed();
  const { source, code } = await loadScenario(args.scenario);
  const form = realise(source, seed, args.set);
  const played = await playForm(form, { seed, verify: args.verify });
  if ("plays" in played) {
    console.error(differenceText(args, seed, played));
    return ExitCode.notDeterministic;
  }
  const { report, wallMs, interrupted } = played;
  const origin: Origin = { scenario: args.scenario, set: args.set, versions: versionsWith(code) };
  const failed = report.verdict === "failed";
  const capsule = failed ? keepCapsule(makeCapsule(report, origin), args.capsules) : null;
  if (args.history !== undefined) writeHistory(played.history, args.history);
  const step = stepOption(report);
  const circumstances = {
    reproduce: commandFor("run", seed, args),
    look: step === null ? null : commandFor("explore", seed, args, step),
    capsule,
    history: args.history === undefined ? null : quote(args.history),
    wallMs,
    verified: args.verify,
  };
  print(report, args.reporter, circumstances);
  if (args.html !== undefined) await writePage(args.html, { form, seed, edits: [] }, circumstances);
  return interrupted ? ExitCode.interrupted : exitCodeOf(report.verdict);
}

/** A run that was played; or, where it was played twice, the difference between the two plays. */
export type Played =
  | { readonly report: Report; readonly history: History; readonly wallMs: number; readonly interrupted: boolean }
  | { readonly step: number; readonly atUs: number; readonly plays: readonly string[] };

/** Plays a form; Ctrl-C ends it early, with what is known by then. */
export async function playForm(
  form: Scenario,
  { seed, edits = [], verify = false }: { seed: string; edits?: readonly Edit[]; verify?: boolean },
): Promise<Played> {
  if (verify) {
    guardProcess();
    const startMs = performance.now();
    const verification = await verifyDeterminism(form, { seed });
    if (!verification.deterministic) return verification;
    const { report, history } = verification;
    return { report, history, wallMs: performance.now() - startMs, interrupted: false };
  }
  const simulation = simulate(form, { seed, edits });
  const { wallMs, interrupted } = await playOn(simulation);
  return { report: simulation.report(), history: simulation.world.history, wallMs, interrupted };
}

/** Plays a simulation to its end, or until somebody presses Ctrl-C. */
export async function playOn(simulation: Simulation): Promise<{ wallMs: number; interrupted: boolean }> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  const startMs = performance.now();
  try {
    await play(simulation, { until: () => interrupted });
    return { wallMs: performance.now() - startMs, interrupted };
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}

export function print(report: Report, reporter: RunArguments["reporter"], circumstances: Circumstances): void {
  const text =
    reporter === "json"
      ? jsonReport(report, circumstances)
      : consoleReport(report, circumstances, styleFor(showsColours(process.stdout)));
  process.stdout.write(text);
}

export function versionsWith(code: string): Origin["versions"] {
  return { faultline: version, node: process.version, code };
}

function differenceText(
  args: RunArguments,
  seed: string,
  { step, atUs, plays }: Extract<Played, { plays: unknown }>,
): string {
  const indent = (text: string) => text.replace(/^/gm, "      ");
  return [
    `✗ not deterministic: two plays of seed ${seed} part at step ${step}, ${atUs} us`,
    `  in the one\n${indent(plays[0])}`,
    `  in the other\n${indent(plays[1])}`,
    "  Something from outside the run takes part: a clock, Math.random, or state that a module keeps.",
    `  again     ${commandFor("run", seed, args)} --verify`,
  ].join("\n\n");
}

/** A seed for those who name none. */
export function drawSeed(): string {
  return String(Math.floor(Math.random() * 1_000_000_000));
}

export function showsColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0";
  return stream.isTTY === true && !NO_COLOR;
}
