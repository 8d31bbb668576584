import { describe, expect, test } from "vitest";
import { fitText, plainText, widthOf } from "../../src/tui/display-width.js";
import { fitLine, wrap } from "../../src/tui/lines.js";
import { paneStyle } from "../../src/tui/style.js";

describe("display width", () => {
  test.each<[text: string, plain: string, width: number]>([
    ["ann", "ann", 3],
    ["日本", "日本", 4],
    ["e\u0301", "e\u0301", 1],
    ["⣿─●☠✖↻≀║", "⣿─●☠✖↻≀║", 8],
    ["a\nb\tc", "a b c", 5],
    ["\u001b[2J", "·[2J", 4],
    ["\u009b2J", "2J", 2],
    ["\u202eabc\u200b", "abc", 3],
    // Terminals do not agree on sequences: each part stands for itself.
    ["👩‍👧", "👩👧", 4],
    ["👍🏽", "👍", 2],
    ["❤\ufe0f", "❤", 1],
    ["\ud800x", "\ufffdx", 2],
  ])("of %j", (text, plain, width) => {
    expect(plainText(text)).toBe(plain);
    expect(widthOf(plainText(text))).toBe(width);
  });

  test.each<[text: string, width: number, line: string]>([
    ["ann", 5, "ann  "],
    ["ann and bob", 5, "ann …"],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日 …"],
    ["日本語", 1, "…"],
    ["日本語", 0, ""],
    [`e${"\u0301".repeat(5_000)}x`, 3, `${`e${"\u0301".repeat(5_000)}`.slice(0, 16)}…`],
  ])("fits %j into %i columns", (text, width, line) => {
    const fitted = fitLine(text, width, paneStyle());
    if (text.length < 100) expect(fitted).toBe(line);
    expect(widthOf(fitted)).toBe(width);
  });

  test("cuts where the next character would not fit", () => {
    expect(fitText("a日b", 2)).toEqual({ text: "a", width: 1 });
  });

  test("wraps between words, or where there are none, anywhere", () => {
    expect(wrap("cat committed entry 4", 10)).toEqual(["cat", "committed", "entry 4"]);
    expect(wrap("日本語日本語", 5)).toEqual(["日本", "語日", "本語"]);
    expect(wrap("日", 1)).toEqual([]);
  });
});
