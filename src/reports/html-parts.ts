import { escapeMarkup } from "./escape-markup.js";

/*
 * What pages are made of. Text is escaped here, and here alone; what is markup already says so.
 */

export interface Markup {
  readonly markup: string;
  readonly kind?: string;
}

export interface Row {
  readonly cells: readonly (string | Markup)[];
  readonly kind?: string;
}

/** How the parts look. */
export const partsStyle = `
  pre, .scrolls { overflow-x: auto }
  table { border-collapse: collapse }
  th, td { text-align: left; vertical-align: top; padding: .2em 1.5em .2em 0; border-bottom: 1px solid var(--line);
    max-width: 60ch }
  th { font-weight: normal; color: var(--faint); white-space: nowrap }
`;

/** A part of a page under a title; nothing where there is nothing in it. */
export function section(title: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`<h2>${escapeMarkup(title)}</h2>`, ...parts];
}

/** The first `most` rows, and how many more there are; nothing where there are none. */
export function table(header: readonly string[], rows: readonly Row[], most: number): readonly string[] {
  if (rows.length === 0) return [];
  const head =
    header.length === 0 ? [] : [`<tr>${header.map((cell) => `<th>${escapeMarkup(cell)}</th>`).join("")}</tr>`];
  const shown = rows.slice(0, most).map(writeRow);
  return ['<div class="scrolls"><table>', ...head, ...shown, "</table></div>", ...rest(rows.length - shown.length)];
}

function writeRow({ cells, kind }: Row): string {
  const written = cells.map((cell) =>
    typeof cell === "string" ? `<td>${escapeMarkup(cell)}</td>` : `<td${classOf(cell.kind)}>${cell.markup}</td>`,
  );
  return `<tr${classOf(kind)}>${written.join("")}</tr>`;
}

function classOf(kind: string | undefined): string {
  return kind === undefined ? "" : ` class="${kind}"`;
}

/** The first `most` texts as a list, and how many more there are; nothing where there are none. */
export function list(texts: readonly string[], most: number): readonly string[] {
  if (texts.length === 0) return [];
  const items = texts.slice(0, most).map((text) => `<li>${escapeMarkup(text)}</li>`);
  return ["<ul>", ...items, "</ul>", ...rest(texts.length - items.length)];
}

export function paragraph(text: string, kind?: string): string {
  return `<p${classOf(kind)}>${escapeMarkup(text)}</p>`;
}

/** Lines that stay as they are. */
export function verbatim(lines: readonly string[], kind?: string): readonly string[] {
  return lines.length === 0 ? [] : [`<pre${classOf(kind)}>${escapeMarkup(lines.join("\n"))}</pre>`];
}

export function rest(count: number): readonly string[] {
  return count > 0 ? [`<p>… and ${count} more</p>`] : [];
}
