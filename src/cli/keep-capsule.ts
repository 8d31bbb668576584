import { existsSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { Capsule } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { makeFolder } from "./make-folder.js";

/** Keeps a run in a file of its own, whole or not at all; returns the file's path. */
export function keepCapsule(capsule: Capsule, folder: string): string {
  const path = join(folder, nameOf(capsule));
  try {
    write(capsule, path);
  } catch (error) {
    throw new Refusal([
      { path: "--capsules", value: folder, problem: `cannot be written to: ${(error as Error).message}` },
    ]);
  }
  return relative(".", path);
}

/** Keeps a run at a path that somebody has chosen, and where nothing is yet. */
export function keepCapsuleAt(capsule: Capsule, path: string): string {
  if (existsSync(path)) throw new Refusal([{ path, problem: "there is a file already" }]);
  try {
    write(capsule, path);
  } catch (error) {
    throw new Refusal([{ path, problem: `cannot be written: ${(error as Error).message}` }]);
  }
  return path;
}

/** One seed has many runs once there are edits: then the digest tells them apart. A shrunk run is named for its origin. */
function nameOf({ scenario, seed, edits, digest, shrunkFrom }: Capsule): string {
  const ofSeed = (shrunkFrom?.seed ?? seed).replace(/[^\w.-]/g, "_");
  const name = `${basename(scenario).replace(/\.[^.]*$/, "")}-${ofSeed}`;
  const ofEdits = edits.length === 0 ? "" : `-${digest.slice(0, 8)}`;
  return `${name}${ofEdits}${shrunkFrom === undefined ? "" : "-shrunk"}.json`;
}

function write(capsule: Capsule, path: string): void {
  makeFolder(dirname(path));
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(capsule, null, 2)}\n`);
  renameSync(unfinished, path);
}
