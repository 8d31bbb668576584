/*
 * Plain text in the columns of a terminal. How wide a character is, terminals decide for themselves; these are the ranges
 * on which they agree.
 */

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const widthless = /[\p{M}\u200b-\u200d]/u;

/** How many columns a text takes. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthless.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** As much of the beginning of a text as there is room for. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${beginning(text, width - 1)}…`;
}

/** As much of the end of a text as there is room for: the end of a path says most. */
export function cutStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const backwards = [...text].reverse().join("");
  return `…${[...beginning(backwards, width - 1)].reverse().join("")}`;
}

/** Fills a text with spaces up to a width. */
export function fill(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** A text in lines of some width, between words where there are any. What fits into a line stays as it is. */
export function fold(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => (widthOf(line) <= width ? [line] : foldLine(line, width)));
}

/** Names with commas between them, in lines of some width; none is broken in two. */
export function foldList(names: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const [at, name] of names.entries()) {
    const part = at === names.length - 1 ? name : `${name},`;
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(part) <= width) lines[lines.length - 1] = `${line} ${part}`;
    else lines.push(part);
  }
  return lines;
}

function foldLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of text.match(/\s+|\S+/g) ?? []) {
    if (widthOf(line + part) <= width) {
      line += part;
      continue;
    }
    if (line.trim() !== "") lines.push(line.trimEnd());
    let rest = part.trimStart();
    while (widthOf(rest) > width) {
      // A character that is wider than the line stands alone in it.
      const piece = beginning(rest, width) || (rest.match(/./u)?.[0] ?? rest);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    line = rest;
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()];
}

function beginning(text: string, width: number): string {
  let taken = 0;
  let columns = 0;
  for (const character of text) {
    columns += widthOf(character);
    if (columns > width) break;
    taken += character.length;
  }
  return text.slice(0, taken);
}
