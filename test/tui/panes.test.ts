import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import type { Recording } from "../../src/playback/recording.js";
import { initial } from "../../src/playback/reduce.js";
import { paneNames, type View } from "../../src/playback/view.js";
import { diagramText } from "../../src/tui/diagram-text.js";
import { keyGroups } from "../../src/tui/keys.js";
import { type Pane, paint, paintBody, panes } from "../../src/tui/layout.js";
import { comparePane } from "../../src/tui/panes/compare.js";
import { diagramPane } from "../../src/tui/panes/diagram.js";
import { headerLine } from "../../src/tui/panes/header.js";
import { helpPane } from "../../src/tui/panes/help.js";
import { stepsPane } from "../../src/tui/panes/steps.js";
import { paneStyle } from "../../src/tui/style.js";
import { forgetfulRun, livelyRun } from "../playback/runs.js";
import { brokenRun, crowdRun, gossipRun, jobQueueRun } from "./sights.js";

const hostile = "日本語\u001b[2J e\u0301\u0301 👩‍👩‍👧 \u202e\u0000\n\ud800";

/** A run with names and messages that are wide, combined, or meant to be obeyed by a terminal. */
const strangeRun: Recording = {
  ...livelyRun,
  peers: livelyRun.peers.map((name, peer) => (peer % 2 === 0 ? `${"名前".repeat(peer)}${name}` : `e\u0301${hostile}`)),
  summaryAt: () => [hostile, "終"],
  stepAt(step) {
    const real = livelyRun.stepAt(step);
    if (!("message" in real.event)) return real;
    return { ...real, event: { ...real.event, message: { kind: "漢字", text: hostile, real: real.event.message } } };
  },
};

const runs = [livelyRun, forgetfulRun, strangeRun, await gossipRun(), await jobQueueRun(), await brokenRun()];

/** A view that somebody could have come to. */
const views = fc
  .record({
    run: fc.nat(runs.length - 1),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    every: fc.option(fc.integer({ min: 1, max: 500 })),
    hidden: fc.uniqueArray(fc.nat(7), { maxLength: 4 }),
    cone: fc.boolean(),
    pane: fc.constantFrom(...paneNames),
    isSearched: fc.boolean(),
    comparing: fc.boolean(),
  })
  .map(({ run, place, every, hidden, cone, pane, isSearched, comparing }): View => {
    const recording = runs[run];
    const position = Math.floor(place * (recording.length - 1));
    const shown =
      every === null ? null : Array.from({ length: Math.floor(recording.length / every) }, (_, at) => at * every);
    const told = { run, position, every, hidden, cone, pane, isSearched, comparing };
    return {
      // A counterexample is told by what it is made of: a recording is long.
      ...{ [fc.toStringMethod]: () => JSON.stringify(told) },
      ...initial(recording, { step: position }),
      shown,
      passing: shown,
      filter: shown === null ? "" : hostile,
      hidden: new Set(hidden),
      cone,
      pane,
      search: isSearched ? { text: "x", matches: shown ?? [1, 2, 3] } : null,
      breakpoints: [
        { kind: "event", event: "timer" },
        { kind: "property", name: "one leader per term" },
        { kind: "expression", text: "true" },
      ],
      parent: comparing ? { view: initial(recording, { step: 0 }), parting: null } : null,
      comparing,
    };
  });

const all: Readonly<Record<string, Pane>> = {
  ...panes,
  steps: stepsPane,
  diagram: diagramPane,
  compare: comparePane,
  body: paintBody,
  help: (_, width, height, style) => helpPane(keyGroups, width, height, style, 3),
};

const widths = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 30, max: 220 }));
const heights = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 12, max: 70 }));
const styles = fc.record({ ascii: fc.boolean() });

describe("a pane", () => {
  test.each(Object.keys(all))("is exactly as high and as wide as it is asked to be: %s", (name) => {
    fc.assert(
      fc.property(views, widths, heights, styles, (view, width, height, style) => {
        const lines = all[name](view, width, height, paneStyle(style));
        expect(lines.map((line) => stringWidth(line))).toEqual(new Array(height).fill(width));
      }),
      { numRuns: name === "body" ? 120 : 60 },
    );
  });

  test.each(Object.keys(all))("says the same with colours as without them: %s", (name) => {
    fc.assert(
      fc.property(views, widths, heights, styles, (view, width, height, style) => {
        const coloured = all[name](view, width, height, paneStyle({ ...style, colours: true }));
        const plain = all[name](view, width, height, paneStyle(style));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes of colours
        expect(coloured.map((line) => line.replaceAll(/\u001b\[[\d;]*m/g, ""))).toEqual(plain);
      }),
      { numRuns: 20 },
    );
  });

  test.each(Object.keys(all))("hands nothing to the terminal that it would obey: %s", (name) => {
    fc.assert(
      fc.property(views, widths, heights, fc.boolean(), (view, width, height, ascii) => {
        const text = all[name](view, width, height, paneStyle({ ascii })).join("");
        expect(text).not.toMatch(ascii ? /[^\x20-\x7e]/ : /[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a screen", () => {
  test("has all its lines and columns, whatever stands above and below", () => {
    fc.assert(
      fc.property(views, widths, heights, fc.nat(2), fc.nat(3), (view, columns, rows, above, below) => {
        const chrome = { header: new Array(above).fill("h"), footer: new Array(below).fill("f") };
        expect(paint(view, columns, rows, paneStyle(), chrome)).toHaveLength(rows);
      }),
      { numRuns: 60 },
    );
  });

  test("names the run even where hardly anything has room", () => {
    expect(headerLine(initial(livelyRun, { step: 3 }), 25, paneStyle())).toMatch(/^. \w+ {2}step 3 of/);
  });
});

describe("list and diagram", () => {
  test("have the same step in each row", () => {
    fc.assert(
      fc.property(views, fc.integer({ min: 3, max: 40 }), (view, height) => {
        const list = stepsPane(view, 200, height, paneStyle());
        const diagram = diagramPane(view, 200, height, paneStyle());
        const rowOf = (lines: readonly string[]) => lines.findIndex((line) => /[◉✖☠]/.test(line));
        expect(list.filter((line) => line.startsWith("◉"))).toHaveLength(1);
        const row = list.findIndex((line) => line.startsWith("◉"));
        // Whoever is hidden has no column.
        const who = view.recording.whoOf(view.position);
        if (!view.hidden.has(who)) expect(diagram[row]).toMatch(/[◉✖☠↻▼▲×◌┴]/);
        expect(rowOf(list)).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  test("show the step at hand among those that are shown, though the filter does not let it pass", () => {
    const view = { ...initial(livelyRun, { step: 11 }), shown: [0, 10, 12, 40], passing: [0, 10, 12, 40], filter: "x" };
    const steps = stepsPane(view, 100, 8, paneStyle()).map((line) => /^(.).{3} *(\d+) /.exec(line)?.slice(1));
    expect(steps).toEqual([
      undefined,
      [" ", "0"],
      [" ", "10"],
      ["◉", "11"],
      [" ", "12"],
      [" ", "40"],
      undefined,
      undefined,
    ]);
  });

  test("leave out whoever is hidden", () => {
    const view = { ...initial(livelyRun, { step: 5 }), hidden: new Set([0]) };
    const [names] = diagramPane(view, 100, 5, paneStyle());
    expect(names.trim().split(/\s{2,}/)).toEqual(livelyRun.peers.slice(1));
  });

  test("show, of more nodes than have room, those of the steps around", async () => {
    const recording = await crowdRun();
    const position = recording.length >> 1;
    const [names] = diagramPane(initial(recording, { step: position }), 60, 20, paneStyle());
    expect(names.trim().split(/\s+/)).toContain(recording.peers[recording.whoOf(position)]);
  });

  test("are text of any length", () => {
    const lines = [...diagramText(livelyRun, [0, 1_199], 100, paneStyle())];
    expect(lines).toHaveLength(1_201);
    expect(new Set(lines.map((line) => stringWidth(line)))).toEqual(new Set([100]));
    expect(lines[1_200]).toMatch(/^ +1199 /);
  });
});
