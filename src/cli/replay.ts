import { readFileSync } from "node:fs";
import { type Capsule, parseCapsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { realise } from "../scenario/realise.js";
import { commandFor, quote, stepOption } from "./command-line.js";
import { divergenceFrom } from "./divergence.js";
import { ExitCode, exitCodeOf } from "./exit-codes.js";
import { loadScenario } from "./load-scenario.js";
import { htmlOption, playForm, print, type RunArguments, versionsWith } from "./run.js";
import { writePage } from "./write-page.js";
import type { CommandModule } from "./yargs.js";

interface ReplayArguments {
  readonly capsule: string;
  readonly reporter: RunArguments["reporter"];
  readonly json: boolean;
  readonly html: string | undefined;
}

export const replayOptions = {
  reporter: { choices: ["console", "json"], default: "console", describe: "How to print the report" },
  json: { type: "boolean", default: false, describe: "The same as --reporter json" },
  html: htmlOption,
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

async function replay({ capsule: path, reporter, json, html }: ReplayArguments): Promise<number> {
  const capsule = openCapsule(path);
  const { source, code } = await loadScenario(capsule.scenario);
  const form = realise(source, capsule.seed, capsule.set);
  const played = await playForm(form, capsule);
  if ("plays" in played) return ExitCode.notDeterministic;
  const { report, wallMs, interrupted } = played;
  const step = stepOption(report);
  const circumstances = {
    reproduce: capsule.edits.length > 0 ? `sim replay ${quote(path)}` : commandFor("run", capsule.seed, capsule),
    look: step === null ? null : `sim explore${step} ${quote(path)}`,
    capsule: null,
    wallMs,
    verified: false,
  };
  print(report, json ? "json" : reporter, circumstances);
  if (html !== undefined) await writePage(html, { form, ...capsule }, circumstances);
  if (interrupted) return ExitCode.interrupted;
  const divergence = divergenceFrom(capsule, report, versionsWith(code));
  if (divergence === null) return exitCodeOf(report.verdict);
  const { where, why } = divergence;
  console.error(
    `The replay is another run from somewhere ${where} on: its digest is ${report.digest}, the capsule's is ${capsule.digest} (${why}).`,
  );
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
