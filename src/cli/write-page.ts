import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "../kernel/refusal.js";
import { record } from "../playback/record.js";
import { type Circumstances, commandsOf } from "../reports/console.js";
import { failureHtml } from "../reports/failure-html.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Edit } from "../simulation/edits.js";
import { makeFolder } from "./make-folder.js";

interface Played {
  readonly form: Scenario;
  readonly seed: string;
  readonly edits: readonly Edit[];
}

/** Plays a run once more, recording it, and writes a page about it. */
export async function writePage(
  path: string,
  { form, seed, edits }: Played,
  circumstances: Circumstances,
): Promise<void> {
  putPage(path, failureHtml(await record(form, { seed, edits }), commandsOf(circumstances)));
}

/** Writes a page to its file. */
export function putPage(path: string, page: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, page);
  } catch (error) {
    throw new Refusal([{ path: "--html", value: path, problem: `cannot be written: ${(error as Error).message}` }]);
  }
}
