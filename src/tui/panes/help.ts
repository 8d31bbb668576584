import { block, cell, type Line, widest } from "../lines.js";
import type { PaneStyle } from "../style.js";

/** Keys that belong together, and what each does. */
export interface HelpGroup {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly help: string }[];
}

/** Columns of groups are at least so wide. */
const leastColumn = 50;
const gap = 3;

/** Groups of keys in as many columns as there is room for; `top` lines are scrolled away. */
export function helpPane(
  groups: readonly HelpGroup[],
  width: number,
  height: number,
  style: PaneStyle,
  top = 0,
  nameOf: (key: string) => string = (key) => key,
): string[] {
  const columns = Math.max(1, Math.min(groups.length, Math.floor((width + gap) / (leastColumn + gap))));
  const columnWidth = Math.floor((width - gap * (columns - 1)) / columns);
  const sets = splitGroups(groups, columns);
  const keyWidth = widest(
    groups.flatMap(({ rows }) => rows.map(({ keys }) => keysOf(keys, nameOf))),
    16,
  );
  const blocks = sets.map((set) =>
    set.flatMap(({ title, rows }, place): Line[] => [
      ...(place === 0 ? [] : [""]),
      [[title, "strong"]],
      ...rows.map(({ keys, help }): Line => [`  ${cell(keysOf(keys, nameOf), keyWidth)}  `, help]),
    ]),
  );
  const painted = blocks.map((lines) => block(lines.slice(top), columnWidth, height, style));
  return Array.from({ length: Math.max(0, height) }, (_, row) => {
    const line = painted.map((lines) => lines[row]).join(" ".repeat(gap));
    return line + " ".repeat(width - columns * columnWidth - gap * (columns - 1));
  });
}

function keysOf(keys: readonly string[], nameOf: (key: string) => string): string {
  return keys.length > 4 ? `${nameOf(keys[0])}–${nameOf(keys[keys.length - 1])}` : keys.map(nameOf).join(" ");
}

/** Groups in order, cut into columns of about the same height. */
function splitGroups(groups: readonly HelpGroup[], columns: number): readonly (readonly HelpGroup[])[] {
  const heightOf = ({ rows }: HelpGroup) => rows.length + 2;
  const total = groups.reduce((sum, group) => sum + heightOf(group), 0);
  const sets: HelpGroup[][] = Array.from({ length: columns }, () => []);
  let above = 0;
  for (const group of groups) {
    const middle = above + heightOf(group) / 2;
    sets[Math.min(columns - 1, Math.floor((middle / total) * columns))].push(group);
    above += heightOf(group);
  }
  return sets;
}
