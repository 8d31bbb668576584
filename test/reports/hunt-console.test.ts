import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { summarise } from "../../src/hunt/summary.js";
import { widthOf } from "../../src/reports/columns.js";
import { huntConsole } from "../../src/reports/hunt-console.js";
import { type HuntProgress, huntProgress } from "../../src/reports/hunt-progress.js";
import { styleFor } from "../../src/reports/style.js";
import { brokenHunt, circumstances, emptyHunt, hostileHunt, idleHunt, soundHunt } from "./hunts.js";

const plain = styleFor(false);

/** The lines that are wider than a terminal, commands aside: those are to be copied whole. */
function tooWide(text: string): string[] {
  return text.split("\n").filter((line) => widthOf(line) > 100 && !/^ +(?:replay|look|kept|shrink) /.test(line));
}

describe("a hunt on the console", () => {
  test.each([
    ["that found bugs", brokenHunt, "broken"],
    ["that found none", soundHunt, "sound"],
    ["of one run, in which something never happened", idleHunt, "idle"],
  ])("%s", async (_, hunt, name) => {
    const text = huntConsole(await hunt(), circumstances, plain);
    await expect(text).toMatchFileSnapshot(`hunts/${name}.txt`);
    expect(tooWide(text)).toEqual([]);
  });

  test("in which nothing was played, says so", () => {
    expect(huntConsole(emptyHunt, { ...circumstances, elapsedMs: 0 }, plain)).toBe(
      "? inconclusive  0 runs of 0 scenarios\n\n  nothing was played\n\n" +
        "  hunt      0 runs, 0 events, 0 s of virtual time\n" +
        "            in 0 s with 2 workers: – runs/s, – events/s, – virtual s/s\n",
    );
  });

  test("that was interrupted says so", () => {
    expect(huntConsole(emptyHunt, { ...circumstances, interrupted: true }, plain)).toContain("   interrupted\n");
  });

  test("obeys nothing that a scenario says, and keeps its width", () => {
    const text = huntConsole(hostileHunt(2), circumstances, plain);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\p{Cs}\p{Bidi_Control}\ufffe]/u);
    expect(tooWide(text)).toEqual([]);
  });

  test("with thousands of bugs shows some and counts the others", () => {
    const text = huntConsole(hostileHunt(3_000), circumstances, plain);
    expect(text).toContain("… and 2991 more bugs");
    expect(text.split("\n").length).toBeLessThan(900);
  });

  test("cuts texts that are very long, of whatever characters", () => {
    for (const text of ["x".repeat(100_000), "界".repeat(100_000), "a b ".repeat(30_000)]) {
      const told = huntConsole(hostileHunt(1, text), circumstances, plain);
      expect(tooWide(told)).toEqual([]);
      expect(
        told
          .split("\n")
          .filter((line) => !/ sim /.test(line))
          .join("\n").length,
      ).toBeLessThan(40_000);
    }
  });

  test("has no more than colours where colours are shown", async () => {
    const summary = await brokenHunt();
    const coloured = huntConsole(summary, circumstances, styleFor(true));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(huntConsole(summary, circumstances, plain));
  });

  test("does not depend on the order in which runs came in", () => {
    const records = hostileHunt(5).bugs.map(({ shortest }) => shortest);
    const told = huntConsole(summarise(records), circumstances, plain);
    expect(huntConsole(summarise(records.toReversed()), circumstances, plain)).toBe(told);
  });
});

const progress: HuntProgress = {
  runs: 1_204,
  of: 5_000,
  elapsedMs: 87_000,
  virtualUs: 86_688_000_000,
  failures: 3,
  bugs: 2,
  sometimes: { covered: 3, of: 4 },
  faults: { covered: 5, of: 6 },
  workers: 2,
};

describe("the progress of a hunt", () => {
  test.each([
    [
      Number.POSITIVE_INFINITY,
      "1204 of 5000 runs   2 bugs in 3 runs   1:27, 4:34 left   13.8 runs/s   sometimes 3/4   faults 5/6   996 virtual s/s   2 workers",
    ],
    [80, "1204 of 5000 runs   2 bugs in 3 runs   1:27, 4:34 left   13.8 runs/s"],
    [40, "1204 of 5000 runs   2 bugs in 3 runs"],
    [9, "1204 of 5"],
    [0, ""],
  ])("in %s columns", (width, line) => {
    expect(huntProgress(progress, width)).toBe(line);
  });

  test("without an end, and before anything has happened", () => {
    const none = { covered: 0, of: 0 };
    const start = {
      runs: 0,
      of: null,
      elapsedMs: 0,
      virtualUs: 0,
      failures: 0,
      bugs: 0,
      sometimes: none,
      faults: none,
    };
    expect(huntProgress({ ...start, workers: 1 })).toBe(
      "0 runs   no bugs   0:00   0 runs/s   0 virtual s/s   1 worker",
    );
  });

  test("is one line, and never wider than it may be", () => {
    const covered = fc.record({ covered: fc.nat(), of: fc.nat() });
    const any = fc.record({
      runs: fc.nat(),
      of: fc.option(fc.nat()),
      elapsedMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
      virtualUs: fc.maxSafeNat(),
      failures: fc.nat(),
      bugs: fc.nat(),
      sometimes: covered,
      faults: covered,
      workers: fc.nat(),
    });
    fc.assert(
      fc.property(any, fc.nat(200), (progress, width) => {
        const line = huntProgress(progress, width);
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});
