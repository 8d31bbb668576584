import { formats } from "../histories/format.js";
import { historyModels } from "../histories/models.js";
import { defaultLimits } from "../kernel/limits.js";
import { Refusal } from "../kernel/refusal.js";
import { fold } from "../reports/columns.js";
import { helpWidth } from "./help-width.js";
import type { CommandModule } from "./yargs.js";

export interface CheckArguments {
  readonly histories: readonly string[];
  readonly model: string | undefined;
  readonly consistency: string | undefined;
  readonly format: string;
  readonly html: string | undefined;
  readonly json: boolean;
  readonly "max-steps": number;
}

export const checkOptions = {
  model: { type: "string", requiresArg: true, describe: "What the history is about (below); told from it if left out" },
  consistency: {
    type: "string",
    requiresArg: true,
    describe: "What must hold, several with commas: linearizable, causal, availability=0.9 …",
  },
  format: {
    choices: ["auto", ...formats.map(({ name }) => name)],
    default: "auto",
    describe: "What the file is; told from it if left out",
  },
  html: { type: "string", requiresArg: true, describe: "Write a page about the history to this file" },
  json: { type: "boolean", default: false, describe: "Print one JSON object" },
  "max-steps": {
    type: "number",
    requiresArg: true,
    default: defaultLimits.searchSteps,
    describe: "How long to search before the verdict is unknown",
  },
} as const;

export function checkCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "check <histories..>",
    describe: "Judge histories of any system: what its clients asked and were answered",
    builder: (yargs) =>
      yargs
        .positional("histories", {
          type: "string",
          array: true,
          describe: "Files, directories of them, or - for standard input",
        })
        .options(checkOptions)
        .epilogue(tables())
        .check((argv) => {
          for (const name of ["model", "consistency", "format", "html", "max-steps"]) {
            if (Array.isArray(argv[name]))
              throw new Refusal([{ path: `--${name}`, problem: "is given more than once" }]);
            if (argv[name] === "") throw new Refusal([{ path: `--${name}`, problem: "needs a value" }]);
          }
          return true;
        }),
    handler: async (argv) => {
      // Loaded when it is needed: the other commands have no use for all these checks.
      const { checkHistories } = await import("./check-histories.js");
      finish(await checkHistories(argv as unknown as CheckArguments));
    },
  };
}

/** What there is to choose from, a line each where there is room. */
function tables(): string {
  const width = Math.max(...historyModels.map(({ name }) => name.length));
  const room = helpWidth() - width - 4;
  const line = ({ name, about }: { readonly name: string; readonly about: string }) =>
    fold(about, room)
      .map((part, at) => `  ${(at === 0 ? name : "").padEnd(width)}  ${part}`)
      .join("\n");
  return [
    "Models:",
    ...historyModels.map(line),
    "\nFormats:",
    ...formats.map(line),
    "\nExit codes of sim check: 0 valid   1 invalid   2 your mistake   3 unknown",
  ].join("\n");
}
