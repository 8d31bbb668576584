import type { HelpGroup } from "./help.js";

const row = (sign: string, help: string) => ({ keys: [sign], help });

/** The signs of list and diagram, for the help. */
export const signs: HelpGroup = {
  title: "Signs of the list and the diagram",
  rows: [
    row("◉", "the step at hand"),
    row("✖", "a property is violated"),
    row("◆", "a property changes"),
    row("▼ ▲", "a fault begins, ends"),
    row("☠ ↻", "a node crashes, starts again"),
    row("↑ ↓ ∥", "may have caused this step, may come of it, neither (causes on)"),
    row("/ ■", "matches the search, is a breakpoint"),
    row("●", "something arrives"),
    row("◷ ◇ •", "a timer fires, a client acts, something else"),
    row("◌ ×", "has to wait, is lost"),
    row("2 H D", "arrives a second time, was held back, is delayed"),
    row("│ ║", "a node's line; double while a partition cuts it off from most others"),
    row("┊", "a paused node; between two nodes: they do not reach each other"),
    row("≀", "a node that is Byzantine; a gap in its line: it is down"),
  ],
};
