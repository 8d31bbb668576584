#!/usr/bin/env node
import { Refusal } from "../kernel/refusal.js";
import { checkCommand } from "./check.js";
import { ExitCode, exitCodeHelp } from "./exit-codes.js";
import { exploreCommand } from "./explore.js";
import { helpWidth } from "./help-width.js";
import { huntCommand } from "./hunt.js";
import { maelstromCommand } from "./maelstrom.js";
import { replayCommand } from "./replay.js";
import { reportCommand } from "./report.js";
import { runCommand } from "./run.js";
import { shrinkCommand } from "./shrink.js";
import { usageMistake } from "./usage.js";
import { version } from "./version.js";
import { yargs } from "./yargs.js";

/** Runs one command line and returns its exit code; prints everything itself, and never a stack of ours. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.passed;
  const finish = (code: number) => {
    exitCode = code;
  };
  const parser = yargs(withStandardInput(argv))
    .scriptName("sim")
    .usage("$0 <command>\n\nPlays scenarios of distributed systems, each run exactly determined by its seed.")
    .command(runCommand(finish))
    .command(replayCommand(finish))
    .command(shrinkCommand(finish))
    .command(exploreCommand(finish))
    .command(huntCommand(finish))
    .command(reportCommand(finish))
    .command(checkCommand(finish))
    .command(maelstromCommand(finish))
    .demandCommand(1, "Which command? See sim --help.")
    .recommendCommands()
    .strict()
    .exitProcess(false)
    .parserConfiguration({ "boolean-negation": false, "populate--": true })
    .version(version)
    .help()
    .wrap(helpWidth())
    .epilogue(exitCodeHelp)
    .fail((message, error) => {
      throw error === undefined || error.name === "YError" ? usageMistake(message, argv) : error;
    });
  try {
    await parser.parseAsync();
  } catch (thrown) {
    return report(thrown);
  }
  return exitCode;
}

/** The parser drops a dash that stands alone among the histories: it gets what that means. */
function withStandardInput(argv: readonly string[]): readonly string[] {
  return argv[0] === "check" ? argv.map((argument) => (argument === "-" ? "/dev/stdin" : argument)) : argv;
}

function report(thrown: unknown): number {
  if (thrown instanceof Refusal) {
    console.error(thrown.message);
    return ExitCode.usersMistake;
  }
  console.error("This is a bug of faultline. Please report it, with this:\n");
  console.error(thrown);
  return ExitCode.ourBug;
}

// Who reads may have seen enough, as `head` has; the exit code still says how it went.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
