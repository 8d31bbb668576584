import { keyValue, lan, linearizable, raft, replicas, run, scenario } from "faultline";
import { describe, expect, test } from "vitest";
import { Refusal } from "../../src/kernel/refusal.js";
import type { Edit } from "../../src/simulation/edits.js";
import { partingOf } from "../../src/simulation/milestones.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";

const store = scenario({
  title: "a store",
  duration: "5s",
  nodes: replicas(["ann", "bob", "cat"], raft(keyValue)),
  network: lan({ latency: ["1ms", "10ms"], loss: 0.01 }),
  workload: {
    clients: 2,
    every: "50ms",
    timeout: "300ms",
    request: (random) => random.pick([keyValue.get("x"), keyValue.put("x", random.int(0, 9))]),
  },
  faults: [{ at: "2s", for: "1s", crash: "leader" }],
  consistency: linearizable(keyValue),
});

/** The run with its steps; and the digest after each of them. */
async function record(edits: readonly Edit[], form = store) {
  const simulation = simulate(form, { seed: 42, record: "all steps", edits });
  const digests: string[] = [];
  await play(simulation, {
    until: ({ cluster }) => {
      digests.push(cluster.digest.toString());
      return false;
    },
  });
  return { report: simulation.report(), steps: simulation.trace?.steps ?? [], digests };
}

/** The first step after which the digests of two runs differ. */
function parting(one: { digests: readonly string[] }, other: { digests: readonly string[] }): number {
  return one.digests.findIndex((digest, step) => digest !== other.digests[step]);
}

const original = await record([]);
/** Some message of the middle of the run, and the step that sent it. */
const sender = original.steps.findIndex(
  ({ index, effects }) => index > 500 && effects.filter(({ kind }) => kind === "send").length > 1,
);
const sends = original.steps[sender].effects.flatMap((effect) => (effect.kind === "send" ? [effect] : []));

describe("an edit", () => {
  test.each<Edit>([
    { kind: "drop", step: sender, send: 1 },
    { kind: "delay", step: sender, send: 1, by: "20ms" },
    { kind: "duplicate", step: sender, send: 1, by: "20ms" },
  ])("of a packet, %j, changes nothing before its step, and the run from there on", async (edit) => {
    const edited = await record([edit]);
    const parts = parting(original, edited);
    // Nobody can tell a copy before it arrives.
    if (edit.kind === "duplicate") expect(parts).toBeGreaterThan(sender);
    else expect(parts).toBe(sender);
    expect(edited.report.reasons).toEqual([]);
    expect(edited.report.edits).toEqual([edit]);
    expect((await record([edit])).report.digest).toBe(edited.report.digest);
  });

  test("drops the one packet that it names", async () => {
    const edited = await record([{ kind: "drop", step: sender, send: 1 }]);
    const fates = edited.steps[sender].effects.flatMap((effect) => (effect.kind === "send" ? [effect.fate] : []));
    expect(fates).toEqual(sends.map(({ fate }, send) => (send === 1 ? "lost" : fate)));
  });

  test("of the seed leaves all before it, and draws anew after it", async () => {
    const [one, other] = await Promise.all(["a", "b"].map((seed) => record([{ kind: "reseed", step: sender, seed }])));
    expect(parting(original, one)).toBeGreaterThan(sender);
    expect(parting(original, one)).toBeLessThan(sender + 50);
    expect(parting(one, other)).toBeGreaterThan(sender);
  });

  test("adds a fault, moves one, removes one, and leaves what was before", async () => {
    const { atUs } = original.steps[sender];
    const added = await record([{ kind: "add fault", fault: { at: `${atUs + 1}us`, for: "200ms", crash: "ann" } }]);
    expect(added.report.faults.map(({ row, text }) => [row, text])).toEqual([
      [1, "crash ann"],
      [0, "crash leader"],
    ]);
    expect(original.steps[parting(original, added)].atUs).toBeGreaterThan(atUs);
    const moved = await record([{ kind: "move fault", row: 0, at: "3s" }]);
    expect(moved.report.faults.map(({ beganUs }) => beganUs)).toEqual([3_000_000]);
    expect(original.steps[parting(original, moved)].atUs).toBe(2_000_000);
    const removed = await record([{ kind: "remove fault", row: 0 }]);
    expect(removed.report.faults).toEqual([]);
    expect(removed.report.verdict).toBe("passed");
    expect(original.steps[parting(original, removed)].atUs).toBe(2_000_000);
  });

  test("that finds nothing to change makes the run inconclusive", async () => {
    const { verdict, reasons } = await run(store, { seed: 42, edits: [{ kind: "drop", step: 1_000_000, send: 0 }] });
    expect(verdict).toBe("inconclusive");
    expect(reasons).toEqual(['the edit "drop message 0 of step 1000000" found nothing to change']);
  });

  test("of a fault that is not there, or is wrong, is refused", () => {
    const refusal = (edit: Edit) => {
      try {
        simulate(store, { seed: 42, edits: [edit] });
        return "";
      } catch (error) {
        return error instanceof Refusal ? error.message : String(error);
      }
    };
    expect(refusal({ kind: "remove fault", row: 3 })).toBe("edits[0].row: 3 there are 1 rows of faults");
    expect(refusal({ kind: "add fault", fault: { at: "1s", crash: "zoe" } })).toContain("faults[1].crash");
  });
});

test("milestones tell where two runs part, as close as they are to each other", async () => {
  const edited = await record([{ kind: "drop", step: sender, send: 1 }]);
  const [from, to] = partingOf(original.report.milestones, edited.report.milestones) ?? [];
  const parts = parting(original, edited);
  expect(parts).toBeGreaterThanOrEqual(from as number);
  expect(parts).toBeLessThanOrEqual(to as number);
  expect((to as number) - (from as number)).toBe(original.report.milestones.every);
  expect(partingOf(original.report.milestones, original.report.milestones)).toBe(null);
});
