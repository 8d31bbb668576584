import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { History } from "../checks/history.js";
import { type Format, formatOf, formats, type HistoryReader } from "../histories/format.js";
import { Intake } from "../histories/intake.js";
import type { HistoryModel } from "../histories/models.js";
import { Refusal } from "../kernel/refusal.js";

/** A history that was read from a file. */
export interface ReadHistory {
  readonly history: History;
  readonly model: HistoryModel;
  readonly format: Format;
}

const extensions = [...formats.flatMap((format) => format.extensions), ".txt"];

/** So much of a file shows what format it is of. */
const beginning = 2 ** 16;

/** The files that some paths mean: of a directory, those in it that look like histories. */
export function historyFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (!isDirectory(path)) return path;
    const names = readdirSync(path).filter((name) => extensions.some((extension) => name.endsWith(extension)));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    throw new Refusal([{ path, problem: `there is no history in this directory: none of ${extensions.join(", ")}` }]);
  });
}

/** Reads a history piece by piece, so that no file need fit into memory. */
export async function readHistory(
  path: string,
  { format, model }: { readonly format: Format | null; readonly model: HistoryModel | null },
): Promise<ReadHistory> {
  const intake = new Intake(path, model);
  let chosen = format;
  let reader: HistoryReader | null = null;
  let head = "";
  const begin = () => {
    chosen ??= known(formatOf(path, head), path);
    reader = chosen.reader(path, (event) => intake.take(event));
    reader.push(head);
    return reader;
  };
  for await (const chunk of chunksOf(path)) {
    if (reader !== null) (reader as HistoryReader).push(chunk);
    else {
      head += chunk;
      if (head.length >= beginning) begin();
    }
  }
  (reader ?? begin()).end();
  return { ...intake.end(), format: chosen as unknown as Format };
}

function known(format: Format | undefined, path: string): Format {
  if (format !== undefined) return format;
  const names = formats.map(({ name }) => name).join(", ");
  throw new Refusal([{ path, problem: `it cannot be told what this is: name it with --format (${names})` }]);
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: beginning })) yield chunk;
  } catch (error) {
    throw new Refusal([{ path, problem: `it cannot be read: ${(error as Error).message}` }]);
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new Refusal([{ path, problem: `it cannot be read: ${(error as Error).message}` }]);
  }
}
