import { extname } from "node:path";
import { Refusal } from "../kernel/refusal.js";
import type { Range } from "../playback/action.js";
import type { Recording } from "../playback/recording.js";
import { diagramSvg, mostSteps } from "../reports/diagram-svg.js";
import { jsonLines } from "../reports/json-lines.js";
import { shivizLog } from "../reports/shiviz.js";
import { diagramText } from "../tui/diagram-text.js";
import { paneStyle } from "../tui/style.js";

interface Format {
  /** As it follows "these steps as". */
  readonly what: string;
  readonly pieces: (recording: Recording, range: Range) => Iterable<string>;
  /** How many steps there may be; any number unless given. */
  readonly most?: number;
}

/** What steps can be exported as, by what the file's name ends in. */
const formats: Readonly<Record<string, Format>> = {
  txt: { what: "a diagram in text", pieces: diagramLines },
  ndjson: { what: "JSON, a line each", pieces: jsonLines },
  svg: { what: "a diagram", pieces: (recording, range) => [diagramSvg(recording, ...range)], most: mostSteps },
  log: { what: "a log for ShiViz", pieces: shivizLog },
};

export const exportFormats: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(formats).map(([ending, { what }]) => [ending, what]),
);

/** Steps as the text of a file. */
interface Exported {
  readonly text: string;
  /** The steps that are in it: no more than the format has room for. */
  readonly first: number;
  readonly last: number;
}

/** Puts steps into a file's text; throws a `Refusal` if its name ends in nothing that is known. */
export function exportSteps(recording: Recording, path: string, [first, end]: Range): Exported {
  const ending = extname(path).slice(1);
  if (!Object.hasOwn(formats, ending)) {
    const known = Object.keys(formats).map((name) => `.${name}`);
    throw new Refusal([{ path, problem: `its name must end in one of ${known.join(", ")}` }]);
  }
  const { pieces, most = Number.POSITIVE_INFINITY } = formats[ending];
  const last = Math.min(end, first + most - 1);
  return { text: [...pieces(recording, [first, last])].join(""), first, last };
}

/** A file may be as wide as it likes. */
const diagramColumns = 160;

function* diagramLines(recording: Recording, range: Range): Generator<string> {
  for (const line of diagramText(recording, range, diagramColumns, paneStyle())) yield `${line.trimEnd()}\n`;
}
