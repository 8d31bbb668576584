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

/** What became of a bug once it was found: a line of its own, and the last one of them counts. */
export interface KeptBug {
  readonly kind: "kept";
  readonly scenario: string;
  readonly signature: string;
  /** The file that its shortest run was kept in. */
  readonly capsule: string;
  /** A smaller run with the same bug; null if nobody has looked for one. */
  readonly shrunk: ShrunkBug | null;
}

/** A bug made small. */
export interface ShrunkBug {
  /** How much there was, and how much is left, in words. */
  readonly from: string;
  readonly to: string;
  /** What is left of the timetable, as it would stand in a scenario. */
  readonly rows: readonly string[];
  readonly capsule: string;
}

export function makeHeader(header: Omit<HuntHeader, "kind" | "format">): HuntHeader {
  return { kind: "hunt", format, ...header };
}

/** Reads the first line of a results file; throws a `Refusal`, with `place` for where it stands, if it is none. */
export function parseHeader(line: string, place: string): HuntHeader {
  const header = parseLine(line, place);
  if (isHeader(header)) return header;
  throw refusal(place, `must say "format":"${format}": this is no file of results`);
}

/** Reads any other line of a results file. */
export function parseEntry(line: string, place: string): RunRecord | KeptBug {
  const entry = parseLine(line, place);
  if (isRun(entry) || isKept(entry)) return entry;
  throw refusal(place, "is neither a run nor a bug");
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

function isKept(value: unknown): value is KeptBug {
  const { kind, scenario, signature, capsule } = Object(value) as Partial<KeptBug>;
  return kind === "kept" && [scenario, signature, capsule].every((text) => typeof text === "string");
}

/** The runs of several files, as one hunt. */
export class Merged {
  private readonly found = new Map<string, string>();

  /**
   * Whether a run is not yet there. Throws a `Refusal` if there is another run of its scenario and seed: then they
   * belong to different scenarios, settings or engines.
   */
  isNew({ scenario, seed, digest }: RunRecord, place: string): boolean {
    const key = runKey(scenario, seed);
    const other = this.found.get(key);
    if (other === undefined) this.found.set(key, digest);
    else if (other !== digest) throw refusal(place, `seed ${seed} of ${scenario} is another run than in a file before`);
    return other === undefined;
  }
}

/** What tells a run of a hunt from all others. */
export function runKey(scenario: string, seed: string): string {
  return `${seed}\n${scenario}`;
}
