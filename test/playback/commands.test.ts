import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action, Change } from "../../src/playback/action.js";
import { commands, completeCommand, parseCommand, parseRange } from "../../src/playback/commands.js";
import { isMistake } from "../../src/playback/mistake.js";
import { forgetfulRun, livelyRun, open, perform } from "./runs.js";

const view = open(forgetfulRun, 100);
const livelyView = open(livelyRun, 100);
const whatIf = (change: Change): Action => ({ kind: "what if", change });
const breakAt = (at: Extract<Action, { kind: "break" }>["at"]): Action => ({ kind: "break", at });

describe("a command", () => {
  test.each<[text: string, action: Action]>([
    ["12", { kind: "jump", step: 12 }],
    ["500ms", { kind: "jump", step: 59 }],
    ["50%", { kind: "jump", step: 75 }],
    ["+10", { kind: "jump", step: 110 }],
    ["-150ms", { kind: "jump", step: 83 }],
    ["go 50%", { kind: "jump", step: 75 }],
    ["break nodes.bob.state.term > 3", breakAt({ kind: "expression", text: "nodes.bob.state.term > 3" })],
    ['break any.state.role == "leader"', breakAt({ kind: "expression", text: 'any.state.role == "leader"' })],
    ["break event message", breakAt({ kind: "event", event: "message" })],
    ["break event fault begins", breakAt({ kind: "event", event: "fault begins" })],
    ['break property "one leader per term"', breakAt({ kind: "property", name: "one leader per term" })],
    ["break property one leader per term", breakAt({ kind: "property", name: "one leader per term" })],
    ["break peer bob", breakAt({ kind: "peer", peer: 1 })],
    ["break", { kind: "clear breakpoints" }],
    ["show now + 1s", { kind: "show", text: "now + 1s" }],
    ["search request vote", { kind: "search", text: "request vote", direction: 1 }],
    ["filter !timer set", { kind: "filter", text: "!timer set" }],
    ["filter", { kind: "filter", text: "" }],
    ["hide bob", { kind: "hide", peer: 1 }],
    ["drop", whatIf({ kind: "drop" })],
    ["drop 1", whatIf({ kind: "drop", send: 1 })],
    ["delay 20ms", whatIf({ kind: "delay", by: "20ms" })],
    ["delay 20ms 1", whatIf({ kind: "delay", by: "20ms", send: 1 })],
    ["duplicate 20ms", whatIf({ kind: "duplicate", by: "20ms" })],
    ["crash bob 1s", whatIf({ kind: "crash", peer: 1, for: "1s" })],
    ["crash 1s", whatIf({ kind: "crash", peer: null, for: "1s" })],
    [
      'fault {"at":"5s","for":"1s","partition":"ann"}',
      whatIf({ kind: "add fault", fault: { at: "5s", for: "1s", partition: "ann" } }),
    ],
    ["remove 0", whatIf({ kind: "remove fault", row: 0 })],
    ["move 0 12s", whatIf({ kind: "move fault", row: 0, at: "12s" })],
    ["seed 43", whatIf({ kind: "reseed", seed: "43" })],
    ["return", { kind: "return" }],
    ["compare", { kind: "compare" }],
    ["pane links", { kind: "pane", pane: "links" }],
    ["cone", { kind: "cone" }],
    ["save", { kind: "save", path: "" }],
    ['save "a file.json"', { kind: "save", path: "a file.json" }],
    ["export diagram.svg", { kind: "export", path: "diagram.svg", range: null }],
    ["export steps.log 10..20", { kind: "export", path: "steps.log", range: [10, 20] }],
    ["quit", { kind: "quit" }],
    // Cut short.
    ["q", { kind: "quit" }],
    ["du 1ms", whatIf({ kind: "duplicate", by: "1ms" })],
  ])(":%s", (text, action) => expect(parseCommand(text, view)).toEqual(action));

  test.each<[text: string, column: number, problem: string]>([
    ["", 0, "a command is missing"],
    ["exprot a.svg", 0, 'there is no command "exprot"; did you mean "export"?'],
    ["s", 0, '"s" may be show, search, seed, save'],
    ["200", 0, "the steps are 0 to 150"],
    ["go", 2, "a place is missing"],
    ["go there", 3, '"there" is no place: try a step as 8121, a time as 12.5s, or 50%'],
    ["break nodes.bop.state.term > 3", 12, 'there is no node "bop"; did you mean "bob"?'],
    ["break nodes.bob.state.term >", 28, "a value is missing"],
    ['break  nodes.bob.state.term > "3"', 30, "> needs numbers, and this is a text"],
    ["break event mesage", 12, 'there is no event "mesage"; did you mean "message"?'],
    ["break property one leader", 15, 'there is no property "one leader" (one leader per term)'],
    ["break property", 14, "the name of a property is missing"],
    ["break peer eve", 11, 'there is no node or client "eve" (ann, bob, cat)'],
    ["show nodes.ann.state.trem", 21, 'it has no "trem"; did you mean "term"?'],
    ["delay", 5, "a length, as in 20ms, is missing"],
    ["delay 20", 6, '"20" needs a unit, as in "20s"'],
    ["delay 20ms x", 11, '"x" is not the number of a packet'],
    ["delay 20ms 1 2", 13, '"2" is one word too many'],
    ["crash bop 1s", 6, 'there is no node or client "bop"; did you mean "bob"?'],
    ["remove x", 7, '"x" is not the number of a row'],
    ["fault crash ann", 6, 'a row is JSON, as in {"at":"5s","for":"1s","crash":"ann"}'],
    ["pane link", 5, 'there is no pane "link"; did you mean "links"?'],
    ["export a.log 20..10", 13, "the first step comes before the last"],
    ["export a.log 20..1000", 13, "the steps are 0 to 150"],
    ["export a.log 20", 13, "steps are given as first..last, as in 8100..8130"],
    ["quit now", 5, '"now" is one word too many'],
  ])(":%s is refused at column %i: %s", (text, column, problem) => {
    expect(parseCommand(text, view)).toEqual({ column, problem });
  });

  test.each<[text: string, from: number, words: readonly string[]]>([
    ["", 0, commands.map(({ name }) => name)],
    ["se", 0, ["search", "seed"]],
    ["pane ", 5, ["step", "state", "nodes", "links", "faults", "properties", "clients"]],
    ["pane n", 5, ["nodes"]],
    ["hide ", 5, ["ann", "bob", "cat"]],
    ["crash c", 6, ["cat"]],
    ["remove ", 7, ["0", "1"]],
    ["break ", 6, ["event", "property", "peer"]],
    ["break event r", 12, ["resume", "request", "reply", "retry", "rest begins", "run ends"].map(quoted)],
    ["break property ", 15, ['"one leader per term"']],
    ['break property "one l', 15, ['"one leader per term"']],
    ["break nod", 6, ["nodes"]],
    ["break nodes.", 12, ["ann", "bob", "cat"]],
    ["break nodes.bob.", 16, ["name", "state", "status", "reason", "byzantine"]],
    ["break nodes.bob.state.comm", 22, ["commitIndex"]],
    ["break nodes.bob.state.lo", 22, ["log"]],
    ["break nodes.bob.state.log.l", 26, ["length"]],
    ["show count(sta", 11, ["state", "status"]],
    ["drop ", 5, []],
  ])(":%s may go on, from %i, with %j", (text, from, words) => {
    expect(completeCommand(text, view)).toEqual({ from, words });
  });

  test("completes names of clients in quotes, which then are read", () => {
    const { from, words } = completeCommand("hide cl", livelyView);
    expect([from, words]).toEqual([5, ['"client 1"', '"client 2"']]);
    for (const name of ['"client 2"', "client 2"]) {
      expect(parseCommand(`hide ${name}`, livelyView)).toEqual({ kind: "hide", peer: 4 });
    }
  });

  test("is refused with a column in the text, or understood and done, whatever is typed", () => {
    const word = fc.constantFrom(
      ...commands.map(({ name }) => name),
      "ann",
      "1s",
      "0",
      '"',
      "nodes.",
      "event",
      "{}",
      "..",
      "5",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string({ maxLength: 3 })), { maxLength: 4 }),
        (words) => {
          const text = words.join(" ");
          const { from } = completeCommand(text, view);
          expect(from).toBeLessThanOrEqual(text.length);
          const action = parseCommand(text, view);
          if (!isMistake(action)) return void perform(view, action);
          expect(action.column).toBeGreaterThanOrEqual(0);
          expect(action.column).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has a help that says what it does, and a name of its own", () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
    for (const { help } of commands) expect(help).toMatch(/^[a-z].{5,}[^.]$/);
  });
});

test("some steps are read as first..last", () => {
  expect(parseRange("3..30", 151)).toEqual([3, 30]);
  expect(parseRange("3..151", 151)).toEqual({ column: 0, problem: "the steps are 0 to 150" });
});

function quoted(word: string): string {
  return word.includes(" ") ? `"${word}"` : word;
}
