import { describe, expect, test } from "vitest";
import { writeRow } from "../../src/faults/write-row.js";
import { readCandidate } from "../../src/hunt/shrink/candidate.js";
import { changeSettings } from "../../src/hunt/shrink/change-settings.js";
import { changeRow, type Row, timetableOf, writeTimetable } from "../../src/hunt/shrink/timetable.js";
import type { DrawnScenario, Scenario } from "../../src/scenario/scenario.js";
import { form } from "../simulation/forms.js";

const when = () => true;
const by = (message: unknown) => message;
const withFunctions = form({
  faults: [
    { at: "100ms", for: "10ms", crash: "ann" },
    { when, for: "20ms", pause: "ann" },
    { at: "300ms", tamper: "ann", by },
    { every: "200ms", for: "1ms", crash: "ann" },
  ] as unknown as NonNullable<DrawnScenario["faults"]>,
});
const plain = form({
  faults: [
    { at: "100ms", crash: "ann" },
    { at: "200ms", pause: "ann" },
  ],
});

function afterwards(source: Scenario, set: readonly string[], change: (rows: readonly Row[]) => readonly Row[]) {
  const before = readCandidate(source, { seed: "1", set, edits: [] });
  const rows = change(timetableOf(before));
  const after = changeSettings(set, writeTimetable(rows, before));
  const { form } = readCandidate(source, { seed: "1", set: after, edits: [] });
  return { set: after, wanted: rows.map(({ row }) => row), faults: form.faults };
}

describe("a timetable is set as it was left", () => {
  const sets = [[], ["faults[0]=null"], ["faults[1].for=5ms", "faults[3]=null"], ["faults[2].by=null"]];
  const changes: Readonly<Record<string, (rows: readonly Row[]) => readonly Row[]>> = {
    "as it is": (rows) => rows,
    "without its first row": (rows) => rows.slice(1),
    "without its last row": (rows) => rows.slice(0, -1),
    "without any": () => [],
    "with other lengths": (rows) =>
      rows.map((each) => (each.row.for === undefined ? each : { ...each, row: changeRow(each.row, { for: "7ms" }) })),
    "without lengths": (rows) => rows.map((each) => ({ ...each, row: changeRow(each.row, { for: undefined }) })),
    "without functions": (rows) => rows.filter(({ row }) => row.when === undefined && row.by === undefined),
    "with other times": (rows) =>
      rows.map((each) => ({ ...each, row: changeRow(each.row, { at: "1ms", when: undefined, every: undefined }) })),
  };
  for (const [name, change] of Object.entries(changes)) {
    test.each(sets)(`${name}, where some rows are functions, after %s %s`, (...set) => {
      const { faults, wanted } = afterwards(withFunctions, set, change);
      expect(faults).toEqual(wanted);
    });
    test(`${name}, as one list where it is plain data`, () => {
      const { faults, wanted, set } = afterwards(plain, ["faults[0].for=5ms"], change);
      expect(faults).toEqual(wanted);
      expect(set).toEqual([`faults=${JSON.stringify(wanted)}`]);
    });
  }
});

test("a setting takes the place of those at its path and below, and stands before its parts", () => {
  const set = ["network.loss=0.1", "faults[1]=null", "duration=5s", "faults[0].for=1s", "networks=1"];
  expect(
    changeSettings(set, [
      { path: "faults", value: [] },
      { path: "network.loss", value: undefined },
    ]),
  ).toEqual(["duration=5s", "faults=[]", "networks=1"]);
  expect(
    changeSettings(
      ["a.b=1"],
      [
        { path: "a", value: { c: 2 } },
        { path: "a.d", value: "3" },
      ],
    ),
  ).toEqual(['a={"c":2}', 'a.d="3"']);
});

test.each([
  [{ crash: "leader", for: "1s", at: "5s" }, '{ at: "5s", for: "1s", crash: "leader" }'],
  [{ at: "5s", by: 0.5, loss: { any: 2, of: "follower" } }, '{ at: "5s", loss: { any: 2, of: "follower" }, by: 0.5 }'],
  [
    { when, partition: { from: ["ann"], to: "all" }, by: undefined },
    '{ when: …, partition: { from: ["ann"], to: "all" } }',
  ],
])("%j is written as a scenario has it", (row, text) => {
  expect(writeRow(row as never)).toBe(text);
});
