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

/** The path that means standard input, on every system. */
const standardInput = "/dev/stdin";

/** The files that some paths mean: of a directory, those in it, at any depth, that look like histories. */
export function historyFiles(paths: readonly string[]): readonly string[] {
  if (paths.filter((path) => path === standardInput).length > 1) {
    throw new Refusal([{ path: standardInput, problem: "can be read once, and is given more than once" }]);
  }
  return paths.flatMap((path) => {
    if (path === standardInput || !isDirectory(path)) return path;
    const files = filesWithin(path);
    if (files.length > 0) return files;
    throw new Refusal([{ path, problem: `there is no history in this directory: none of ${extensions.join(", ")}` }]);
  });
}

/** Links to directories are not followed: among the results of Jepsen they lead to what is there anyway. */
function filesWithin(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => !entry.isDirectory() && extensions.some((end) => entry.name.endsWith(end)));
  // Jepsen puts logs and results beside the history of a test.
  const own = files.find(({ name }) => name === "history.edn");
  return [
    ...(own === undefined ? files : [own]).map(({ name }) => join(directory, name)),
    ...entries.flatMap((entry) => (entry.isDirectory() ? filesWithin(join(directory, entry.name)) : [])),
  ];
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
    const options = { encoding: "utf8", highWaterMark: beginning } as const;
    const stream = path === standardInput ? process.stdin.setEncoding("utf8") : createReadStream(path, options);
    for await (const chunk of stream) yield chunk;
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
