import { formatInstant, formatLength } from "../../kernel/time.js";
import { brief } from "../../playback/brief.js";
import { type NodeAt, nodeAt } from "../../playback/node-at.js";
import type { FaultSpan } from "../../playback/recording.js";
import { spansAt } from "../../playback/spans.js";
import type { View } from "../../playback/view.js";
import { block, cell, firstInSight, fitLine, type Line, type Piece, widest } from "../lines.js";
import type { PaneStyle } from "../style.js";

const widestName = 14;

/** All nodes as they are after the step at hand; what the step has changed is marked. */
export function nodesPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  const { recording, position, hidden } = view;
  const who = recording.whoOf(position);
  const { nodeCount } = recording;
  const isAll = nodeCount <= height - 1;
  // A line for those that are not seen costs the room of one that is.
  const seen = chooseNodes(view, isAll ? nodeCount : Math.max(1, height - 2));
  const rows = seen.map((node) => nodeAt(recording, node, position));

  const nameWidth = widest(["node", ...rows.map(({ name }) => name)], widestName);
  const statuses = rows.map(statusOf);
  const statusWidth = widest(["status", ...statuses]);
  const clocks = rows.map(({ clockErrorUs }) => tellError(clockErrorUs));
  const clockWidth = clocks.some((clock) => clock !== "") ? widest(["clock", ...clocks]) : 0;
  const parts = rows.map((row, at) => partsOf(row, recording.stateAt(seen[at], position)));
  const partWidths = Array.from({ length: Math.max(0, ...parts.map(({ length }) => length)) }, (_, at) =>
    widest(parts.map((row) => row[at] ?? "")),
  );

  const head = [
    `  ${cell("node", nameWidth)}  ${cell("status", statusWidth)}`,
    ...(clockWidth > 0 ? [cell("clock", clockWidth, "right")] : []),
    "state",
  ].join("  ");
  const lines = rows.map((row, at): string => {
    const isDown = row.status === "crashed" || row.status === "stopped";
    const isBad = isDown || row.byzantine || row.isCutOff;
    const line: Line = [
      row.changed ? ["*", "strong"] : " ",
      row.faults.length > 0 ? ["!", "doubtful"] : " ",
      [cell(row.name, nameWidth), "strong"],
      "  ",
      [
        cell(statuses[at], statusWidth),
        ...(isBad ? (["bad"] as const) : row.status === "paused" ? (["doubtful"] as const) : []),
      ],
      ...(clockWidth > 0 ? ["  ", [cell(clocks[at], clockWidth, "right"), "doubtful"] as const] : []),
      "  ",
      ...(isDown && row.reason !== null
        ? ([[row.reason, "bad"]] as Piece[])
        : parts[at].map((part, place): Piece => {
            const isLast = place === parts[at].length - 1 && row.faults.length === 0;
            return isLast ? part : `${cell(part, partWidths[place])}  `;
          })),
      ...row.faults.map((fault): Piece => [`${isDown ? "  " : ""}${tellFault(view, fault)}  `, "doubtful"]),
    ];
    const isHidden = hidden.has(seen[at]);
    if (seen[at] === who) return fitLine(line, width, style, "hand");
    return isHidden ? fitLine([...line, ["(hidden)", "faint"]], width, style, "faint") : fitLine(line, width, style);
  });
  const more = `  ${seen.length} of ${nodeCount} nodes: those with faults, and those beside the step's`;
  const rest = isAll ? [] : [fitLine([[more, "faint"]], width, style)];
  const all = [fitLine([[head, "faint"]], width, style), ...lines, ...rest].slice(0, height);
  return [...all, ...block([], width, height - all.length, style)];
}

/** So many nodes: those that the step is about, those that something is wrong with, and those beside them, in order. */
function chooseNodes({ recording, position }: View, most: number): number[] {
  const { nodeCount } = recording;
  const who = recording.whoOf(position);
  const troubled = [
    ...recording.changesOf(position).map(({ node }) => node),
    ...spansAt(recording.troubles, position).map(({ node }) => node),
    ...spansAt(recording.faults, position).flatMap(({ nodes }) => nodes),
  ];
  const top = firstInSight(Math.max(0, Math.min(who, nodeCount - 1)), nodeCount, most);
  const beside = Array.from({ length: Math.min(most, nodeCount) }, (_, place) => top + place);
  const first = who >= 0 && who < nodeCount ? [who] : [];
  const chosen = [...new Set([...first, ...(nodeCount <= most ? [] : troubled), ...beside])].slice(0, most);
  return chosen.sort((one, other) => one - other);
}

function statusOf({ status, byzantine, isCutOff }: NodeAt): string {
  const also = [...(byzantine ? ["Byzantine"] : []), ...(isCutOff && status !== "crashed" ? ["cut off"] : [])];
  return status === "up" && also.length > 0 ? also.join(", ") : [status, ...also].join(", ");
}

/** Where a process has no words for its state, the state itself is better than nothing. */
function partsOf({ role, summary }: NodeAt, state: unknown): string[] {
  const told = [...(role === null ? [] : [role]), ...summary];
  const isEmpty = typeof state !== "object" || state === null || Object.keys(state).length === 0;
  return told.length > 0 || isEmpty ? told : [brief(state, widestState)];
}

const widestState = 200;

/** How far a wall clock is wrong: `+250 ms`. */
function tellError(errorUs: number): string {
  const rounded = Math.round(errorUs);
  if (rounded === 0) return "";
  return `${rounded < 0 ? "-" : "+"}${formatLength(Math.abs(rounded))}`;
}

function tellFault({ recording }: View, { text, from }: FaultSpan): string {
  return `${text} since ${formatInstant(recording.atUs(from))}`;
}
