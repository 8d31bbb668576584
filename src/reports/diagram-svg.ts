import { formatInstant } from "../kernel/time.js";
import { briefStep } from "../playback/brief.js";
import {
  type Arrow,
  choosePeers,
  type Diagram,
  drawSlice,
  type Happening,
  type Lifeline,
  type Look,
  type Point,
  type Sign,
  type Slice,
} from "../playback/geometry.js";
import { landmarksOf } from "../playback/landmarks.js";
import type { Recording } from "../playback/recording.js";
import { escapeMarkup } from "./escape-markup.js";

/** More steps, or more columns, than this are no picture any more. */
export const mostSteps = 2_000;
const mostColumns = 40;

const rowHeight = 22;
const top = 84;
const left = 142;
const textWidth = 630;
const mostText = 84;
const foot = 46;

/** What a place in the diagram is on the paper. */
interface Paper {
  readonly width: number;
  readonly height: number;
  readonly bottom: number;
  /** Where what happens in a row is told. */
  readonly textAt: number;
  x(column: number): number;
  y(row: number): number;
}

/**
 * The space-time diagram of some steps, from the first to the last, as a picture that stands alone, for light and dark
 * backgrounds. Of more steps than there is room for, the first ones are drawn, and the picture says so.
 */
export function diagramSvg(recording: Recording, from: number, to: number): string {
  const first = Math.max(0, from);
  const last = Math.min(recording.length - 1, to, first + mostSteps - 1);
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, row) => first + row);
  const hidden: ReadonlySet<number> = new Set();
  const columns = choosePeers(recording, rows, rows.length >> 1, mostColumns, hidden);
  const slice: Slice = { recording, rows, rowOf: (step) => step - first, isRow: () => true, columns, hidden };
  const diagram = drawSlice(slice);
  const paper = layOut(columns.length, rows.length);
  const leftOut = Math.min(recording.length - 1, to) - last;
  const { title, seed, verdict } = recording.report;
  const heading = `${title} · seed ${seed} · ${verdict}`;
  const range = rows.length === 0 ? "no steps" : `steps ${first} to ${last} of ${recording.length - 1}`;
  const between =
    rows.length === 0 ? "" : `, ${formatInstant(recording.atUs(first))} to ${formatInstant(recording.atUs(last))}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${paper.width}" height="${paper.height}" viewBox="0 0 ${paper.width} ${paper.height}" role="img">`,
    `<title>${escapeMarkup(heading)}</title>`,
    `<desc>Space-time diagram, ${escapeMarkup(range)}: time goes down, each column is a node or a client, slanted lines are messages.</desc>`,
    styles,
    definitions(paper),
    `<rect class="paper" width="${paper.width}" height="${paper.height}"/>`,
    text(16, 26, heading, "heading"),
    text(16, 46, `${range}${between}`, "faint"),
    ...names(recording, columns, paper),
    `<g clip-path="url(#plot)">`,
    ...diagram.rules.map(({ row, isViolation, kind }) => rule(paper, row, isViolation ? "broken" : kind)),
    ...diagram.lifelines.flatMap((lifeline) => drawLifeline(lifeline, paper)),
    ...diagram.walls.map(({ column, from, to }) => {
      const x = (paper.x(column) + paper.x(column + 1)) / 2;
      return `<path class="wall" d="M${x} ${paper.y(from - 0.5)}V${paper.y(to + 0.5)}"><title>these two do not reach each other</title></path>`;
    }),
    ...diagram.arrows.map((arrow) => drawArrow(recording, arrow, paper)),
    ...diagram.happenings.map((happening) => drawSign(happening, paper)),
    "</g>",
    ...rows.flatMap((step, row) => told(recording, step, paper, row)),
    ...notes(diagram, leftOut).map((note) => text(16, paper.bottom + 18, note, "doubtful")),
    legend(paper),
    "</svg>",
  ];
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}

function layOut(columns: number, rows: number): Paper {
  const gap = columns <= 8 ? 84 : columns <= 16 ? 64 : 48;
  const textAt = left + columns * gap + 8;
  const bottom = top + rows * rowHeight;
  return {
    width: textAt + textWidth,
    height: bottom + foot,
    bottom,
    textAt,
    x: (column) => left + gap / 2 + column * gap,
    y: (row) => top + (row + 0.5) * rowHeight,
  };
}

interface Colours {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly message: string;
  readonly good: string;
  readonly bad: string;
  readonly doubtful: string;
}

const light: Colours = {
  paper: "#ffffff",
  ink: "#1c1c22",
  faint: "#6e6e78",
  line: "#b4b4be",
  message: "#0b6e99",
  good: "#1a7f37",
  bad: "#c62828",
  doubtful: "#8a5d00",
};

const dark: Colours = {
  paper: "#16161a",
  ink: "#e6e6ea",
  faint: "#92929c",
  line: "#5c5c66",
  message: "#5cc3ee",
  good: "#4ac26b",
  bad: "#ff7b72",
  doubtful: "#e3b341",
};

/** Colours are written out, once for each background: not every viewer knows variables. */
function coloured({ paper, ink, faint, line, message, good, bad, doubtful }: Colours): string {
  return [
    `text { fill: ${ink}; } .faint, .number { fill: ${faint}; } .doubtful { fill: ${doubtful}; } .bad { fill: ${bad}; }`,
    `.paper, .on { fill: ${paper}; } .life { stroke: ${line}; } .hand { stroke: ${ink}; }`,
    `.cut { stroke: ${bad}; } .cut-core { stroke: ${paper}; } .paused { stroke: ${doubtful}; } .byzantine { stroke: ${bad}; }`,
    `.shade { fill: ${bad}; } .wall { stroke: ${bad}; }`,
    `.rule { stroke: ${faint}; } .begins { stroke: ${doubtful}; } .ends { stroke: ${good}; } .broken { stroke: ${bad}; }`,
    `.way { stroke: ${message}; } .way.client { stroke: ${faint}; } .way.lost, .cross { stroke: ${bad}; }`,
    `.head { fill: ${message}; } .client-head { fill: ${faint}; }`,
    `.sign { fill: ${ink}; stroke: ${paper}; } .hollow { fill: ${paper}; stroke: ${ink}; } .waits { stroke: ${doubtful}; }`,
    `.badge { fill: ${bad}; } .badge.good { fill: ${good}; } .badge.warns { fill: ${doubtful}; }`,
  ].join("\n");
}

const styles = `<style>
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; }
.heading { font-size: 15px; font-weight: 600; } .small { font-size: 10px; }
.name { font-weight: 600; text-anchor: middle; } .number { text-anchor: end; }
.on { font-size: 11px; font-weight: 700; text-anchor: middle; }
.life, .wall, .rule, .way, .cross { fill: none; }
.life { stroke-width: 1.5; } .life.cut { stroke-width: 5; } .life.cut-core { stroke-width: 2; }
.life.paused { stroke-dasharray: 2 5; } .life.byzantine { stroke-dasharray: 8 3 2 3; stroke-width: 2; }
.shade { opacity: 0.08; } .wall { stroke-dasharray: 3 4; opacity: 0.7; } .rule { stroke-dasharray: 6 4; }
.way { stroke-width: 1.3; } .way.client { stroke-dasharray: 5 3; } .cross { stroke-width: 2; }
.hollow { stroke-width: 1.4; } .waits { stroke-dasharray: 2 2; }
${coloured(light)}
@media (prefers-color-scheme: dark) {
${coloured(dark)}
}
</style>`;

function definitions({ width, bottom }: Paper): string {
  const head = (id: string) =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="13" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="${id}" d="M0 0L8 4L0 8z"/></marker>`;
  const plot = `<clipPath id="plot"><rect x="0" y="${top}" width="${width}" height="${bottom - top}"/></clipPath>`;
  return `<defs>${head("head")}${head("client-head")}${plot}</defs>`;
}

function names({ peers, nodeCount }: Recording, columns: readonly number[], paper: Paper): string[] {
  const gap = columns.length < 2 ? 84 : paper.x(1) - paper.x(0);
  const most = Math.floor((gap - 6) / 7.3);
  return columns.map((peer, column) => {
    const name = peers[peer];
    // What tells clients apart is at the end of their names.
    const shown = name.length <= most ? name : `${name.slice(0, Math.max(1, most - 3))}…${name.slice(-2)}`;
    return `<text class="name${peer < nodeCount ? "" : " faint"}" x="${paper.x(column)}" y="${top - 14}">${escapeMarkup(shown)}<title>${escapeMarkup(name)}</title></text>`;
  });
}

const lifeClasses: Readonly<Record<Look, string>> = {
  up: "life",
  "cut off": "life cut",
  paused: "life paused",
  Byzantine: "life byzantine",
  down: "",
};

function drawLifeline({ column, from, to, look }: Lifeline, paper: Paper): string[] {
  if (look === "down") return [];
  const x = paper.x(column);
  const [y, end] = [paper.y(from - 0.5), paper.y(to + 0.5)];
  const path = (classes: string) => `<path class="${classes}" d="M${x} ${y}V${end}"/>`;
  if (look !== "cut off") return [path(lifeClasses[look])];
  // Its own side of the partition is shaded, and its line is double.
  const shade = `<rect class="shade" x="${x - 20}" y="${y}" width="40" height="${end - y}"><title>cut off from most others</title></rect>`;
  return [shade, path(lifeClasses[look]), path("life cut-core")];
}

function rule(paper: Paper, row: number, kind: string): string {
  return `<path class="rule ${kind}" d="M${left} ${paper.y(row)}H${paper.textAt - 8}"/>`;
}

function drawArrow(recording: Recording, arrow: Arrow, paper: Paper): string {
  const [from, to] = [spot(arrow.from, paper), spot(arrow.to, paper)];
  const kind = arrow.arrives ? (arrow.isClients ? "way client" : "way") : "way lost";
  const when = arrow.arrival === null ? "" : `, ${formatInstant(recording.atUs(arrow.arrival))}`;
  const hint = `step ${arrow.send}${arrow.arrival === null ? "" : ` to ${arrow.arrival}`}${when}: ${arrow.text}`;
  const end = !arrow.arrives ? "" : ` marker-end="url(#${arrow.isClients ? "client-head" : "head"})"`;
  const line = `<path class="${kind}"${end} d="M${from.x} ${from.y}L${to.x} ${to.y}"><title>${escapeMarkup(hint)}</title></path>`;
  if (!arrow.arrives) {
    const cross = `<path class="cross" d="M${to.x - 4} ${to.y - 4}l8 8m0 -8l-8 8"/>`;
    return line + (arrow.oddity === "H" ? text(to.x + 7, to.y + 4, "held", "small doubtful") : cross);
  }
  if (arrow.oddity === "") return line;
  const word = { "2": "again", H: "held", D: "delayed" }[arrow.oddity];
  const anchor = from.x < to.x ? -1 : 1;
  return (
    line +
    `<text class="small doubtful" x="${to.x + anchor * 10}" y="${to.y - 5}" text-anchor="${anchor < 0 ? "end" : "start"}">${word}</text>`
  );
}

function spot({ column, row }: Point, paper: Paper): { readonly x: number; readonly y: number } {
  return { x: round(paper.x(column)), y: round(paper.y(row)) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function drawSign({ row, column, sign }: Happening, paper: Paper): string {
  return `<g transform="translate(${paper.x(column)} ${paper.y(row)})">${shapes[sign]}<title>${escapeMarkup(sign)}</title></g>`;
}

const badge = (letter: string, kind = "") =>
  `<circle class="badge${kind}" r="8"/><text class="on" y="4">${letter}</text>`;
const cross = (kind: string) => `<path class="${kind}" d="M-4 -4l8 8m0 -8l-8 8"/>`;

const shapes: Readonly<Record<Sign, string>> = {
  arrives: '<circle class="sign" r="4.5"/>',
  timer: '<circle class="hollow" r="5"/><path class="life hand" d="M0 -3V0L2.4 1.6"/>',
  starts: '<path class="hollow" d="M-6 0H6M0 0V4"/>',
  client: '<path class="hollow" d="M0 -5.5L5.5 0L0 5.5L-5.5 0z"/>',
  other: '<circle class="sign" r="3"/>',
  waits: '<circle class="hollow waits" r="4.5"/>',
  lost: cross("cross"),
  violation: badge("!"),
  crashes: badge("×"),
  stops: '<path class="hollow" d="M-6 0H6"/>',
  restarts: badge("↻", " good"),
  "fault begins": '<path class="badge warns" d="M-6 -4H6L0 6z"/>',
  "fault ends": '<path class="badge good" d="M-6 4H6L0 -6z"/>',
};

/** The margins of a row: number, time, and what happens. */
function told(recording: Recording, step: number, paper: Paper, row: number): string[] {
  const y = paper.y(row) + 4;
  const who = recording.whoOf(step);
  const isViolation = landmarksOf(recording).violations.includes(step);
  const kind = isViolation ? "bad" : who < 0 || !recording.hasReached(step) ? "doubtful" : "";
  const name = who < 0 ? "" : `${recording.peers[who]}  `;
  const full = name + briefStep(recording, step);
  const shown = full.length > mostText ? `${full.slice(0, mostText - 1)}…` : full;
  const told = `${isViolation ? "! " : ""}${shown}`;
  return [
    text(52, y, String(step), "number"),
    text(132, y, formatInstant(recording.atUs(step)), "number"),
    text(paper.textAt, y, told, kind),
  ];
}

function notes({ arrowsLeftOut }: Diagram, leftOut: number): string[] {
  const parts = [
    ...(leftOut > 0 ? [`${leftOut} more steps are not drawn`] : []),
    ...(arrowsLeftOut > 0 ? [`${arrowsLeftOut} more messages are not drawn`] : []),
  ];
  return parts.length === 0 ? [] : [parts.join("; ")];
}

function legend({ bottom }: Paper): string {
  const entries: readonly (readonly [sign: Sign, words: string])[] = [
    ["arrives", "arrives"],
    ["timer", "timer"],
    ["client", "client acts"],
    ["lost", "lost"],
    ["waits", "waits"],
    ["fault begins", "fault begins"],
    ["fault ends", "ends"],
    ["crashes", "crash"],
    ["restarts", "restart"],
    ["violation", "violated"],
  ];
  let x = 24;
  const drawn = entries.map(([sign, words]) => {
    const item = `<g transform="translate(${x} ${bottom + 30})">${shapes[sign]}</g>${text(x + 12, bottom + 34, words, "faint small")}`;
    x += 30 + words.length * 6.2;
    return item;
  });
  return drawn.join("");
}

function text(x: number, y: number, content: string, classes: string): string {
  return `<text${classes === "" ? "" : ` class="${classes}"`} x="${x}" y="${y}">${escapeMarkup(content)}</text>`;
}
