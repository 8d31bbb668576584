import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NoEdn, parseEdn } from "../../src/histories/edn.js";
import { ednText } from "../../src/histories/edn-text.js";

describe("EDN", () => {
  test.each<[text: string, value: unknown]>([
    ["nil", null],
    ["true", true],
    ["-12", -12],
    ["+3", 3],
    ["1.5e3", 1500],
    ["2.5M", 2.5],
    ["7N", 7],
    ["1/4", 0.25],
    ["9007199254740993", "9007199254740993"],
    ["##Inf", Number.POSITIVE_INFINITY],
    [":read", "read"],
    [":jepsen.core/read", "jepsen.core/read"],
    ["symbol?", "symbol?"],
    ['"a \\"b\\" \\n \\u0041 ; no comment"', 'a "b" \n A ; no comment'],
    ["\\a", "a"],
    ["\\newline", "\n"],
    ["\\[", "["],
    ["[1, 2 3]", [1, 2, 3]],
    ["(1 (2))", [1, [2]]],
    ["#{1 2}", [1, 2]],
    ["{:a 1, :b [nil]}", { a: 1, b: [null] }],
    ["{0 10, 1 20}", { 0: 10, 1: 20 }],
    ["#jepsen.history.Op{:f :read}", { f: "read" }],
    ['#inst "2020-01-01"', "2020-01-01"],
    ["[1 #_2 3 #_[4]]", [1, 3]],
    ["#_ 1", undefined],
    ["; a comment\n[1 ; another\n2]", [1, 2]],
  ])("%s is %j", (text, value) => {
    expect(parseEdn(text)).toEqual(value);
  });

  test.each<[text: string, at: number, problem: string]>([
    ["[1 2", 0, "[ is not closed"],
    ["[1 2}", 4, "} closes nothing"],
    ["{:a}", 0, "the last key of this map has no value"],
    ['["abc', 1, "this text has no end"],
    ["[12x]", 1, "12x is no number"],
    ["[\\nothing]", 1, "\\nothing is no character"],
    ["1 2", 2, "there is more than one form where one was expected"],
    ["#tag", 0, "something has to follow"],
    ["[".repeat(300), 201, "this is nested more than 200 levels deep"],
  ])("%s is wrong at %i: %s", (text, at, problem) => {
    let thrown: unknown;
    try {
      parseEdn(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NoEdn);
    expect([(thrown as NoEdn).at, (thrown as NoEdn).message]).toEqual([at, problem]);
  });

  test("what is written is read again as it was", () => {
    const plain = fc.jsonValue({ depthSize: "small" }).filter((value) => !JSON.stringify(value).includes("__proto__"));
    fc.assert(
      fc.property(plain, (value) => {
        // Minus zero is a zero in text.
        const expected = JSON.parse(JSON.stringify(value)) as unknown;
        expect(parseEdn(ednText(expected))).toEqual(expected);
      }),
    );
  });
});
