import type { Range } from "../playback/action.js";
import type { Recording } from "../playback/recording.js";
import { initial } from "../playback/reduce.js";
import { beside } from "./lines.js";
import { diagramRows } from "./panes/diagram.js";
import { listRows } from "./panes/steps.js";
import type { Rows } from "./rows.js";
import type { PaneStyle } from "./style.js";

/** Steps that are drawn at a time: a text may be as long as a run. */
const rowsAtOnce = 500;

const gap = "  ";

/** The steps from one to another as text, with their diagram beside them: a line each, of so many columns. */
export function* diagramText(
  recording: Recording,
  [first, last]: Range,
  width: number,
  style: PaneStyle,
): Generator<string> {
  // Nobody stands at any of the steps.
  const view = { ...initial(recording), position: -1 };
  const diagramWidth = Math.floor((width - gap.length) / 2);
  for (let top = first; top <= last; top += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, last - top + 1);
    const rows: Rows = {
      steps: Array.from({ length: count }, (_, row) => top + row),
      place: count >> 1,
      rowOf: (step) => step - top,
      isRow: () => true,
    };
    const list = listRows(view, rows, width - diagramWidth - gap.length, style);
    const lines = beside([list, diagramRows(view, rows, diagramWidth, style)], gap);
    // The names of the columns stand there once, but where they may have changed.
    const isNew = top === first || recording.peers.length > diagramWidth >> 2;
    yield* isNew ? lines : lines.slice(1);
  }
}
