import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { compareSeeds } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";

/** Seeds that have failed, by the test's name, each with what failed first. */
type Regressions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where the seeds are kept that have failed in a test file: a file for each, so that test files do not meet in it. */
export function regressionFileOf(testFile: string): string {
  return join(dirname(testFile), "__regressions__", `${basename(testFile)}.json`);
}

/** The seeds that have failed in a test before. */
export function regressionsOf(file: string, test: string): readonly string[] {
  return Object.keys(read(file)[test] ?? {});
}

/** Keeps a seed that has failed; false if it is kept already. */
export function keepRegression(file: string, test: string, seed: string, reason: string): boolean {
  const all = read(file);
  if (all[test]?.[seed] !== undefined) return false;
  write(file, { ...all, [test]: { ...all[test], [seed]: reason } });
  return true;
}

function read(file: string): Regressions {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    return refuse(file, `cannot be read: ${(error as Error).message}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(file, `is not JSON: ${(error as Error).message}. Mend it, or take it from version control`);
  }
  if (!isRecord(value) || !Object.values(value).every(isRecord))
    refuse(file, 'must be like {"name of a test": {"seed": "what failed"}}');
  return value as Regressions;
}

/** Sorted, and a line for each seed: two people who each add one can merge what they have. */
function write(file: string, regressions: Regressions): void {
  const tests = Object.entries(regressions).sort(([one], [other]) => (one < other ? -1 : 1));
  const sorted = tests.map(([test, seeds]) => [test, sortedSeeds(seeds)]);
  const unfinished = `${file}.${process.pid}.${threadId}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    renameSync(unfinished, file);
  } catch (error) {
    refuse(file, `cannot be written: ${(error as Error).message}`);
  }
}

function sortedSeeds(seeds: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(seeds).sort(([one], [other]) => compareSeeds(one, other)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(file: string, problem: string): never {
  throw new Refusal([{ path: file, problem }]);
}
