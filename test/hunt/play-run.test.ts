import { describe, expect, test } from "vitest";
import { playRun } from "../../src/hunt/play-run.js";
import type { RunRecord } from "../../src/hunt/run-record.js";
import { protocol, replicas, type Scenario, scenario } from "../../src/index.js";
import { shipped } from "../scenarios/shipped.js";
import { twins } from "../scenarios/twins.js";

const play = (form: Scenario, seed: number, twice = false) =>
  playRun(
    { scenario: "a.ts", seed: String(seed), set: [], twice },
    async () => form,
    () => 0,
  );

describe("a run of a hunt", () => {
  test("is recorded with what it has shown", async () => {
    const record = await play(shipped["clock-skew"] as unknown as Scenario, 1);
    expect({ ...record, events: 0, digest: "" }).toMatchSnapshot();
  });

  test.each([
    ["fails", "message"],
    ["passes", "nothing"],
  ])("that %s, and is another one when it is played again, is not deterministic", async (_, by) => {
    let plays = 0;
    const evaluate = async () => ({ ...counting(by), network: { latency: `${++plays}ms` } }) as Scenario;
    const { outcome } = await playRun({ scenario: "a.ts", seed: "1", set: [], twice: true }, evaluate, () => 0);
    expect(outcome).toBe("diverged");
  });

  test("fails with a signature that other seeds of the same bug share", async () => {
    const broken = twins.find(({ mistake }) => mistake === "a store without fencing")?.broken as unknown as Scenario;
    const failures = await failuresOf(broken, 30);
    expect(failures.length).toBeGreaterThan(5);
    expect(new Set(failures.map(({ failure }) => failure?.signature)).size).toBeLessThanOrEqual(2);
  });

  test("has a signature that tells one way to fail in a property from another", async () => {
    const both = [await play(counting("message"), 1), await play(counting("timer"), 1)];
    expect(both.map(({ failure }) => [failure?.property, failure?.signature])).toEqual([
      ['always "not counted"', 'always "not counted" < message count < start'],
      ['always "not counted"', 'always "not counted" < timer again'],
    ]);
  });
});

async function failuresOf(form: Scenario, seeds: number): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = [];
  for (let seed = 1; seed <= seeds; seed++) records.push(await play(form, seed));
  return records.filter(({ outcome }) => outcome === "failed");
}

interface Counter {
  state: { by: string };
  message: { kind: "count" };
  timer: "again";
}

/** Two nodes of which each counts for two reasons; it must not be this one. */
function counting(by: string): Scenario {
  const counter = protocol<Counter>({
    state: () => ({ by: "" }),
    start(cx) {
      cx.send(cx.peers[0], { kind: "count" });
      cx.setTimer("again", "50ms");
    },
    timers: {
      again(cx) {
        cx.state.by = "timer";
      },
    },
    on: {
      count(cx) {
        cx.state.by = "message";
      },
    },
  });
  return scenario({
    title: "two count",
    duration: "100ms",
    rest: "10ms",
    nodes: replicas(["ann", "bob"], counter),
    always: { "not counted": ({ nodes }) => nodes.every(({ state }) => state.by !== by) },
  }) as unknown as Scenario;
}
