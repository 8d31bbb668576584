import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type NodeProgramOptions, program } from "faultline";
import { codeOf } from "../../src/runtime/code.js";

/** A mistake in the source of a program: what is written in a file beside it, once, and what would be wrong in its place. */
export interface Mistake {
  readonly file: string;
  readonly written: string;
  readonly wrong: string;
}

/** A shipped program, "folder/file.ts" of `scenarios`, with a mistake in its source: everything else is as it is shipped. */
export function mistakenProgram(path: string, { file, written, wrong }: Mistake) {
  const folder = fileURLToPath(new URL(`../../scenarios/${dirname(path)}`, import.meta.url));
  // Beside the real ones, so that packages are found.
  const copy = mkdtempSync(join(dirname(folder), ".mistaken-"));
  try {
    cpSync(folder, copy, { recursive: true });
    const parts = readFileSync(join(copy, file), "utf8").split(written);
    if (parts.length !== 2) throw new Error(`"${written}" stands ${parts.length - 1} times in ${file}`);
    writeFileSync(join(copy, file), parts.join(wrong));
    const main = join(copy, basename(path));
    // Once it has been bundled, its sources are not needed any more.
    codeOf(main);
    return (options: NodeProgramOptions<object>) => program(pathToFileURL(main), options);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
