import { Refusal } from "../kernel/refusal.js";
import { didYouMean } from "../scenario/field.js";
import { checkOptions } from "./check.js";
import { exploreOptions } from "./explore.js";
import { huntOptions } from "./hunt.js";
import { foreignOptions, maelstromOptions } from "./maelstrom-options.js";
import { replayOptions } from "./replay.js";
import { reportOptions } from "./report.js";
import { runOptions } from "./run.js";
import { shrinkOptions } from "./shrink.js";

const optionNames = [
  ...[
    runOptions,
    replayOptions,
    huntOptions,
    reportOptions,
    shrinkOptions,
    exploreOptions,
    checkOptions,
    maelstromOptions,
  ].flatMap(Object.keys),
  "help",
  "version",
];

/** Makes of the parser's message about a command line one that names the option and the remedy. */
export function usageMistake(message: string, argv: readonly string[]): Refusal {
  const unknown = /^Unknown arguments?: (.*)$/m.exec(message)?.[1].split(", ") ?? unknownOptions(argv);
  if (unknown.length > 0) {
    // The parser names an option of several words twice, in both ways of writing it.
    const named = unknown.filter((name) => !unknown.includes(kebab(name)) || name === kebab(name));
    return new Refusal(
      named.map((name) => ({
        path: name.length > 1 ? `--${name}` : `-${name}`,
        problem:
          (argv[0] === "maelstrom" ? foreignOptions[name] : undefined) ??
          `is no option of this command${didYouMean(name, optionNames).replace(/"(.*)"/, "--$1")}`,
      })),
    );
  }
  const problem = /^Not enough non-option arguments/.test(message)
    ? "needs the path of a file, as in sim run scenarios/partition.ts"
    : message.replaceAll("\n", " ");
  return new Refusal([{ path: "sim", problem }]);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The parser takes what follows an option that it does not know for its value, and then misses that: the path of a file. */
function unknownOptions(argv: readonly string[]): readonly string[] {
  const named = argv.flatMap((argument) => /^--([^=]+)/.exec(argument)?.[1] ?? []);
  return named.filter((name) => !optionNames.includes(name));
}
