import { commandFor, quote, stepOption } from "../cli/command-line.js";
import type { RunRecord } from "../hunt/run-record.js";
import { plural } from "../hunt/summary.js";
import { consoleReport } from "../reports/console.js";
import { styleFor } from "../reports/style.js";
import type { ScenarioSource } from "../scenario/realise.js";
import type { Report } from "../simulation/report.js";

/** What a test plays, and where it stands: all that it takes to play a seed of it again. */
export interface Replayable {
  /** The names of the groups that the test is in, and its own. */
  readonly names: readonly string[];
  /** Its file, relative to where the tests were started. */
  readonly file: string;
  /** A form, or the path of a scenario's file. */
  readonly scenario: ScenarioSource | string;
  readonly set: readonly string[];
}

/** More seeds than these are counted, and neither listed nor kept. */
export const mostTold = 10;

/** A test as its failing seeds are kept, and its runs are recorded. */
export function nameOfTest({ names }: Replayable): string {
  return names.join(" ");
}

/** A run that has failed, and how many came before it. */
export function tellFailure(test: Replayable, report: Report, records: readonly RunRecord[]): string {
  const { wallMs } = records[records.length - 1];
  const commands = commandsFor(test, report.seed, stepOption(report) ?? "");
  const text = consoleReport(report, { ...commands, capsule: null, wallMs, verified: false }, styleFor(false));
  const before =
    records.length === 1 ? "the first that was played" : `${plural(records.length - 1, "seed")} played before`;
  return `${text}  seed      ${before}\n`;
}

/** The seeds that failed, where there are several; then the first of them in full. */
export function tellFailures(records: readonly RunRecord[], first: string): string {
  const failures = records.filter(({ outcome }) => outcome === "failed");
  if (failures.length === 1) return `${failures[0].reasons[0]}\n\n${first}`;
  const rows = failures.slice(0, mostTold).map(({ seed, reasons }) => `  seed ${seed.padEnd(8)} ${reasons[0]}`);
  const rest = failures.length > mostTold ? [`  … and ${failures.length - mostTold} more`] : [];
  const head = `${failures.length} of ${plural(records.length, "seed")} failed`;
  return `${head}\n\n${[...rows, ...rest].join("\n")}\n\n${first}`;
}

/** Doubts about one run by itself: what did not happen in it may have happened in another. */
export function ownDoubts({ outcome, reasons }: RunRecord): readonly string[] {
  return outcome === "inconclusive" ? reasons.filter((reason) => !/^sometimes ".*" never happened$/s.test(reason)) : [];
}

/** What many runs together have not shown. */
export function tellDoubts(test: Replayable, doubts: readonly string[], records: readonly RunRecord[]): string {
  const lines = doubts.map((doubt) => `  ${doubt.replace(`${nameOfTest(test)}: `, "")}\n`);
  const doubtful = records.find((record) => ownDoubts(record).length > 0);
  const replay = doubtful === undefined ? "" : `\n  replay    ${commandsFor(test, doubtful.seed, "").reproduce}\n`;
  return `inconclusive after ${plural(records.length, "seed")}\n\n${lines.join("")}${replay}`;
}

/** The command that plays a seed again, and the one that shows it. */
function commandsFor({ scenario, set, file, names }: Replayable, seed: string, step: string) {
  if (typeof scenario === "string") {
    const subject = { scenario, set };
    return {
      reproduce: commandFor("run", seed, subject),
      look: commandFor("explore", seed, subject, step),
    };
  }
  // What stands between the names differs from one vitest to another.
  const pattern = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join(".*");
  return { reproduce: `SIM_SEED=${quote(seed)} npx vitest run ${quote(file)} -t ${quote(pattern)}`, look: null };
}
