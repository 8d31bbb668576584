import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type HuntHeader, type KeptBug, parseEntry, parseHeader } from "../hunt/results.js";
import type { RunRecord } from "../hunt/run-record.js";
import { Refusal } from "../kernel/refusal.js";
import { makeFolder } from "./make-folder.js";

/** Told of each run and each bug of a results file, in the order in which they were written, and of where they stand. */
export type OnEntry = (entry: RunRecord | KeptBug, place: string) => void;

/** A results file that is being written. A line is handed to the system at once: it survives the death of this process. */
export class ResultsFile {
  readonly path: string;
  private readonly file: number;
  private readonly lock: string;

  private constructor(path: string, flag: "ax" | "a") {
    this.path = path;
    this.lock = lockOf(path);
    this.file = openSync(path, flag);
    writeFileSync(this.lock, String(process.pid));
  }

  /** Begins a new file in a folder, which is made if it is not there. */
  static create(folder: string, header: HuntHeader): ResultsFile {
    return writing(folder, () => {
      prepare(folder);
      for (let number = filesIn(folder).length + 1; ; number++) {
        const path = join(folder, `hunt-${String(number).padStart(4, "0")}.jsonl`);
        if (existsSync(path)) continue;
        const file = new ResultsFile(path, "ax");
        file.append(header);
        return file;
      }
    });
  }

  /**
   * Goes on with the last file of a folder: tells of its runs, and takes off what is left of a line that was not written
   * to its end.
   */
  static resume(folder: string, check: (header: HuntHeader) => void, onEntry: OnEntry): ResultsFile {
    const path = lastIn(folder);
    if (path === null)
      throw new Refusal([{ path: "--resume", value: folder, problem: "there is no hunt to go on with" }]);
    const holder = holderOf(path);
    if (holder !== null) {
      throw new Refusal([{ path: "--resume", value: path, problem: `is being written by process ${holder}` }]);
    }
    const wholeBytes = readResults(path, check, onEntry);
    return writing(folder, () => {
      truncateSync(path, wholeBytes);
      return new ResultsFile(path, "a");
    });
  }

  append(line: HuntHeader | RunRecord | KeptBug): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.lock, { force: true });
  }
}

/**
 * Reads a results file line by line. Returns how many bytes are whole lines: what follows was being written when the
 * hunt was killed.
 */
export function readResults(path: string, onHeader: (header: HuntHeader) => void, onEntry: OnEntry): number {
  let wholeBytes = 0;
  let number = 0;
  for (const line of wholeLines(path)) {
    wholeBytes += line.byteLength + 1;
    const place = `${path}:${++number}`;
    if (number === 1) onHeader(parseHeader(line.toString(), place));
    else onEntry(parseEntry(line.toString(), place), place);
  }
  if (number === 0) parseHeader("null", path);
  return wholeBytes;
}

const newline = 10;

function* wholeLines(path: string): Generator<Buffer> {
  const file = opened(path);
  try {
    const chunk = Buffer.alloc(1 << 20);
    let rest = Buffer.alloc(0);
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const text = Buffer.concat([rest, chunk.subarray(0, size)]);
      let from = 0;
      for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline, from)) {
        yield text.subarray(from, end);
        from = end + 1;
      }
      rest = text.subarray(from);
    }
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw new Refusal([{ path, problem: `it cannot be read: ${(error as Error).message}` }]);
  }
}

/** The file of the latest hunt in a folder; null if there is none. */
export function lastIn(folder: string): string | null {
  const last = filesIn(folder).at(-1);
  return last === undefined ? null : join(folder, last);
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^hunt-\d+\.jsonl$/.test(name))
    .sort();
}

/** Makes a folder that git does not look at; refuses one that belongs to somebody else. */
function prepare(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) refuse(folder, "is not a folder");
    const names = readdirSync(folder);
    if (names.length > 0 && !names.includes(".gitignore") && filesIn(folder).length === 0) {
      refuse(folder, "has other files in it: name a new folder, or one of results");
    }
  }
  makeFolder(folder);
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

function lockOf(path: string): string {
  return path.replace(/\.jsonl$/, ".lock");
}

/** The process that is writing a file; null if nobody is, or whoever was has died. */
function holderOf(path: string): number | null {
  const lock = lockOf(path);
  if (!existsSync(lock)) return null;
  const holder = Number(readFileSync(lock, "utf8"));
  try {
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? holder : null;
  }
}

function writing<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuse(folder, `cannot be written to: ${(error as Error).message}`);
  }
}

function refuse(folder: string, problem: string): never {
  throw new Refusal([{ path: "--results", value: folder, problem }]);
}
