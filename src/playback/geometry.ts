import { brief, briefEvent } from "./brief.js";
import { cutsAt } from "./cuts.js";
import { landmarksOf } from "./landmarks.js";
import { isArrival } from "./other-end.js";
import type { Packet, Recording } from "./recording.js";
import { atOrAfter } from "./sorted.js";
import { spansAt, spansMeeting, troublesOf } from "./spans.js";
import { arrivalsAcross } from "./under-way.js";

/** What is drawn of a run: steps as rows from the top, nodes and clients as columns. */
export interface Slice {
  readonly recording: Recording;
  /** Steps, in order. */
  readonly rows: readonly number[];
  /** The row of any step: below 0 if it is above, between two rows if it is none of them. */
  rowOf(step: number): number;
  /** Whether a step that is no row here is one further up or down. */
  isRow(step: number): boolean;
  readonly columns: readonly number[];
  /** Nodes and clients of whom nothing is to be seen. */
  readonly hidden: ReadonlySet<number>;
}

/** A space-time diagram as shapes, after Lamport (1978); rows and columns are the units. */
export interface Diagram {
  readonly columns: readonly number[];
  readonly rowCount: number;
  readonly lifelines: readonly Lifeline[];
  readonly walls: readonly Wall[];
  readonly arrows: readonly Arrow[];
  readonly happenings: readonly Happening[];
  readonly rules: readonly Rule[];
  /** Messages that are not drawn, because there are too many. */
  readonly arrowsLeftOut: number;
}

/** A stretch of a node's line, from the first of some rows to the last, while its look is the same. */
export interface Lifeline {
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly look: Look;
}

/** `cut off`: on the smaller side of a partition, or one of the smaller sides. */
export type Look = "up" | "cut off" | "paused" | "Byzantine" | "down";

/** Between two columns that are neighbours, the link is cut. */
export interface Wall {
  /** The column on the left of it. */
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** A message's way. */
export interface Arrow {
  readonly from: Point;
  readonly to: Point;
  /** Whether it gets there; if not, it ends on its way. */
  readonly arrives: boolean;
  /** What is odd about it: a letter of the table of links; "" if nothing is. */
  readonly oddity: "" | "2" | "H" | "D";
  readonly send: number;
  readonly arrival: number | null;
  readonly isClients: boolean;
  readonly text: string;
}

export interface Point {
  readonly column: number;
  readonly row: number;
}

/** Something that happens to a node or client in a row. */
export interface Happening {
  readonly row: number;
  readonly column: number;
  readonly sign: Sign;
}

export type Sign =
  | "arrives"
  | "timer"
  | "starts"
  | "client"
  | "other"
  | "waits"
  | "lost"
  | "violation"
  | "crashes"
  | "stops"
  | "restarts"
  | "fault begins"
  | "fault ends";

/** A step of the run itself: it concerns everybody. */
export interface Rule {
  readonly row: number;
  readonly text: string;
  readonly isViolation: boolean;
  readonly kind: "begins" | "ends" | "neither";
}

/** More messages than this are no picture any more. */
const mostArrows = 2_000;

/** Draws a slice of a run. */
export function drawSlice(slice: Slice): Diagram {
  const { recording, rows, columns } = slice;
  const { arrows, leftOut } = drawArrows(slice);
  const { violations } = landmarksOf(recording);
  const isViolation = (step: number) => violations[atOrAfter(violations, step)] === step;
  const happenings = new Map<string, Happening>();
  const add = (row: number, column: number, sign: Sign) => {
    if (column < 0) return;
    const key = `${row} ${column}`;
    const other = happenings.get(key);
    if (other === undefined || rank(sign) > rank(other.sign)) happenings.set(key, { row, column, sign });
  };
  const rules: Rule[] = [];
  rows.forEach((step, row) => {
    const who = recording.whoOf(step);
    if (who >= 0) add(row, columns.indexOf(who), isViolation(step) ? "violation" : signOf(recording, step));
    else rules.push(ruleOf(recording, step, row, isViolation(step)));
    for (const { column, sign } of troubleSignsOf(slice, step)) add(row, column, sign);
  });
  return {
    columns,
    rowCount: rows.length,
    lifelines: drawLifelines(slice),
    walls: drawWalls(slice),
    arrows,
    happenings: [...happenings.values()],
    rules,
    arrowsLeftOut: leftOut,
  };
}

/** Of two signs for one place, the one that matters more. */
const ranks: readonly Sign[] = ["fault ends", "fault begins", "restarts", "stops", "crashes", "violation"];

function rank(sign: Sign): number {
  return ranks.indexOf(sign) + 1;
}

function signOf(recording: Recording, step: number): Sign {
  if (!recording.hasReached(step)) {
    const { effects } = recording.stepAt(step);
    return effects.some(({ kind }) => kind === "lost") ? "lost" : "waits";
  }
  switch (recording.kindOf(step)) {
    case "message":
    case "request":
    case "reply":
      return "arrives";
    case "timer":
    case "timeout":
      return "timer";
    case "start":
      return "starts";
    case "turn":
    case "retry":
      return "client";
    default:
      return "other";
  }
}

function ruleOf(recording: Recording, step: number, row: number, isViolation: boolean): Rule {
  const kind = recording.kindOf(step);
  const text = briefEvent(recording.stepAt(step).event);
  return {
    row,
    text,
    isViolation,
    kind: kind === "fault begins" ? "begins" : kind === "fault ends" ? "ends" : "neither",
  };
}

/** What begins or ends for nodes in a step. */
function troubleSignsOf(slice: Slice, step: number): { readonly column: number; readonly sign: Sign }[] {
  const { recording, columns } = slice;
  if (!isBoundary(recording, step)) return [];
  const signs: { column: number; sign: Sign }[] = [];
  for (const { from, to, nodes } of spansMeeting(recording.faults, step, step)) {
    if (from !== step && to !== step) continue;
    for (const node of nodes)
      signs.push({ column: columns.indexOf(node), sign: from === step ? "fault begins" : "fault ends" });
  }
  columns.forEach((peer, column) => {
    for (const { from, to, kind } of spansMeeting(troublesOf(recording, peer), step, step)) {
      if (kind !== "crashed" && kind !== "stopped") continue;
      if (from === step) signs.push({ column, sign: kind === "crashed" ? "crashes" : "stops" });
      else if (to === step) signs.push({ column, sign: "restarts" });
    }
  });
  return signs;
}

const boundaries = new WeakMap<Recording, ReadonlySet<number>>();

/** Whether a fault or a trouble begins or ends in a step: most steps are spared the search. */
function isBoundary(recording: Recording, step: number): boolean {
  let known = boundaries.get(recording);
  if (known === undefined) {
    const spans = [...recording.faults, ...recording.troubles];
    known = new Set(spans.flatMap(({ from, to }) => (to === null ? [from] : [from, to])));
    boundaries.set(recording, known);
  }
  return known.has(step);
}

function drawLifelines(slice: Slice): Lifeline[] {
  const { recording, rows, columns } = slice;
  const lifelines: Lifeline[] = [];
  if (rows.length === 0) return lifelines;
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const cuts = cutsOfRows(slice);
  columns.forEach((peer, column) => {
    const troubles = spansMeeting(troublesOf(recording, peer), first, last);
    const lookAt = (row: number): Look => {
      const step = rows[row];
      const kinds = troubles
        .filter(({ from, to }) => from <= step && (to === null || step < to))
        .map(({ kind }) => kind);
      if (kinds.includes("crashed") || kinds.includes("stopped")) return "down";
      if (kinds.includes("paused")) return "paused";
      if (kinds.includes("Byzantine")) return "Byzantine";
      return peer < recording.nodeCount && (cuts[row]?.sideOf(peer) ?? 0) > 0 ? "cut off" : "up";
    };
    for (const { from, to, value } of stretches(rows.length, lookAt)) lifelines.push({ column, from, to, look: value });
  });
  return lifelines;
}

function drawWalls(slice: Slice): Wall[] {
  const { recording, rows, columns } = slice;
  const cuts = cutsOfRows(slice);
  const walls: Wall[] = [];
  for (let column = 0; column + 1 < columns.length; column++) {
    const [left, right] = [columns[column], columns[column + 1]];
    if (right >= recording.nodeCount) break;
    const isWall = (row: number) => {
      const cut = cuts[row];
      return cut != null && (cut.isCut(left, right) || cut.isCut(right, left));
    };
    for (const { from, to, value } of stretches(rows.length, isWall)) if (value) walls.push({ column, from, to });
  }
  return walls;
}

function cutsOfRows({ recording, rows, columns }: Slice) {
  const nodes = columns.filter((peer) => peer < recording.nodeCount);
  return rows.map((step) => cutsAt(recording, step, nodes));
}

/** Rows in a row for which something is the same. */
function* stretches<T>(count: number, lookUp: (row: number) => T): Generator<{ from: number; to: number; value: T }> {
  for (let from = 0; from < count; ) {
    const value = lookUp(from);
    let to = from;
    while (to + 1 < count && lookUp(to + 1) === value) to++;
    yield { from, to, value };
    from = to + 1;
  }
}

function drawArrows(slice: Slice): { readonly arrows: readonly Arrow[]; readonly leftOut: number } {
  const { recording, rows } = slice;
  const arrows: Arrow[] = [];
  if (rows.length === 0) return { arrows, leftOut: 0 };
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const arrive = (arrival: number) => {
    const send = recording.causeOf(arrival);
    const [from, to] = [recording.fromOf(arrival), recording.whoOf(arrival)];
    const packet = recording
      .packetsOf(send)
      .find(({ arrivals, waits }) => arrivals.includes(arrival) || waits.includes(arrival));
    // What had to wait came where it began to, and has no way left from there.
    if (
      packet !== undefined &&
      packet.arrivals.indexOf(arrival) < packet.waits.length &&
      !packet.waits.includes(arrival)
    )
      return;
    addArrow(slice, arrows, { from, to, send, arrival, packet });
  };
  let leftOut = 0;
  for (const step of rows) {
    if (isArrival(recording, step)) arrive(step);
    const from = recording.whoOf(step);
    if (from < 0) continue;
    for (const packet of recording.packetsOf(step)) {
      if (packet.arrivals.length === 0)
        addArrow(slice, arrows, { from, to: packet.to, send: step, arrival: null, packet });
      // What arrives in a row is drawn from there.
      for (const arrival of [...packet.waits, ...packet.arrivals]) {
        if (arrival > last || !slice.isRow(arrival)) arrive(arrival);
      }
    }
    if (arrows.length > mostArrows) break;
  }
  const across = arrivalsAcross(recording, first, last, mostArrows);
  for (const arrival of across) {
    if (slice.isRow(arrival) || slice.isRow(recording.causeOf(arrival))) arrive(arrival);
  }
  if (arrows.length > mostArrows) leftOut = arrows.length - mostArrows;
  return { arrows: arrows.slice(0, mostArrows), leftOut };
}

interface Way {
  readonly from: number;
  readonly to: number;
  readonly send: number;
  readonly arrival: number | null;
  readonly packet: Packet | undefined;
}

/** How far the end of an arrow is from a column, if whoever is there has none. */
const stub = { column: 0.45, row: 0.75 };

/** How far before its receiver what is lost ends: in the row in which it was sent, since it has no other. */
const lostBefore = 0.25;

function addArrow(slice: Slice, arrows: Arrow[], { from, to, send, arrival, packet }: Way): void {
  const { recording, columns, hidden } = slice;
  if (hidden.has(from) || hidden.has(to) || from === to) return;
  const [fromColumn, toColumn] = [columns.indexOf(from), columns.indexOf(to)];
  if (fromColumn < 0 && toColumn < 0) return;
  const isUnderWay = arrival === null && packet?.fate.startsWith("arrives") === true;
  const arrives = arrival !== null || isUnderWay;
  const sendRow = slice.rowOf(send);
  const direction = to > from ? 1 : -1;
  let start: Point = { column: fromColumn, row: sendRow };
  let end: Point;
  if (!arrives) {
    if (fromColumn < 0) return;
    const isOpen = toColumn < 0;
    end = { column: isOpen ? fromColumn + direction * stub.column : toColumn - direction * lostBefore, row: sendRow };
  } else {
    const row = slice.rowOf(arrival ?? recording.length);
    end = { column: toColumn, row };
    if (fromColumn < 0) start = { column: toColumn - direction * stub.column, row: Math.max(sendRow, row - stub.row) };
    if (toColumn < 0) end = { column: fromColumn + direction * stub.column, row: Math.min(row, sendRow + stub.row) };
  }
  const isClients = from >= recording.nodeCount || to >= recording.nodeCount;
  const oddity = oddityOf(recording, from, to, send, arrival, packet);
  const text = packet === undefined ? "" : brief(packet.message);
  arrows.push({ from: start, to: end, arrives, oddity, send, arrival, isClients, text });
}

function oddityOf(
  recording: Recording,
  from: number,
  to: number,
  send: number,
  arrival: number | null,
  packet: Packet | undefined,
): Arrow["oddity"] {
  if (packet === undefined) return "";
  if (packet.fate === "held") return "H";
  if (arrival !== null && packet.arrivals.indexOf(arrival) > 0) return "2";
  const place = recording.packetsOf(send).indexOf(packet);
  const isDelayed = recording.edits.some((edit) => edit.kind === "delay" && edit.step === send && edit.send === place);
  if (isDelayed) return "D";
  if (spansAt(recording.faults, send).length === 0) return "";
  return recording.ailmentsAt(from, to, send).includes("delay") ? "D" : "";
}

/** The nodes and clients of the steps at hand, nearest first, as far as there is room; in their order. */
export function choosePeers(
  recording: Recording,
  rows: readonly number[],
  place: number,
  most: number,
  hidden: ReadonlySet<number>,
): number[] {
  const all = recording.peers.map((_, peer) => peer).filter((peer) => !hidden.has(peer));
  if (all.length <= most) return all;
  const nodes = all.filter((peer) => peer < recording.nodeCount);
  if (nodes.length <= most) return nodes;
  const chosen = new Set<number>();
  const choose = (peer: number) => {
    if (peer >= 0 && chosen.size < most && !hidden.has(peer)) chosen.add(peer);
  };
  const chooseStep = (step: number | undefined) => {
    if (step === undefined) return;
    choose(recording.whoOf(step));
    choose(recording.fromOf(step));
  };
  chooseStep(rows[place]);
  if (rows[place] !== undefined) for (const { to } of recording.packetsOf(rows[place])) choose(to);
  for (let distance = 1; distance < rows.length && chosen.size < most; distance++) {
    chooseStep(rows[place - distance]);
    chooseStep(rows[place + distance]);
  }
  for (const node of nodes) choose(node);
  return [...chosen].sort((one, other) => one - other);
}
