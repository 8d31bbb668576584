import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Recording } from "../../src/playback/recording.js";
import { diagramSvg, mostSteps } from "../../src/reports/diagram-svg.js";
import { forgetfulRun, livelyRun } from "../playback/runs.js";
import { flawOf } from "../support/xml.js";
import { crowdRun, jobQueueRun, partitionRun } from "../tui/sights.js";

describe("a diagram as SVG", () => {
  test("of a leader that is cut off", async () => {
    const recording = await partitionRun();
    const { from } = recording.faults[0];
    await expect(diagramSvg(recording, from - 6, from + 12)).toMatchFileSnapshot("diagrams/partition.svg");
  });

  test("of a broker that crashes and starts again", async () => {
    const recording = await jobQueueRun();
    const { from, to } = recording.faults[0];
    await expect(diagramSvg(recording, from - 4, (to as number) + 6)).toMatchFileSnapshot("diagrams/crash.svg");
  });

  test("is well-formed, whatever part of a run it shows", () => {
    fc.assert(
      fc.property(fc.constantFrom(livelyRun, forgetfulRun), fc.nat(), fc.nat(120), (recording, place, count) => {
        const from = place % recording.length;
        expect(flawOf(diagramSvg(recording, from, from + count))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test("shows what a scenario says, and is not changed by it", () => {
    const hostile = `</text><script>alert("&'\u0000\ud800")</script>`;
    const recording: Recording = {
      ...livelyRun,
      peers: livelyRun.peers.map((name) => name + hostile),
      report: { ...livelyRun.report, title: hostile },
    };
    const svg = diagramSvg(recording, 0, 40);
    expect(flawOf(svg)).toBeNull();
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;");
  });

  test("says what it leaves out", async () => {
    const svg = diagramSvg(await partitionRun(), 0, mostSteps + 9);
    expect(svg).toContain("10 more steps are not drawn");
  });

  test("has room for some of a crowd, and for no steps at all", async () => {
    expect(flawOf(diagramSvg(await crowdRun(), 4_000, 4_040))).toBeNull();
    expect(flawOf(diagramSvg(livelyRun, 10, 9))).toBeNull();
  });
});
