import { type HistoryEvent, type Place, readEvent } from "./event.js";
import { Forms } from "./forms.js";
import { readEdnEvent, readLogLine } from "./jepsen-log.js";
import { parseJson } from "./json.js";
import { Lines } from "./lines.js";

/** Reads a file that comes in pieces, and gives its events one by one as soon as they are there. */
export interface HistoryReader {
  push(chunk: string): void;
  end(): void;
}

type Take = (event: HistoryEvent) => void;

export interface Format {
  readonly name: string;
  readonly about: string;
  /** How it is understood where that is not plain. */
  readonly note?: string;
  readonly extensions: readonly string[];
  /** Whether a file that begins like this may be of this format. */
  readonly begins: RegExp;
  reader(path: string, take: Take): HistoryReader;
}

/** What histories come in, the surest signs first. */
export const formats: readonly Format[] = [
  {
    name: "jsonl",
    about: 'JSON lines: {"process": 0, "type": "invoke", "f": "read", "value": null}',
    extensions: [".jsonl", ".ndjson"],
    begins: /^\s*\{\s*"/,
    reader: (path, take) =>
      new Lines(path, (line, place) => {
        if (line.trim() !== "") pass(readEvent(parseJson(line, place), place), take);
      }),
  },
  {
    name: "json",
    about: "one JSON list of the same events",
    extensions: [".json"],
    begins: /^\s*\[\s*(?:\{\s*"|\]\s*$)/,
    reader: (path, take) =>
      new Forms(path, false, (form, place) => pass(readEvent(parseJson(form, place), place), take)),
  },
  {
    name: "edn",
    about: "Jepsen's EDN, one event after another or in a list; Porcupine's key-value files",
    extensions: [".edn"],
    begins: /^(?:\s|;[^\n]*\n)*[[(]?\s*(?:\{\s*:|#)/,
    reader: (path, take) => new Forms(path, true, (form, place) => pass(readEdnEvent(form, place), take)),
  },
  {
    name: "log",
    about: "what Jepsen logs while it runs: INFO  jepsen.util - 3 :invoke :read nil",
    note: "a cas that failed has seen another value",
    extensions: [".log"],
    begins: /^(?:INFO|WARN|DEBUG|ERROR)\b|\s:(?:invoke|ok|fail|info)\s+:/,
    reader: (path, take) => new Lines(path, (line, place: Place) => pass(readLogLine(line, place), take)),
  },
];

/** The format of a file, by how it begins, and else by its name; undefined if neither tells. */
export function formatOf(path: string, beginning: string): Format | undefined {
  const text = beginning.replace(/^\ufeff/, "");
  return (
    formats.find(({ begins }) => begins.test(text)) ??
    formats.find(({ extensions }) => extensions.some((extension) => path.toLowerCase().endsWith(extension)))
  );
}

function pass(event: HistoryEvent | null, take: Take): void {
  if (event !== null) take(event);
}
