import { closeSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { History } from "../checks/history.js";
import { ednLine, jsonLine, writtenEvents } from "../histories/write.js";
import { Refusal } from "../kernel/refusal.js";
import { makeFolder } from "./make-folder.js";

/** So much is written at a time. */
const portion = 2 ** 16;

/** Writes a history to a file: as EDN if its name ends so, else as JSON lines. */
export function writeHistory(history: History, path: string): void {
  const line = path.endsWith(".edn") ? ednLine : jsonLine;
  try {
    makeFolder(dirname(path));
    const file = openSync(path, "w");
    let text = "";
    for (const event of writtenEvents(history)) {
      text += line(event);
      if (text.length < portion) continue;
      writeSync(file, text);
      text = "";
    }
    writeSync(file, text);
    closeSync(file);
  } catch (error) {
    throw new Refusal([
      { path: "--history", value: path, problem: `cannot be written to: ${(error as Error).message}` },
    ]);
  }
}
