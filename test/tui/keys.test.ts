import { expect, test } from "vitest";
import { landmarksOf } from "../../src/playback/landmarks.js";
import { initial, reduce } from "../../src/playback/reduce.js";
import { helpHeight, paintHelp } from "../../src/tui/help.js";
import { deedOf, hintsFor, keyGroups } from "../../src/tui/keys.js";
import { paneStyle } from "../../src/tui/style.js";
import { forgetfulRun, livelyRun, open } from "../playback/runs.js";

const rows = keyGroups.flatMap((group) => group.rows);
const hintKeys = (view: Parameters<typeof hintsFor>[0]) => hintsFor(view).map(({ key }) => key);

test("each key does one thing", () => {
  const keys = rows.flatMap((row) => row.keys);
  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  for (const key of keys) expect(deedOf({ key, view: open(livelyRun), page: 20 })).not.toBeNull();
  expect(deedOf({ key: "Z", view: open(livelyRun), page: 20 })).toBeNull();
});

test("a capital goes the other way than its small letter", () => {
  for (const [small, capital] of ["jk", "JK", "nN", "mM", "fF", "vV", "pP", "lL", "dD", "sS", "gG"].map((pair) => [
    ...pair,
  ])) {
    const [one, other] = [small, capital].map((key) => deedOf({ key, view: open(livelyRun), page: 20 }));
    if (one?.kind !== "act" || other?.kind !== "act") throw new Error("both are actions");
    expect({ ...one.action, direction: 0 }).toEqual({ ...other.action, direction: 0 });
    expect(one.action).not.toEqual(other.action);
  }
});

test("the footer shows the keys that apply, no more than eight, and at the end how to get help and how to get out", () => {
  const [violation] = landmarksOf(forgetfulRun).violations;
  const before = open(forgetfulRun, violation - 1);
  expect(hintKeys(before)).toContain("v");
  expect(hintKeys(reduce(before, { kind: "go", to: { kind: "violation" } }))).toEqual(
    expect.arrayContaining(["Enter", "Backspace", "?", "q"]),
  );
  const branch = reduce(reduce(initial(forgetfulRun), { kind: "branched", recording: livelyRun }), { kind: "cone" });
  expect(hintKeys(branch)).toEqual(expect.arrayContaining(["=", "u"]));
  for (const view of [before, branch, open(livelyRun)]) {
    expect(hintKeys(view).length).toBeLessThanOrEqual(8);
    expect(hintKeys(view).slice(-2)).toEqual(["?", "q"]);
  }
});

test("the help has every key, every sign and every command on any width", () => {
  for (const columns of [60, 120, 200]) {
    const text = paintHelp(columns, helpHeight(columns), paneStyle(), 0).join("\n");
    for (const { keys } of rows) expect(text).toContain(keys[0]);
    for (const word of ["Signs", ":break", ":quit"]) expect(text).toContain(word);
    expect(paintHelp(columns, 1, paneStyle(), helpHeight(columns) - 1)[0].trim()).not.toBe("");
  }
});
