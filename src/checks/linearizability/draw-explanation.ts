import type { Explanation } from "./explanation.js";
import { type Bar, reach, timeline } from "./timeline.js";

/**
 * An explanation as a picture of so many columns: time runs left to right, with a row for each process. The stuck
 * operation is drawn with double lines. An operation that is in the order carries its place in it.
 */
export function drawExplanation(explanation: Explanation, width: number): readonly string[] {
  const { stuck, operations } = explanation;
  const titleWidth = operations.reduce((longest, { process }) => Math.max(longest, title(process).length), 0);
  const bars = timeline(explanation, width - titleWidth - 1);
  const processes = [...new Set(bars.map(({ operation }) => operation.process))].sort((a, b) => a - b);
  const end = Math.max(...bars.map(reach));
  const lines = processes.map((process) => {
    const line = Array.from({ length: end + 1 }, () => " ");
    for (const bar of bars) if (bar.operation.process === process) draw(bar, line, bar.operation === stuck);
    return cut(`${title(process).padEnd(titleWidth)}${line.join("")}`.trimEnd(), width);
  });
  const stuckBar = bars.find(({ operation }) => operation === stuck);
  const mark = `${" ".repeat(titleWidth + (stuckBar?.from ?? 0))}^ fits into no order`;
  lines.splice(processes.indexOf(stuck.process) + 1, 0, cut(mark, width));
  return lines;
}

/** What began before the picture has no left end; what ends after it, or never, no right one. */
function draw({ label, from, to, operation }: Bar, line: string[], isStuck: boolean): void {
  const [left, right, dash] = isStuck ? ["╞", "╡", "═"] : ["├", "┤", "─"];
  const isOver = operation.outcome === "ok" && to !== null;
  const first = from ?? 0;
  const last = to ?? line.length - 1;
  for (let at = first; at <= last; at++) line[at] = isOver ? dash : "┄";
  if (from !== null) line[first] = left;
  if (isOver) line[last] = right;
  for (let at = 0; at < label.length && first + 1 + at < line.length; at++) line[first + 1 + at] = label[at];
}

function title(process: number): string {
  return `process ${process} `;
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
