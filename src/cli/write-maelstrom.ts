import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Refusal } from "../kernel/refusal.js";
import type { MaelstromRun } from "../maelstrom/maelstrom.js";
import { makeFolder } from "./make-folder.js";

/** Writes a run of Maelstrom as a scenario, so that all other commands can play it; returns the path. */
export function writeMaelstrom(run: MaelstromRun, path: string): string {
  const bin = relative(dirname(resolve(path)), resolve(run.bin)).replaceAll("\\", "/");
  const options = { ...run, bin: bin.startsWith(".") ? bin : `./${bin}` };
  const lines = Object.entries(options).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  const text = `import { maelstrom } from "faultline";\n\nexport default maelstrom({\n${lines.join("\n")}\n});\n`;
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    throw new Refusal([{ path, problem: `cannot be written: ${(error as Error).message}` }]);
  }
  return path;
}

/** Where a run is kept that nobody has named: one file for one command line. */
export function placeFor(run: MaelstromRun, folder: string): string {
  const hash = createHash("sha256").update(JSON.stringify(run)).digest("hex").slice(0, 8);
  return join(folder, `maelstrom-${run.workload}-${hash}.mjs`);
}
