import { formatInstant } from "../../kernel/time.js";
import { brief } from "../../playback/brief.js";
import type { Recording } from "../../playback/recording.js";
import type { View } from "../../playback/view.js";
import { block, cell, type Line, widest } from "../lines.js";
import { pretty } from "../pretty.js";
import type { PaneStyle } from "../style.js";

/** What is looked for most comes first. */
const order: readonly string[] = ["files", "records", "sockets", "timers", "output"];
/** So many lines of each, at most; and of the state at least. */
const mostOfEach = 8;
const leastOfState = 4;

/** All that one node has after the step at hand: the state that properties see, and what else its machine holds. */
export function statePane(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  const { recording, position } = view;
  const node = nodeOf(recording, position);
  const { status, reason } = recording.conditionAt(node, position);
  const heading: Line = [
    [recording.peers[node], "strong"],
    `  ${status}${reason === null ? "" : ` (${reason})`}`,
    [`  after step ${position}, ${formatInstant(recording.atUs(position))}`, "faint"],
  ];
  const belongings = (recording.belongingsAt(node, position) ?? {}) as Readonly<Record<string, object>>;
  const besides = [...new Set([...order, ...Object.keys(belongings)])].flatMap((what) =>
    titled(what, linesOf(belongings[what] ?? {}, what === "output")),
  );
  const room = Math.max(leastOfState, height - 2 - besides.length);
  const state = titled("state", pretty(recording.stateAt(node, position), width - 2, room));
  return block([heading, ...state, ...besides], width, height, style);
}

function titled(title: string, lines: readonly string[]): Line[] {
  return lines.length === 0 ? [] : [[[title, "faint"]], ...lines.map((line) => `  ${line}`)];
}

/** A row for each name or place; of a long list the first lines matter, or the last. */
function linesOf(value: object, areLast: boolean): readonly string[] {
  const names = widest(Object.keys(value));
  const rows = Array.isArray(value)
    ? value.map(String)
    : Object.entries(value).map(([key, own]) => `${cell(key, names)}  ${typeof own === "string" ? own : brief(own)}`);
  if (rows.length <= mostOfEach) return rows;
  const more = `… and ${rows.length - mostOfEach + 1} more`;
  return areLast ? [more, ...rows.slice(1 - mostOfEach)] : [...rows.slice(0, mostOfEach - 1), more];
}

/** The node that the step is about; where it is about none, the one that went on before. */
function nodeOf(recording: Recording, position: number): number {
  for (let step = position; step >= 0; step--) {
    const who = recording.whoOf(step);
    if (who >= 0 && who < recording.nodeCount) return who;
  }
  return 0;
}
