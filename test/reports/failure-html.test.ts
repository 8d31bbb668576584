import { describe, expect, test } from "vitest";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { failureHtml } from "../../src/reports/failure-html.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { livelyRun } from "../playback/runs.js";
import { type Twin, twins } from "../scenarios/twins.js";
import { flawsOfPage } from "../support/page.js";
import { brokenRun, crowdRun, partitionRun } from "../tui/sights.js";

const commands = {
  replay: "sim run --seed 1 scenarios/a.ts",
  look: "sim explore --seed 1 --step 12 scenarios/a.ts",
  kept: "sim replay .faultline/a-1.json",
};

const page = (recording: Recording) => failureHtml(recording, commands);

function twinRun(of: Twin["of"], mistake: string): Promise<Recording> {
  const twin = twins.find((one) => one.of === of && one.mistake === mistake) as Twin;
  return record(twin.broken as Scenario, { seed: "1" });
}

/** What one reads on a page, a line for each row, without the picture of the steps. */
function textOf(html: string): string {
  return html
    .replace(/^.*<body>\n|<svg.*?<\/svg>\n/gs, "")
    .replace(/<tr class="active">/g, "* ")
    .replace(/<(?:t[dh]|span)[^>]*>/g, "  ")
    .replace(/<[^>]*>/g, "")
    .replace(
      /&(lt|gt|amp|quot|#39);/g,
      (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" })[name as "lt"],
    )
    .replace(/ +$/gm, "")
    .replace(/\n{2,}/g, "\n");
}

describe("a failure as a page", () => {
  test("of something that must always hold", async () => {
    const html = page(await brokenRun());
    expect(flawsOfPage(html)).toEqual([]);
    expect(html.match(/<svg/g)).toHaveLength(1);
    await expect(textOf(html)).toMatchFileSnapshot("pages/always.txt");
  });

  test("of a history, with its picture", async () => {
    const html = page(await twinRun("partition", "a deposed leader answers reads"));
    expect(flawsOfPage(html)).toEqual([]);
    expect(html.match(/class="bar stuck"/g)).toHaveLength(1);
    await expect(textOf(html)).toMatchFileSnapshot("pages/consistency.txt");
  });

  test("of a recovery that took too long", async () => {
    const html = page(await twinRun("asymmetric", "neither pre-vote nor check-quorum"));
    expect(flawsOfPage(html)).toEqual([]);
    await expect(textOf(html)).toMatchFileSnapshot("pages/recovery.txt");
  });

  test("says of a recovery that was not seen that it is censored", async () => {
    const recording = await partitionRun();
    const recovery = recording.report.recovery!;
    const [episode] = recovery.episodes;
    const unseen = { ...episode, recoveredUs: null, recovered: false, recovery: "not seen" } as const;
    const report = { ...recording.report, recovery: { ...recovery, episodes: [unseen], censored: 1 } };
    expect(textOf(page(changed(recording, { report })))).toMatch(/not seen: censored {2}≥ [\d.]+ ms/);
  });

  test("of a run in which nothing failed shows its end", () => {
    expect(textOf(page(livelyRun))).toContain(`step ${livelyRun.length - 1} ·`);
  });

  test("tells of a process that failed by itself, where it did", () => {
    const error = { node: "ann", message: "oh", stack: "Error: oh\n    at <x>", step: 40, atUs: 7, excuse: null };
    const text = textOf(page(changed(livelyRun, { report: { ...livelyRun.report, errors: [error] } })));
    expect(text).toContain("step 40 ·");
    expect(text).toContain("ann, step 40, 0.000 s: oh\nError: oh\n    at <x>\n");
  });

  test("shows some of a crowd, and counts the others", async () => {
    const html = page(await crowdRun());
    expect(flawsOfPage(html)).toEqual([]);
    expect(html).toContain("… and 1150 more");
    expect(html.length).toBeLessThan(100_000);
  });

  test("shows what a scenario says, and is not changed by it", () => {
    const hostile = `</pre></title><script>alert("&'")</script><img src="x" onerror='y'>\u0000\u001b[31m\u202e\ud800`;
    const { report } = livelyRun;
    const spoil = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value), (key, part) =>
        typeof part === "string" && key !== "verdict" && key !== "status" ? part + hostile : part,
      );
    const spoilt = changed(livelyRun, {
      peers: livelyRun.peers.map((name) => name + hostile),
      history: spoil(livelyRun.history),
      report: {
        ...report,
        title: hostile,
        seed: hostile,
        verdict: "failed",
        reasons: [hostile],
        drawn: [{ name: hostile, value: hostile }],
        faults: spoil(report.faults),
        nodes: spoil(report.nodes),
        errors: [{ node: hostile, message: hostile, stack: hostile, step: 9, atUs: 9, excuse: hostile }],
        properties: [
          {
            kind: "always",
            name: hostile,
            verdict: "violated",
            step: 50,
            atUs: 9,
            evidence: [hostile],
            nodes: spoil(report.nodes),
          },
        ],
      },
    });
    const html = failureHtml(spoilt, { [hostile]: hostile });
    expect(flawsOfPage(html)).toEqual([]);
    expect(html).not.toMatch(/<(?:script|img)/);
    expect(html).toContain("&lt;script&gt;");
  });
});

/** A recording of which some things are otherwise: what it computes, it computes as before. */
function changed(recording: Recording, changes: Partial<Recording>): Recording {
  return new Proxy(recording, {
    get(target, key) {
      const value = key in changes ? changes[key as keyof Recording] : target[key as keyof Recording];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
