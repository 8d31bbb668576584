import { appendFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { KeptBug } from "../hunt/results.js";
import type { Bug, Summary } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";
import { githubAnnotations, stepSummary } from "../reports/github.js";
import type { FollowUp, HuntCircumstances } from "../reports/hunt-circumstances.js";
import { huntConsole } from "../reports/hunt-console.js";
import { huntJson } from "../reports/hunt-json.js";
import { junit } from "../reports/junit.js";
import { styleFor } from "../reports/style.js";
import { commandFor, quote } from "./command-line.js";
import { makeFolder } from "./make-folder.js";
import { showsColours } from "./run.js";

type Reporter = (summary: Summary, circumstances: HuntCircumstances, isForTerminal: boolean) => string;

/** Each way to tell what a hunt has found, by its name on the command line. */
const reporters = {
  console: (summary, circumstances, isForTerminal) =>
    huntConsole(summary, circumstances, styleFor(isForTerminal && showsColours(process.stdout))),
  json: huntJson,
  junit,
  github: githubAnnotations,
} satisfies Record<string, Reporter>;

type ReporterName = keyof typeof reporters;

export const reporterOptions = {
  reporter: {
    choices: Object.keys(reporters),
    array: true,
    nargs: 1,
    default: ["console"],
    describe: "How to tell what was found; may be given several times",
  },
  json: { type: "boolean", default: false, describe: "The same as --reporter json" },
  out: {
    type: "string",
    array: true,
    nargs: 1,
    default: [],
    describe: "Write what a reporter tells to a file, as in --out junit=report.xml",
  },
} as const;

/** What the command line says of how to tell it. */
export interface Presentation {
  readonly reporter: readonly string[];
  readonly json: boolean;
  readonly out: readonly string[];
}

/** What is to be told where: by each reporter, on standard output (null) or into a file. Refuses what cannot be. */
export function readPresentation({
  reporter,
  json,
  out,
}: Presentation): readonly (readonly [ReporterName, string | null])[] {
  const files = new Map(out.map((text) => readOut(text)));
  const named = json ? ["json"] : reporter;
  const names = [...new Set([...named, ...files.keys()])] as ReporterName[];
  const printed = names.filter((name) => !files.has(name));
  if (printed.length > 1) {
    const problem = `would print over each other: give all but one a file, as in --out ${printed[1]}=path`;
    throw new Refusal([{ path: "--reporter", value: printed, problem }]);
  }
  return names.map((name) => [name, files.get(name) ?? null]);
}

function readOut(text: string): [ReporterName, string] {
  const [, name, path] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined && Object.hasOwn(reporters, name)) return [name as ReporterName, path];
  const problem = `must be reporter=path, with one of ${Object.keys(reporters).join(", ")}`;
  throw new Refusal([{ path: "--out", value: text, problem }]);
}

/** Tells what a hunt has found; on GitHub, in its ways too. */
export function presentHunt(
  summary: Summary,
  circumstances: HuntCircumstances,
  presentation: ReturnType<typeof readPresentation>,
): void {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env;
  const isTold = presentation.some(([name]) => name === "github");
  // Workflow commands are read on standard error, too, where they do not mix with a report for programs.
  if (GITHUB_ACTIONS === "true" && !isTold) process.stderr.write(githubAnnotations(summary, circumstances));
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, stepSummary(summary, circumstances));
  for (const [name, path] of presentation) {
    const text = reporters[name](summary, circumstances, path === null);
    if (path === null) process.stdout.write(text);
    else write(path, text);
  }
}

function write(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    throw new Refusal([{ path: "--out", value: path, problem: `cannot be written: ${(error as Error).message}` }]);
  }
}

/** How bugs are seen again: by commands for the shortest run of each, and by what was kept of it. */
export function followUps(set: readonly string[], kept: readonly KeptBug[]): (bug: Bug) => FollowUp {
  return ({ scenario, signature, shortest: { seed, failure } }) => {
    const own = kept.findLast((other) => other.scenario === scenario && other.signature === signature);
    const run = { scenario, set };
    const step = failure?.step ?? null;
    const look = commandFor("explore", seed, run, step === null ? "" : ` --step ${step}`);
    return {
      commands: {
        replay: commandFor("run", seed, run),
        ...(failure === null ? {} : { look }),
        ...(own === undefined ? {} : { kept: `sim replay ${quote(own.capsule)}` }),
        ...(own?.shrunk == null ? {} : { smaller: `sim replay ${quote(own.shrunk.capsule)}` }),
      },
      capsule: own?.capsule ?? null,
      shrunk: own?.shrunk ?? null,
    };
  };
}
