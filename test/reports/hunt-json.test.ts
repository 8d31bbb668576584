import { expect, test } from "vitest";
import { huntJson } from "../../src/reports/hunt-json.js";
import { brokenHunt, circumstances, emptyHunt, hostileHunt } from "./hunts.js";

test("a hunt as JSON is one object, with all that the summary says and how to follow it up", async () => {
  const summary = await brokenHunt();
  const { elapsedMs, workers, interrupted } = circumstances;
  const bugs = summary.bugs.map((bug) => ({ ...bug, ...circumstances.followUp(bug) }));
  const told = { schemaVersion: 1, ...summary, bugs, elapsedMs, workers, interrupted };
  expect(JSON.parse(huntJson(summary, circumstances))).toEqual(told);
});

test("seeds are texts, and whatever a scenario says is read back as it was", () => {
  const summary = hostileHunt(2_000);
  const { bugs } = JSON.parse(huntJson(summary, circumstances));
  expect(bugs.length).toBe(summary.bugs.length);
  expect(bugs.map(({ seeds }: { seeds: unknown }) => seeds)).toEqual(summary.bugs.map(({ seeds }) => seeds));
});

test("a value that JSON does not know is told as a text", () => {
  const [bug] = hostileHunt(1).bugs;
  const failure = { ...bug.shortest.failure!, drawn: [{ name: "key", value: 10n }] };
  const odd = { ...emptyHunt, bugs: [{ ...bug, shortest: { ...bug.shortest, failure } }] };
  expect(huntJson(odd, circumstances)).toContain('"value": "10"');
});

test("a hunt in which nothing was played is an object too", () => {
  expect(JSON.parse(huntJson(emptyHunt, circumstances))).toMatchObject({ verdict: "inconclusive", runs: 0, bugs: [] });
});
