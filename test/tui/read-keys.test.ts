import { describe, expect, test } from "vitest";
import { readKeys } from "../../src/tui/read-keys.js";

const keysOf = (text: string) =>
  readKeys(text).inputs.map((input) => (input.kind === "key" ? input.key : input.button));

describe("what a terminal sends is read as keys", () => {
  test.each<[what: string, text: string, keys: string[]]>([
    ["several at once", "jjJ/ä😀", ["j", "j", "J", "/", "ä", "😀"]],
    ["arrows, in both modes of the cursor keys", "\u001b[A\u001b[B\u001bOC\u001bOD", ["Up", "Down", "Right", "Left"]],
    [
      "pages and ends",
      "\u001b[5~\u001b[6~\u001b[H\u001b[F\u001b[1~\u001b[4~",
      ["PgUp", "PgDn", "Home", "End", "Home", "End"],
    ],
    [
      "keys with names",
      "\t\r \u007f\b\u001b[3~\u001b[Z",
      ["Tab", "Enter", "Space", "Backspace", "Backspace", "Delete", "Shift-Tab"],
    ],
    ["keys held with Control", "\u0003\u001a\u0004", ["Ctrl-C", "Ctrl-Z", "Ctrl-D"]],
    ["keys held with others", "\u001b[1;5A\u001b[1;2B\u001b[6;5~", ["Up", "Down", "PgDn"]],
    ["Esc before another key", "\u001bq\u001b\u001bj", ["Esc", "q", "Esc", "Esc", "j"]],
    ["what is not known, as nothing", "\u001b[15~j\u001b[99q", ["j"]],
  ])("%s", (_what, text, keys) => {
    expect(keysOf(text)).toEqual(keys);
  });

  test("a press of a mouse button and a turn of its wheel, with its place", () => {
    expect(readKeys("\u001b[<0;5;7M\u001b[<0;5;7m\u001b[<65;1;2M\u001b[<2;1;1M").inputs).toEqual([
      { kind: "mouse", button: "left", column: 4, row: 6 },
      { kind: "mouse", button: "wheel down", column: 0, row: 1 },
    ]);
  });

  test.each(["\u001b", "\u001b[", "\u001b[1;", "\u001bO", "\u001b[<0;1"])("%j waits for its end", (text) => {
    expect(readKeys(`j${text}`)).toEqual({ inputs: [{ kind: "key", key: "j" }], rest: text });
  });
});
