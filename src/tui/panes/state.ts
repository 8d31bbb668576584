import { formatInstant } from "../../kernel/time.js";
import { brief } from "../../playback/brief.js";
import type { Recording } from "../../playback/recording.js";
import type { View } from "../../playback/view.js";
import { block, cell, type Line, type Section, stack, widest } from "../lines.js";
import { pretty } from "../pretty.js";
import type { PaneStyle } from "../style.js";

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
  const belongings = (recording.belongingsAt(node, position) ?? {}) as Readonly<Record<string, unknown>>;
  const sections = [
    section("state", recording.stateAt(node, position), width, height, "first"),
    ...[...new Set([...order, ...Object.keys(belongings)])].map((what) =>
      section(what, belongings[what], width, height, what === "output" ? "last" : "first"),
    ),
  ];
  return block([heading, ...stack(sections, height - 1, "last")], width, height, style);
}

/** What is looked for most comes first. */
const order: readonly string[] = ["files", "records", "sockets", "timers", "output"];

/** A part of it; where it is empty, nothing. Of a long one the first lines matter, or the last. */
function section(name: string, value: unknown, width: number, height: number, which: "first" | "last"): Section {
  const isEmpty = typeof value !== "object" || value === null || Object.keys(value).length === 0;
  if (isEmpty) return { heading: null, lines: [] };
  const texts = Array.isArray(value) ? value.map(String) : rowsOf(name, value, width - 2, height);
  const lines = (which === "last" ? texts.slice(-height) : texts).map((text): Line => `  ${text}`);
  return { heading: [[name, "faint"]], lines, least: 3 };
}

/** What is told in words has a row for each name; a state is shown as the data that it is. */
function rowsOf(name: string, value: object, width: number, height: number): readonly string[] {
  if (name === "state") return pretty(value, width, height);
  const names = widest(Object.keys(value));
  return Object.entries(value).map(
    ([key, own]) => `${cell(key, names)}  ${typeof own === "string" ? own : brief(own)}`,
  );
}

/** The node that the step is about; where it is about none, the one that went on before. */
function nodeOf(recording: Recording, position: number): number {
  for (let step = position; step >= 0; step--) {
    const who = recording.whoOf(step);
    if (who >= 0 && who < recording.nodeCount) return who;
  }
  return 0;
}
