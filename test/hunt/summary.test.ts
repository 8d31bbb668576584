import fc from "fast-check";
import { expect, test } from "vitest";
import { type Failure, type RunRecord, recordLoss } from "../../src/hunt/run-record.js";
import { summarise } from "../../src/hunt/summary.js";

const passed: RunRecord = {
  kind: "run",
  scenario: "a.ts",
  seed: "1",
  outcome: "passed",
  reasons: [],
  failure: null,
  digest: "0123456789abcdef",
  events: 100,
  virtualUs: 1_000_000,
  wallMs: 5,
  properties: { 'always "one leader"': "held", 'sometimes "two stand"': "held" },
  faults: { crash: 2 },
  sites: { "skips a sync": 3 },
};
const never = 'sometimes "two stand" never happened';
const idle: RunRecord = {
  ...passed,
  outcome: "inconclusive",
  reasons: [never],
  properties: { ...passed.properties, 'sometimes "two stand"': "never happened" },
};
const failure: Failure = {
  property: 'always "one leader"',
  signature: "vote < election",
  causes: ["message vote", "timer election"],
  step: 99,
  atUs: 500_000,
  evidence: ["ann and bob lead"],
  losses: [],
  drawn: [],
};
const failed: RunRecord = {
  ...passed,
  outcome: "failed",
  reasons: ['always "one leader" stopped holding'],
  failure,
  properties: { 'always "one leader"': "violated", 'sometimes "two stand"': "held" },
};
const seeded = (run: RunRecord, seed: number, events = run.events) => ({ ...run, seed: String(seed), events });

test("a summary is the same for the same runs, in whatever order they end", () => {
  const runs = [
    ...[1, 2, 3, 30].map((seed) => seeded(passed, seed)),
    ...[4, 5].map((seed) => seeded(idle, seed)),
    ...[12, 6, 100].map((seed) => seeded(failed, seed, 1_000 - seed)),
    recordLoss("b.ts", "7", "hung", ["it took longer than 1 s"], 1_000),
  ];
  const summary = summarise(runs);
  expect(summary.bugs.map(({ seeds, shortest }) => [seeds, shortest.seed])).toEqual([
    [["6", "12", "100"], "100"],
    [["7"], "7"],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
      expect(summarise(shuffled)).toEqual(summary);
    }),
  );
});

test("failures are one bug if their signatures are the same, whatever else differs", () => {
  const other = { ...failed, failure: { ...failure, signature: "vote < restart" } };
  const { bugs } = summarise([seeded(failed, 1), seeded(failed, 2), seeded(other, 3)]);
  expect(bugs.map(({ signature, seeds }) => [signature, seeds])).toEqual([
    ["vote < election", ["1", "2"]],
    ["vote < restart", ["3"]],
  ]);
});

test("what happens in some runs only is no doubt; what happens in none is", () => {
  expect(summarise([passed, seeded(idle, 2)])).toMatchObject({ verdict: "passed", reasons: [] });
  expect(summarise([idle, seeded(idle, 2)])).toMatchObject({
    verdict: "inconclusive",
    reasons: ['a.ts: sometimes "two stand" in no run'],
  });
});

test("faults and sites of the code are counted by the runs in which they came to something", () => {
  const quiet = { ...passed, seed: "2", faults: { crash: 0 }, sites: { "skips a sync": 0, "answers late": 1 } };
  expect(summarise([passed, quiet]).scenarios[0]).toMatchObject({
    faults: [{ verb: "crash", runs: 1, effects: 2 }],
    sites: [
      { site: "answers late", runs: 1, fired: 1 },
      { site: "skips a sync", runs: 1, fired: 3 },
    ],
  });
});

test("a fault that comes to nothing in some runs is no doubt; in all of them it is", () => {
  const reasons = ['the fault "crash leader" of 5.000 s had no effect'];
  const unfelt = (seed: number) => ({ ...passed, seed: String(seed), outcome: "inconclusive", reasons }) as const;
  expect(summarise([passed, unfelt(2), unfelt(3)])).toMatchObject({ verdict: "passed", reasons: [] });
  expect(summarise([unfelt(2), unfelt(3)])).toMatchObject({
    verdict: "inconclusive",
    reasons: ['a.ts: the fault "crash leader" had no effect (2 runs)'],
  });
});

test("a run that was cut off makes the hunt inconclusive, and none at all does too", () => {
  const cut = { ...passed, seed: "2", outcome: "inconclusive", reasons: ["limits.events (10) was reached"] } as const;
  expect(summarise([passed, cut])).toMatchObject({
    verdict: "inconclusive",
    reasons: ["a.ts: limits.events (10) was reached (1 run)"],
  });
  expect(summarise([])).toMatchObject({ verdict: "inconclusive", reasons: ["nothing was played"] });
});

test.each(["diverged", "hung", "died"] as const)("a run that %s is a failure", (outcome) => {
  const { verdict, bugs } = summarise([passed, recordLoss("a.ts", "2", outcome, ["why 17"], 5)]);
  expect({ verdict, signatures: bugs.map(({ signature }) => signature) }).toEqual({
    verdict: "failed",
    signatures: ["why #"],
  });
});
