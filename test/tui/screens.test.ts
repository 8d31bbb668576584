import { describe, expect, test } from "vitest";
import type { Recording } from "../../src/playback/recording.js";
import { paneNames, type View } from "../../src/playback/view.js";
import { paint, panes } from "../../src/tui/layout.js";
import { paneStyle } from "../../src/tui/style.js";
import {
  asymmetricRun,
  at,
  brokenRun,
  crowdRun,
  forgetfulRun,
  gossipRun,
  jobQueueRun,
  matches,
  partitionRun,
} from "./sights.js";

const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** The first fault of a kind. */
function fault(recording: Recording, text: string) {
  const found = recording.faults.find((span) => span.text.startsWith(text));
  if (found === undefined) throw new Error(`there is no fault ${text}`);
  return found;
}

function screen(view: View, columns: number, rows: number, style: Parameters<typeof paneStyle>[0] = {}): string {
  return `${paint(view, columns, rows, paneStyle(style)).join("\n")}\n`;
}

const file = (name: string) => `screens/${name}.txt`;

describe("a whole screen shows", () => {
  test.each(sizes)("where a leader is cut off, at %ix%i", async (columns, rows) => {
    const recording = await partitionRun();
    const view = at(recording, fault(recording, "partition leader").from + 5, { pane: "nodes" });
    await expect(screen(view, columns, rows)).toMatchFileSnapshot(file(`partition-${columns}x${rows}`));
  });

  test.each(sizes)("gossip with a Byzantine peer as the network falls in two, at %ix%i", async (columns, rows) => {
    const recording = await gossipRun();
    const view = at(recording, fault(recording, "partition").from, { pane: "faults" });
    await expect(screen(view, columns, rows)).toMatchFileSnapshot(file(`gossip-${columns}x${rows}`));
  });

  test.each(sizes)("programs, one of which crashes, at %ix%i", async (columns, rows) => {
    const recording = await jobQueueRun();
    const view = at(recording, fault(recording, "crash broker").from, { pane: "step" });
    await expect(screen(view, columns, rows)).toMatchFileSnapshot(file(`job-queue-${columns}x${rows}`));
  });

  test.each(sizes)("the violation that a run ends with, at %ix%i", async (columns, rows) => {
    const view = at(await brokenRun(), undefined, { pane: "properties" });
    await expect(screen(view, columns, rows)).toMatchFileSnapshot(file(`violation-${columns}x${rows}`));
  });

  test("a write that a real program has lost, and what its machine had before", async () => {
    const recording = await forgetfulRun();
    const crash = fault(recording, "crash store").from;
    await expect(screen(at(recording), 120, 36)).toMatchFileSnapshot(file("lost-write-120x36"));
    await expect(screen(at(recording, crash), 80, 24)).toMatchFileSnapshot(file("lost-write-80x24"));
    const before = at(recording, crash - 1, { pane: "state" });
    await expect(screen(before, 120, 36)).toMatchFileSnapshot(file("real-program-120x36"));
  });

  test("nodes that are paused, and what waits for them", async () => {
    const recording = await jobQueueRun();
    const view = at(recording, fault(recording, "pause").from + 8, { pane: "clients" });
    await expect(screen(view, 120, 40)).toMatchFileSnapshot(file("paused-120x40"));
  });

  test("what may have caused a step, and what it may have caused", async () => {
    const recording = await partitionRun();
    const view = at(recording, 8_125, { cone: true, pane: "links" });
    await expect(screen(view, 120, 40)).toMatchFileSnapshot(file("causes-120x40"));
  });

  test("only the steps that pass the filter, with matches, breakpoints, and a node that is hidden", async () => {
    const recording = await partitionRun();
    const shown = Array.from(matches(recording, "vote")).filter((step) => recording.whoOf(step) !== 1);
    const view = at(recording, shown[40], {
      filter: "vote",
      passing: matches(recording, "vote"),
      shown,
      hidden: new Set([1]),
      search: { text: "pre-candidate", matches: shown.filter((_, place) => place % 3 === 0) },
      breakpoints: [{ kind: "peer", peer: 3 }],
      pane: "properties",
    });
    await expect(screen(view, 120, 40)).toMatchFileSnapshot(file("filtered-120x40"));
  });

  test("two runs side by side", async () => {
    const [parent, recording] = [await partitionRun(), await partitionRun([{ kind: "drop", step: 8_120, send: 3 }])];
    const view = at(recording, 8_128, { parent: { view: at(parent, 8_120), parting: 8_120 }, comparing: true });
    await expect(screen(view, 120, 40)).toMatchFileSnapshot(file("compared-120x40"));
  });

  test("links that are cut in one direction, each pane by itself", async () => {
    const recording = await asymmetricRun();
    const view = at(recording, recording.faults[1].from + 40);
    const all = paneNames.map((name) => `── ${name}\n${panes[name](view, 110, 16, paneStyle()).join("\n")}\n`);
    await expect(all.join("\n")).toMatchFileSnapshot(file("panes-110x16"));
  });

  test("some of a crowd", async () => {
    const recording = await crowdRun();
    const view = at(recording, fault(recording, "crash").from, { pane: "nodes" });
    await expect(screen(view, 120, 40)).toMatchFileSnapshot(file("crowd-120x40"));
  });

  test("the same without anything but ASCII", async () => {
    const recording = await partitionRun();
    const view = at(recording, fault(recording, "partition leader").from + 5, { pane: "nodes" });
    const text = screen(view, 120, 40, { ascii: true });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    await expect(text).toMatchFileSnapshot(file("ascii-120x40"));
  });

  test("the same with colours", async () => {
    const recording = await partitionRun();
    const view = at(recording, fault(recording, "partition leader").from + 5, { pane: "nodes" });
    const text = screen(view, 80, 24, { colours: true });
    await expect(text.replaceAll("\u001b", "␛")).toMatchFileSnapshot(file("colours-80x24"));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes of colours
    expect(text.replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(screen(view, 80, 24));
  });

  test.each([
    [39, 24],
    [80, 9],
    [3, 2],
  ])("nothing where there is too little room: %ix%i", async (columns, rows) => {
    const lines = paint(at(await partitionRun(), 100), columns, rows, paneStyle());
    expect(lines.map(({ length }) => length)).toEqual(new Array(rows).fill(columns));
    if (columns > 20) expect(lines[0].trimEnd()).toBe("terminal too small");
  });
});
