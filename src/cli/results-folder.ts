import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type HuntHeader, parseResults, type Results } from "../hunt/results.js";
import type { RunRecord } from "../hunt/run-record.js";
import { Refusal } from "../kernel/refusal.js";

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
        file.write(header);
        return file;
      }
    });
  }

  /** Goes on with the last file of a folder; what was left of a line that was not written to its end is taken off. */
  static resume(folder: string): { readonly file: ResultsFile; readonly results: Results } {
    const path = lastIn(folder);
    if (path === null) throw new Refusal([{ path: "--resume", value: folder, problem: "there is no hunt to go on with" }]);
    const holder = holderOf(path);
    if (holder !== null) {
      throw new Refusal([{ path: "--resume", value: path, problem: `is being written by process ${holder}` }]);
    }
    const { results, text } = readResults(path);
    return writing(folder, () => {
      truncateSync(path, Buffer.byteLength(text.slice(0, results.whole)));
      return { file: new ResultsFile(path, "a"), results };
    });
  }

  append(record: RunRecord): void {
    this.write(record);
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.lock, { force: true });
  }

  private write(line: object): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** Reads one results file. */
export function readResults(path: string): { readonly results: Results; readonly text: string } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal([{ path, problem: `it cannot be read: ${(error as Error).message}` }]);
  }
  return { results: parseResults(text, path), text };
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
  mkdirSync(folder, { recursive: true });
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
