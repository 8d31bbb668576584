import { Refusal } from "../kernel/refusal.js";
import type { Range } from "../playback/action.js";
import { parseRange } from "../playback/commands.js";
import { isMistake } from "../playback/mistake.js";
import { printSteps } from "../playback/print.js";
import type { Recording } from "../playback/recording.js";
import { initial } from "../playback/reduce.js";
import { quote } from "./command-line.js";
import { ExitCode } from "./exit-codes.js";
import type { ExploreArguments } from "./explore.js";
import { outsideOf } from "./explorer-outside.js";
import { recordUnless } from "./record-unless.js";
import { showsColours } from "./run.js";
import { changedSince, openSubject, type Subject } from "./subject.js";

/** Opens a run as the command line asks, shows or prints it, and returns the exit code. */
export async function exploreOnce(args: ExploreArguments): Promise<number> {
  const step = args.step === undefined ? undefined : readStep(args.step);
  if (args.print === undefined) demandTerminal(args);
  else readRange(args.print, Number.POSITIVE_INFINITY);
  const subject = await openSubject(args);
  const recording = await recordFirst(subject);
  if (recording === null) return ExitCode.interrupted;
  if (args.print !== undefined) {
    await print(recording, readRange(args.print, recording.length));
    return ExitCode.passed;
  }
  return show(args, subject, recording, step);
}

function readStep(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new Refusal([{ path: "--step", value: text, problem: "must be the number of a step, as in --step 8121" }]);
  }
  return Number(text);
}

function readRange(text: string, length: number): Range {
  const range = parseRange(text, length);
  if (!isMistake(range)) return range;
  throw new Refusal([{ path: "--print", value: text, problem: `does not name any steps: ${range.problem}` }]);
}

function demandTerminal({ run }: ExploreArguments): void {
  if (process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb") return;
  const problem = `needs a terminal; as text, steps are printed by: sim explore --print 0..99 ${quote(run)}`;
  throw new Refusal([{ path: "sim explore", problem }]);
}

/** Records the run that was asked for; null if somebody interrupts it. */
async function recordFirst({ form, seed, edits }: Subject): Promise<Recording | null> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  const tell = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${text}`);
  };
  const told = (share: number) => tell(`recording ${Math.floor(share * 100)} %`);
  process.once("SIGINT", interrupt);
  try {
    told(0);
    return await recordUnless(form, seed, edits, { told, isUnwanted: () => interrupted });
  } finally {
    process.removeListener("SIGINT", interrupt);
    tell("\u001b[K");
  }
}

/** Prints steps as text, until all are printed or nobody reads on. */
async function print(recording: Recording, range: Range): Promise<void> {
  let isRead = true;
  const stop = () => {
    isRead = false;
  };
  process.stdout.once("error", stop);
  for (const line of printSteps(recording, range)) {
    if (!isRead) break;
    // What nobody takes is not heaped up.
    if (!process.stdout.write(`${line}\n`)) await new Promise<unknown>((resume) => process.stdout.write("", resume));
  }
}

async function show(
  args: ExploreArguments,
  subject: Subject,
  recording: Recording,
  step: number | undefined,
): Promise<number> {
  const colours = showsColours(process.stdout);
  // Read when they are imported. Ink knows nothing of NO_COLOR, and takes a terminal in CI for none.
  process.env.NODE_ENV ??= "production";
  process.env.FORCE_COLOR = colours ? "1" : "0";
  const { explore } = await import("../tui/explore.js");
  const ascii = args.ascii || !isUtf8(process.env);
  // A terminal that has gone away cannot be given back, and needs not be.
  process.stdout.on("error", () => {});
  const left = await explore({
    view: initial(recording, step === undefined ? {} : { step }),
    terminal: process.stdout,
    keyboard: process.stdin,
    host: process,
    outside: outsideOf(args.capsules, subject, recording),
    standing: changedSince(subject, recording.report),
    colours,
    ascii,
  });
  if (left === "quit") return ExitCode.passed;
  if (left === "interrupted") return ExitCode.interrupted;
  // Whoever waits for this process sees that it was ended by the signal.
  process.kill(process.pid, left.signal);
  return ExitCode.interrupted;
}

/** Whether the locale has more than ASCII. Where none is set, terminals of today have. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  return locale === "" || /utf-?8/i.test(locale);
}
