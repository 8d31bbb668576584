import type { Relation } from "../../playback/cone.js";
import { type Arrow, type Diagram, drawSlice, type Look, type Sign } from "../../playback/geometry.js";
import type { View } from "../../playback/view.js";
import { Canvas } from "../canvas.js";
import { widthOf } from "../display-width.js";
import { block, cell, fitLine, type Line, type Piece, shortName, widest } from "../lines.js";
import { coneOfRows, type Rows, rowsOf, sliceOf } from "../rows.js";
import type { PaneStyle, Tone } from "../style.js";

/** Columns of nodes are at least and at most so far apart. */
export const leastGap = 4;
const mostGap = 14;

const looks: Readonly<Record<Look, readonly [sign: string, ...tones: Tone[]]>> = {
  up: ["│", "faint"],
  "cut off": ["║", "bad"],
  paused: ["┊", "doubtful"],
  Byzantine: ["≀", "bad"],
  down: [" "],
};

const signs: Readonly<Record<Sign, readonly [sign: string, ...tones: Tone[]]>> = {
  arrives: ["●"],
  timer: ["◷"],
  starts: ["┬"],
  client: ["◇"],
  other: ["•"],
  waits: ["◌", "doubtful"],
  lost: ["×", "bad"],
  violation: ["✖", "bad", "strong"],
  crashes: ["☠", "bad"],
  stops: ["┴", "doubtful"],
  restarts: ["↻", "good"],
  "fault begins": ["▼", "doubtful"],
  "fault ends": ["▲", "good"],
};

/** Signs that say nothing but that something happens: the cone may take their place. */
const ordinary: readonly Sign[] = ["arrives", "timer", "starts", "client", "other"];

const coneSigns: Readonly<Record<Relation, readonly [sign: string, ...tones: Tone[]]>> = {
  same: ["◉", "strong"],
  before: ["↑", "past"],
  after: ["↓", "future"],
  concurrent: ["·", "concurrent"],
};

/** The space-time diagram of the steps around the one at hand: the rows are those of the list of steps. */
export function diagramPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  const lines = diagramRows(view, rowsOf(view, height - 1), width, style);
  return [...lines, ...block([], width, height - lines.length, style)];
}

/** A line with the names of nodes over their columns, and a line for each of some rows. */
export function diagramRows(view: View, rows: Rows, width: number, style: PaneStyle): string[] {
  const { position } = view;
  const slice = sliceOf(view, rows, mostColumns(view, width));
  const diagram = drawSlice(slice);
  const relation = coneOfRows(view, rows);
  const { columns } = diagram;
  const gap = Math.min(mostGap, Math.floor(width / Math.max(1, columns.length)));
  const xOf = (column: number) => Math.floor(gap / 2) + column * gap;
  const canvas = new Canvas(width, rows.steps.length, style);

  for (const { column, from, to, look } of diagram.lifelines) {
    for (let row = from; row <= to; row++) canvas.ground(xOf(column), row, ...looks[look]);
  }
  for (const { column, from, to } of diagram.walls) {
    const x = Math.floor((xOf(column) + xOf(column + 1)) / 2);
    for (let row = from; row <= to; row++) canvas.ground(x, row, "┊", "bad");
  }
  for (const { row } of diagram.rules) {
    for (let x = 0; x < width; x++) canvas.ground(x, row, "╌", "faint");
  }
  const isDense = diagram.arrows.length > denseFrom * rows.steps.length;
  for (const arrow of diagram.arrows) drawArrow(canvas, arrow, xOf, lookOf(arrow, position, relation, isDense));
  for (const { row, column, sign } of diagram.happenings) {
    const step = rows.steps[row];
    const how = step === position ? "same" : relation?.(step);
    const shown = how !== undefined && ordinary.includes(sign) ? coneSigns[how] : signs[sign];
    canvas.sign(xOf(column), row, ...shown);
  }
  for (const { row, text, isViolation } of diagram.rules) {
    const isHere = rows.steps[row] === position;
    const tones: readonly Tone[] = isViolation ? ["bad"] : isHere ? ["strong"] : ["doubtful"];
    writeRule(canvas, row, `${isHere ? "◉ " : ""}${isViolation ? "✖ " : ""}${text}`, tones);
  }
  const lines = canvas.rows().map((pieces) => fitLine(pieces, width, style));
  return [fitLine(headOf(view, diagram, gap, width), width, style), ...lines];
}

/** How many columns there is room for: where not all nodes have one, those that do are named in full. */
function mostColumns({ recording, hidden }: View, width: number): number {
  const nodes = recording.nodeCount - [...hidden].filter((peer) => peer < recording.nodeCount).length;
  const most = Math.max(1, Math.floor(width / leastGap));
  if (nodes <= most) return most;
  const gap = Math.max(leastGap, widest(recording.peers, mostOfName) + 1);
  return Math.max(1, Math.floor(width / gap));
}

const mostOfName = 8;

interface Stroke {
  readonly tones: readonly Tone[];
  readonly weight: number;
  readonly spacing: number;
}

/** So many messages for each row are too many to follow: only those of the step at hand are drawn with all their dots. */
const denseFrom = 2.5;
const sparse = 3;

/** Of two lines in one cell, the one with the higher weight gives it its colour. */
function lookOf(
  { send, arrival, arrives, isClients }: Arrow,
  position: number,
  relation: ((step: number) => Relation) | null,
  isDense: boolean,
): Stroke {
  if (send === position || arrival === position) return { tones: ["message", "strong"], weight: 5, spacing: 1 };
  if (!arrives) return { tones: ["bad"], weight: 4, spacing: 1 };
  if (relation === null) {
    const spacing = isDense ? sparse : 1;
    return isClients ? { tones: ["faint"], weight: 1, spacing } : { tones: ["message"], weight: 2, spacing };
  }
  const isPast = arrival !== null && arrival < position && relation(arrival) === "before";
  const isFuture = send > position && relation(send) === "after";
  if (isPast) return { tones: ["past"], weight: 3, spacing: 1 };
  if (isFuture) return { tones: ["future"], weight: 3, spacing: 1 };
  return { tones: ["concurrent"], weight: 1, spacing: sparse };
}

function drawArrow(
  canvas: Canvas,
  arrow: Arrow,
  xOf: (column: number) => number,
  { tones, weight, spacing }: Stroke,
): void {
  const { from, to, arrives, oddity } = arrow;
  const spot = ({ column, row }: Arrow["from"]) => ({ x: xOf(0) + (xOf(1) - xOf(0)) * column, y: row });
  const [start, end] = [spot(from), spot(to)];
  canvas.line(start, end, weight, tones, spacing);
  const [x, y] = [Math.round(end.x), Math.round(end.y)];
  if (!arrives) canvas.sign(x, y, oddity === "H" ? "H" : "×", "bad");
  // Behind the place where it arrives, as it came.
  else if (oddity !== "" && Number.isInteger(to.column)) {
    const beside = x + (from.column < to.column ? 1 : -1);
    if (canvas.isFree(beside, y)) canvas.sign(beside, y, oddity, "doubtful");
  }
}

/** Writes what a rule says where most of it has room between signs. */
function writeRule(canvas: Canvas, row: number, text: string, tones: readonly Tone[]): void {
  let [best, length] = [0, 0];
  for (let from = 0; from < canvas.width; ) {
    let to = from;
    while (canvas.isFree(to, row)) to++;
    if (to - from > length) [best, length] = [from, to - from];
    from = to + 1;
  }
  if (length < leastText) return;
  canvas.write(best, row, ` ${cell(text, Math.min(length - 2, widthOf(text)))} `, ...tones);
}

/** A shorter beginning of a text says nothing. */
const leastText = 8;

/** The names over their columns. */
function headOf({ recording }: View, { columns }: Diagram, gap: number, width: number): Line {
  const pieces: Piece[] = [];
  let at = 0;
  columns.forEach((peer, column) => {
    const name = shortName(recording.peers[peer], gap - 1);
    const left = Math.max(at, Math.floor(gap / 2) + column * gap - (widthOf(name) >> 1));
    if (left + widthOf(name) > width) return;
    pieces.push(" ".repeat(left - at), [name, peer < recording.nodeCount ? "strong" : "faint"]);
    at = left + widthOf(name);
  });
  return pieces;
}
