import { beforeAll, describe, expect, test } from "vitest";
import writeAheadLog from "../../scenarios/write-ahead-log.js";
import { branch, editFor } from "../../src/playback/branch.js";
import { brief, briefStep } from "../../src/playback/brief.js";
import { findParting } from "../../src/playback/compare.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { run } from "../../src/simulation/run.js";

const form = writeAheadLog as unknown as Scenario;
const [store, gate] = [0, 1];

describe("a recording of real programs", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await record(form, { seed: "1" });
  });

  /** The first step from which on something holds. */
  const firstStep = (holds: (step: number) => boolean) => {
    for (let step = 0; step < recording.length; step++) if (holds(step)) return step;
    throw new Error("it never holds");
  };
  const has = (node: number, step: number) => recording.belongingsAt(node, step) as Record<string, never>;

  test("is the run that is played when nobody looks", async () => {
    const { digest, verdict } = await run(form, { seed: "1" });
    expect([recording.report.digest, recording.report.verdict]).toEqual([digest, verdict]);
  });

  test("shows files with what is not synced of them, and what a crash has taken of that", () => {
    const crash = firstStep((step) => recording.kindOf(step) === "fault begins");
    expect([has(store, crash - 1).files, has(store, crash).files]).toEqual([
      { "/store/log": expect.stringMatching(/^\d+ bytes; not synced: \d+ bytes written$/) },
      { "/store/log": expect.stringMatching(/^\d+ bytes$/) },
    ]);
    expect(recording.stepAt(crash).effects).toContainEqual(
      expect.objectContaining({ kind: "loss", node: "store", file: "/store/log", because: "being synced" }),
    );
    expect(recording.belongingsChangesOf(crash).map(({ path }) => path)).toContainEqual(["files", "/store/log"]);
  });

  test("shows sockets of either kind of program, timers and what was printed", () => {
    const open = firstStep((step) => Object.keys(has(gate, step).sockets ?? {}).length > 0);
    const answered = firstStep((step) =>
      /with gate.*open, \d+ bytes not acknowledged/.test(JSON.stringify(has(store, step))),
    );
    expect(has(gate, open).sockets).toEqual({ "49152 with store:7000": "SYN sent" });
    expect(Object.keys(has(store, answered).sockets)).toEqual(["7000", "7000 with gate:49152"]);
    expect(has(store, answered).timers).toContainEqual(expect.stringMatching(/^fs\.appendFile at \d\.\d{3} s$/));
  });

  test("tells packets by what they carry", () => {
    const asked = firstStep(
      (step) => recording.whoOf(step) === store && /"kind":"put"/.test(briefStep(recording, step)),
    );
    expect(briefStep(recording, asked)).toBe('← gate tcp {"id":1,"kind":"put","key":"a","value":"value 2"} …');
    const [syn] = recording.packetsOf(firstStep((step) => recording.packetsOf(step).some(({ to }) => to === store)));
    expect(brief(syn.message)).toBe("tcp SYN");
  });

  test("has branches, which part where something else happens and not before", async () => {
    const sends = firstStep((step) => recording.whoOf(step) === store && recording.packetsOf(step).length === 1);
    const edit = editFor(recording, sends, { kind: "drop" });
    if ("none" in edit) throw new Error(edit.none);
    const other = await record(form, { seed: "1", edits: branch(recording, edit).edits });
    expect(other.report.digest).not.toBe(recording.report.digest);
    expect(findParting(recording, other)).toBe(recording.causeOf(sends));
  });
});
