import { type Mistake, Refusal } from "../kernel/refusal.js";
import type { RunRecord } from "./run-record.js";

const format = "faultline results 1";

/** The first line of a results file: what was hunted in. Runs with another `code` or `set` belong to another file. */
export interface HuntHeader {
  readonly kind: "hunt";
  readonly format: typeof format;
  readonly scenarios: readonly { readonly path: string; readonly code: string }[];
  readonly set: readonly string[];
  /** The seeds that were asked for, as on the command line. */
  readonly seeds: string;
  /** The part of them that fell to this machine, as in `2/4`. */
  readonly shard: string | null;
  readonly versions: { readonly faultline: string; readonly node: string };
}

/** A file of results: one header, and a line for each run, in the order in which they ended. */
export interface Results {
  readonly header: HuntHeader;
  readonly runs: readonly RunRecord[];
  /** How many characters of the text are whole lines: what follows was being written when the hunt was killed. */
  readonly whole: number;
}

export function makeHeader(header: Omit<HuntHeader, "kind" | "format">): HuntHeader {
  return { kind: "hunt", format, ...header };
}

/** Reads the text of a results file; throws a `Refusal`, with `name` for its place, if it is none. */
export function parseResults(text: string, name: string): Results {
  const whole = text.lastIndexOf("\n") + 1;
  const lines = text.slice(0, whole).split("\n").slice(0, -1);
  const [header, ...runs] = lines.map((line, at) => parseLine(line, `${name}:${at + 1}`));
  if (!isHeader(header)) throw refusal(`${name}:1`, `must say "format":"${format}": this is no file of results`);
  const stranger = runs.findIndex((run) => !isRun(run));
  if (stranger >= 0) throw refusal(`${name}:${stranger + 2}`, "is no run");
  return { header, runs: runs as RunRecord[], whole };
}

function parseLine(line: string, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw refusal(path, `is not JSON: ${(error as Error).message}`);
  }
}

function refusal(path: string, problem: string): Refusal {
  const mistake: Mistake = { path, problem };
  return new Refusal([mistake]);
}

function isHeader(value: unknown): value is HuntHeader {
  const header = Object(value) as Partial<HuntHeader>;
  return header.kind === "hunt" && header.format === format && Array.isArray(header.scenarios);
}

function isRun(value: unknown): value is RunRecord {
  const { kind, scenario, seed, outcome, reasons } = Object(value) as Partial<RunRecord>;
  return (
    kind === "run" && [scenario, seed, outcome].every((text) => typeof text === "string") && Array.isArray(reasons)
  );
}

/**
 * The runs of several files, as one hunt: a run that is in two of them counts once. Throws a `Refusal` if two files hold
 * different runs of one scenario and seed, which belong to different scenarios, settings or engines.
 */
export function mergeRuns(
  files: readonly { readonly name: string; readonly results: Results }[],
): readonly RunRecord[] {
  const found = new Map<string, { readonly name: string; readonly run: RunRecord }>();
  for (const { name, results } of files) {
    for (const run of results.runs) {
      const key = `${run.scenario}\n${run.seed}`;
      const other = found.get(key);
      if (other === undefined) found.set(key, { name, run });
      else if (other.run.digest !== run.digest) {
        throw refusal(name, `seed ${run.seed} of ${run.scenario} is another run than in ${other.name}`);
      }
    }
  }
  return [...found.values()].map(({ run }) => run);
}
