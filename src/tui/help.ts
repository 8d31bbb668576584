import { commands } from "../playback/commands.js";
import { keyGroups, nameOfKey } from "./keys.js";
import { type HelpGroup, helpPane } from "./panes/help.js";
import { signs } from "./panes/legend.js";
import { type PaneStyle, paneStyle } from "./style.js";

/** All keys, all signs, and all commands. */
const groups: readonly HelpGroup[] = [
  ...keyGroups,
  signs,
  {
    title: "Commands",
    rows: commands.map(({ name, usage, help }) => ({
      keys: [`:${name}`],
      help: usage === "" ? help : `${usage}  ${help}`,
    })),
  },
];

/** The help in so many lines; `top` of them are scrolled away. */
export function paintHelp(columns: number, rows: number, style: PaneStyle, top: number): string[] {
  return helpPane(groups, columns, rows, style, top, (key) => nameOfKey(key, style.ascii));
}

const tallest = 500;

/** How many lines the help has on a terminal of so many columns. */
export function helpHeight(columns: number): number {
  const lines = paintHelp(columns, tallest, paneStyle(), 0);
  return lines.findLastIndex((line) => line.trim() !== "") + 1;
}
