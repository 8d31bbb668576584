import { statSync } from "node:fs";
import { type HuntHeader, type KeptBug, Merged } from "../hunt/results.js";
import { Tally } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";
import { exitCodeOfHunt } from "./exit-codes.js";
import { huntOptions } from "./hunt.js";
import { followUps, type Presentation, presentHunt, readPresentation, reporterOptions } from "./present-hunt.js";
import { lastIn, readResults } from "./results-folder.js";
import type { CommandModule } from "./yargs.js";

interface ReportArguments extends Presentation {
  readonly results: readonly string[];
}

export const reportOptions = reporterOptions;

export function reportCommand(finish: (exitCode: number) => void): CommandModule {
  return {
    command: "report [results..]",
    describe: "Tell again what hunts have found, those on several machines as one",
    builder: (yargs) =>
      yargs
        .positional("results", {
          type: "string",
          array: true,
          default: [huntOptions.results.default],
          describe: "Files of results, or folders of them, of which the latest counts",
        })
        .options(reportOptions),
    handler: (argv) => finish(report(argv as unknown as ReportArguments)),
  };
}

function report(args: ReportArguments): number {
  const presentation = readPresentation(args);
  const tally = new Tally();
  const merged = new Merged();
  const kept: KeptBug[] = [];
  const headers = new Map<string, HuntHeader>();
  for (const path of args.results.map(fileOf)) {
    const onHeader = (header: HuntHeader) => headers.set(path, demandSameSettings(path, header, headers));
    readResults(path, onHeader, (entry, place) => {
      if (entry.kind === "kept") kept.push(entry);
      else if (merged.isNew(entry, place)) tally.add(entry);
    });
  }
  const summary = tally.summary();
  const [{ set }] = headers.values();
  presentHunt(
    summary,
    { elapsedMs: null, workers: null, interrupted: false, followUp: followUps(set, kept) },
    presentation,
  );
  return exitCodeOfHunt(summary);
}

function fileOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Refusal([{ path, problem: "there is no such file or folder" }]);
  if (!stats.isDirectory()) return path;
  const last = lastIn(path);
  if (last === null)
    throw new Refusal([{ path, problem: "there are no results in this folder: sim hunt puts some there" }]);
  return last;
}

/** Runs with different settings are no one hunt. */
function demandSameSettings(path: string, header: HuntHeader, others: ReadonlyMap<string, HuntHeader>): HuntHeader {
  const [other] = others;
  if (other === undefined || other[1].set.join("\n") === header.set.join("\n")) return header;
  const problem = `has --set ${header.set.join(" --set ") || "nothing"}, and ${other[0]} has another: they are no one hunt`;
  throw new Refusal([{ path, problem }]);
}
