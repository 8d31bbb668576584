import { fitText, plainText, widthOf } from "./display-width.js";
import { type PaneStyle, type Tone, toAscii } from "./style.js";

/** A piece of a line: plain, or in a tone. */
export type Piece = string | readonly [text: string, ...tones: Tone[]];

/** A line before it is fitted. */
export type Line = string | readonly Piece[];

const ellipsis = "…";

/** A line of exactly `width` columns: what is too long is cut, with a sign where. `tones` are those of the whole line. */
export function fitLine(line: Line, width: number, style: PaneStyle, ...tones: Tone[]): string {
  const pieces = typeof line === "string" ? [line] : line;
  let left = width;
  let fitted = "";
  for (const [place, piece] of pieces.entries()) {
    if (left <= 0) break;
    const text = plainText(typeof piece === "string" ? piece : piece[0]);
    if (text === "") continue;
    const own = typeof piece === "string" ? tones : [...(piece.slice(1) as Tone[]), ...tones];
    let part = fitText(text, left);
    // What follows and does not fit any more is cut as well.
    const isCut = part.text.length < text.length || (part.width === left && hasMore(pieces, place));
    if (isCut) {
      part = fitText(part.text, left - 1);
      const padding = " ".repeat(left - 1 - part.width);
      part = { text: part.text + padding + ellipsis, width: left };
    }
    fitted += paint(part.text, own, style);
    left -= part.width;
  }
  return left > 0 ? fitted + paint(" ".repeat(left), tones, style) : fitted;
}

function hasMore(pieces: readonly Piece[], place: number): boolean {
  return pieces.some(
    (piece, at) => at > place && plainText(typeof piece === "string" ? piece : piece[0]).trim() !== "",
  );
}

function paint(text: string, tones: readonly Tone[], style: PaneStyle): string {
  // Of what is blank, only the background can be seen.
  if (!tones.includes("hand") && text.trim() === "") return text;
  return style.paint(style.ascii ? toAscii(text, widthOf) : text, tones);
}

/** Lines as a block of exactly `height` lines of `width` columns. */
export function block(lines: readonly Line[], width: number, height: number, style: PaneStyle): string[] {
  return Array.from({ length: Math.max(0, height) }, (_, row) => fitLine(lines[row] ?? "", width, style));
}

/** A text of exactly `width` columns, as one piece. */
export function cell(text: string, width: number, align: "left" | "right" = "left"): string {
  const plain = plainText(text);
  let part = fitText(plain, width);
  if (part.text.length < plain.length && width > 0) {
    part = fitText(plain, width - 1);
    part = { text: part.text + ellipsis, width: part.width + 1 };
  }
  const padding = " ".repeat(Math.max(0, width - part.width));
  return align === "left" ? part.text + padding : padding + part.text;
}

/** A text in lines of at most `width` columns, broken between words where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = plainText(text);
  while (widthOf(rest) > width && width > 0) {
    const part = fitText(rest, width).text;
    // A character that is wider than the line has no place.
    if (part === "") return lines;
    const space = part.lastIndexOf(" ");
    const end = rest[part.length] === " " || space <= 0 ? part.length : space;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** The widest of some texts, in columns, but no wider than `most`. */
export function widest(texts: readonly string[], most = Number.POSITIVE_INFINITY): number {
  return Math.min(most, Math.max(0, ...texts.map((text) => widthOf(plainText(text)))));
}

/** Some lines under a heading. */
export interface Section {
  readonly heading: Line | null;
  readonly lines: readonly Line[];
  /** Keeps so many lines, its heading among them, as long as others have more; a line or two unless given. */
  readonly least?: number;
}

/** Who gives way where not all has room: the longest section first, or the last. */
export type GivesWay = "longest" | "last";

/** Sections one below the other in so many lines; what they have to leave out is counted. */
export function stack(sections: readonly Section[], height: number, givesWay: GivesWay = "longest"): Line[] {
  const present = sections.filter(({ lines }) => lines.length > 0);
  const heights = present.map(({ heading, lines }) => lines.length + (heading === null ? 0 : 1));
  const least = present.map(({ heading, least }, at) => Math.min(heights[at], least ?? (heading === null ? 1 : 2)));
  for (const floors of givesWay === "last" ? [least, least.map(() => 0)] : [least]) {
    for (let excess = heights.reduce((sum, each) => sum + each, 0) - height; excess > 0; excess--) {
      const slack = heights.map((each, at) => each - floors[at]);
      const place =
        givesWay === "last" ? slack.findLastIndex((each) => each > 0) : slack.lastIndexOf(Math.max(...slack));
      if (place < 0 || slack[place] <= 0) break;
      heights[place]--;
    }
  }
  const stacked = present.flatMap(({ heading, lines }, at): Line[] => {
    const isHeaded = heading !== null && heights[at] > 1;
    const room = heights[at] - (isHeaded ? 1 : 0);
    const shown = room >= lines.length ? lines : cutOff(lines, room);
    return isHeaded ? [heading, ...shown] : [...shown];
  });
  return stacked.slice(0, height);
}

function cutOff(lines: readonly Line[], room: number): Line[] {
  if (room <= 0) return [];
  if (room === 1) return lines.length <= 1 ? [...lines] : [withCount(lines[0], lines.length - 1)];
  return [...lines.slice(0, room - 1), [[`  … and ${lines.length - room + 1} more`, "faint"]]];
}

function withCount(line: Line, more: number): Line {
  return [[`(+${more}) `, "faint"], ...(typeof line === "string" ? [line] : line)];
}

const mostOfStem = 3;

/** A name in a few columns: where it ends in a number, that is what tells it from others. */
export function shortName(name: string, width: number): string {
  if (widthOf(name) <= width) return name;
  const [number] = /\d+$/.exec(name) ?? [""];
  if (number.length >= width) return `…${number.slice(1 - width)}`.slice(0, width);
  const stem = name.slice(0, name.length - number.length).trimEnd();
  return fitText(stem, Math.min(width - number.length, number === "" ? width : mostOfStem)).text + number;
}

/** What is to be seen of a list around one of its places: the first one. */
export function firstInSight(place: number, count: number, rows: number): number {
  return Math.max(0, Math.min(place - (rows >> 1), count - rows));
}

/** Blocks of lines side by side, with a column between them. */
export function beside(blocks: readonly (readonly string[])[], gap: string): string[] {
  return (blocks[0] ?? []).map((_, row) => blocks.map((lines) => lines[row]).join(gap));
}
