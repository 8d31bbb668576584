import { readFileSync } from "node:fs";
import { type Capsule, parseCapsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { override } from "../scenario/override.js";
import { partingOf } from "../simulation/milestones.js";
import type { Report } from "../simulation/report.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { ExitCode, exitCodeOf } from "./exit-codes.js";
import { loadScenario } from "./load-scenario.js";
import { playForm, print, type RunArguments, versionsWith } from "./run.js";
import type { CommandModule } from "./yargs.js";

interface ReplayArguments {
  readonly capsule: string;
  readonly reporter: RunArguments["reporter"];
  readonly json: boolean;
}

export const replayOptions = {
  reporter: { choices: ["console", "json"], default: "console", describe: "How to print the report" },
  json: { type: "boolean", default: false, describe: "The same as --reporter json" },
} as const;

export function replayCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "replay <capsule>",
    describe: "Play a kept run again, and see whether it is still the same",
    builder: (yargs) =>
      yargs
        .positional("capsule", { type: "string", describe: "File that a failing run was kept in" })
        .options(replayOptions),
    handler: async (argv) => finish(await replay(argv as unknown as ReplayArguments)),
  };
}

async function replay({ capsule: path, reporter, json }: ReplayArguments): Promise<number> {
  const capsule = openCapsule(path);
  const { form, code } = await loadScenario(capsule.scenario);
  const played = await playForm(override(form, capsule.set), capsule);
  if ("plays" in played) return ExitCode.notDeterministic;
  const { report, wallMs, interrupted } = played;
  const step = stepOption(report);
  print(report, json ? "json" : reporter, {
    reproduce: capsule.edits.length > 0 ? `sim replay ${quote(path)}` : commandFor("run", capsule.seed, capsule),
    look: step === null ? null : `sim explore${step} ${quote(path)}`,
    capsule: null,
    wallMs,
    verified: false,
  });
  if (interrupted) return ExitCode.interrupted;
  if (report.digest === capsule.digest) return exitCodeOf(report.verdict);
  console.error(divergence(capsule, report, versionsWith(code)));
  return report.verdict === "passed" ? ExitCode.passed : ExitCode.notDeterministic;
}

/** Reads a capsule from its file; throws a `Refusal` if there is none. */
export function openCapsule(path: string): Capsule {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal([{ path, problem: `it cannot be read: ${(error as Error).message}` }]);
  }
  return parseCapsule(text, path);
}

/** Why a replay is not the same run, as far as versions tell. */
function divergence(capsule: Capsule, { digest, milestones }: Report, present: Capsule["versions"]): string {
  const { versions } = capsule;
  const changed = (Object.keys(present) as (keyof typeof present)[])
    .filter((what) => versions[what] !== present[what])
    .map((what) => `${what} was ${versions[what]}, is ${present[what]}`);
  const why = changed.length === 0 ? "nothing that is known of has changed" : changed.join("; ");
  const [from, to] = partingOf(capsule.milestones, milestones) ?? [];
  const where = from === undefined ? "near the end" : `between step ${from} and step ${to}`;
  return `The replay is another run from somewhere ${where} on: its digest is ${digest}, the capsule's is ${capsule.digest} (${why}).`;
}
