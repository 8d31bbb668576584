import { expect, test } from "vitest";
import { editLine, emptyLine, type Line } from "../../src/tui/line-edit.js";

function typed(...keys: string[]): Line {
  return keys.reduce<Line>((line, key) => editLine(line, key) ?? line, emptyLine);
}

test.each<[keys: string[], line: Line]>([
  [["a", "Space", "b"], { text: "a b", cursor: 3 }],
  [["a", "b", "Left", "x"], { text: "axb", cursor: 2 }],
  [["a", "b", "Home", "x", "End", "y"], { text: "xaby", cursor: 4 }],
  [["a", "b", "Left", "Backspace"], { text: "b", cursor: 0 }],
  [["a", "b", "Home", "Delete", "Backspace", "Left"], { text: "b", cursor: 0 }],
  [["a", "😀", "Left", "Right", "Backspace"], { text: "a", cursor: 1 }],
  [["o", "Space", "t", "w", "o", "Space", "Ctrl-W"], { text: "o ", cursor: 2 }],
  [["a", "b", "c", "Left", "Ctrl-U"], { text: "c", cursor: 0 }],
  [["a", "b", "c", "Home", "Right", "Ctrl-K"], { text: "a", cursor: 1 }],
])("typing %j makes %j", (keys, line) => {
  expect(typed(...keys)).toEqual(line);
});

test("a key that edits nothing is not taken", () => {
  expect(["Enter", "Esc", "Up", "PgDn", "Ctrl-C"].map((key) => editLine(emptyLine, key))).toEqual(Array(5).fill(null));
});
