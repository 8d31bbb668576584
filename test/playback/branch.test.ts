import { describe, expect, test } from "vitest";
import type { Change } from "../../src/playback/action.js";
import { branch, editFor } from "../../src/playback/branch.js";
import { align, changedVerdicts, findParting } from "../../src/playback/compare.js";
import { errandOf } from "../../src/playback/errand.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { describeStep } from "../../src/simulation/trace.js";
import { lively } from "../simulation/forms.js";
import { forgetful, forgetfulRun, livelyRun, open, perform, stepsWhere } from "./runs.js";

function branchOf(recording: Recording, step: number, change: Change): Promise<Recording> {
  const edit = editFor(recording, step, change);
  if ("none" in edit) throw new Error(edit.none);
  return record(forgetful, { seed: "3", edits: branch(recording, edit).edits });
}

describe("what could have been otherwise", () => {
  test.each<[step: number, change: Change, edit: object]>([
    // The message that comes in, or the only one that is sent, or the chosen one.
    [11, { kind: "drop" }, { kind: "drop", step: 6, send: 1 }],
    [12, { kind: "drop" }, { kind: "drop", step: 12, send: 0 }],
    [6, { kind: "delay", send: 0, by: "20ms" }, { kind: "delay", step: 6, send: 0, by: "20ms" }],
    [15, { kind: "duplicate", by: "1ms" }, { kind: "duplicate", step: 10, send: 1, by: "1ms" }],
    [15, { kind: "drop", send: 0 }, { kind: "drop", step: 15, send: 0 }],
    [60, { kind: "reseed", seed: "43" }, { kind: "reseed", step: 60, seed: "43" }],
    [60, { kind: "remove fault", row: 1 }, { kind: "remove fault", row: 1 }],
    [60, { kind: "move fault", row: 0, at: "2s" }, { kind: "move fault", row: 0, at: "2s" }],
    [
      60,
      { kind: "add fault", fault: { at: "2s", for: "1s", partition: "ann" } },
      { kind: "add fault", fault: { at: "2s", for: "1s", partition: "ann" } },
    ],
  ])("at step %i by %j is the edit %j", (step, change, edit) => {
    expect(editFor(forgetfulRun, step, change)).toEqual(edit);
  });

  test.each<[step: number, change: Change, none: string]>([
    [3, { kind: "drop" }, "nothing is sent or arrives in this step"],
    [6, { kind: "drop" }, "this step sends 2 packets: say which (0 to ann, 1 to cat)"],
    [6, { kind: "drop", send: 2 }, "this step sends 2 packets, counted from 0"],
    [59, { kind: "crash", peer: null, for: "1s" }, "this step is nobody's: say which node is to crash"],
    [126, { kind: "crash", peer: 0, for: "1s" }, "ann is crashed already"],
    [150, { kind: "reseed", seed: "4" }, "the run ends with this step: there is no chance after it"],
    [9, { kind: "remove fault", row: 2 }, "there is no faults[2]: the rows are 0 to 1"],
    [9, { kind: "move fault", row: 7, at: "1s" }, "there is no faults[7]: the rows are 0 to 1"],
    [9, { kind: "move fault", row: 0, at: "20s" }, "no fault begins after the trouble, at 20.000 s"],
    [
      9,
      { kind: "add fault", fault: { at: "1s", crash: "bop" } as never },
      'crash: "bop" is neither a node (ann, bob, cat) nor a role (follower, pre-candidate, candidate, leader); did you mean "bob"?',
    ],
    [9, { kind: "add fault", fault: { at: "1s" } as never }, 'the fault: {"at":"1s"} needs a verb'],
  ])("at step %i by %j is refused: %s", (step, change, none) => {
    const refused = editFor(forgetfulRun, step, change);
    expect("none" in refused && refused.none.slice(0, none.length)).toBe(none);
  });

  test("is refused where a message was lost, or cannot come twice, or a client would crash", () => {
    const lost = stepsWhere(livelyRun, (step) => livelyRun.packetsOf(step).some(({ fate }) => fate === "lost"))[0];
    const reply = stepsWhere(livelyRun, (step) => livelyRun.kindOf(step) === "reply")[0];
    const client = livelyRun.peers.indexOf("client 1");
    const refusals = [
      editFor(livelyRun, lost, { kind: "delay", by: "1s" }),
      editFor(livelyRun, reply, { kind: "duplicate", by: "1s" }),
      editFor(livelyRun, 5, { kind: "crash", peer: client, for: "1s" }),
    ];
    expect(refusals.map((refusal) => ("none" in refusal ? refusal.none.replace(/to \w+/, "to …") : refusal))).toEqual([
      "the message to … did not arrive: lost",
      "a reply is never doubled: it stands for a connection",
      "client 1 is a client: only nodes crash",
    ]);
  });

  test("is played: the run is the same up to there, and another one from there on", async () => {
    const cases: readonly [number, Change, number][] = [
      [149, { kind: "drop" }, 149],
      [150, { kind: "delay", by: "5ms" }, 148],
      [148, { kind: "crash", peer: null, for: "1s" }, 149],
      [60, { kind: "remove fault", row: 1 }, 136],
      [60, { kind: "move fault", row: 0, at: "300ms" }, 24],
      [100, { kind: "reseed", seed: "7" }, 100],
    ];
    for (const [step, change, earliest] of cases) {
      const parting = findParting(forgetfulRun, await branchOf(forgetfulRun, step, change));
      expect([step, change.kind, parting]).toEqual([step, change.kind, expect.any(Number)]);
      expect(parting).toBeGreaterThanOrEqual(earliest);
    }
  });

  test("of a message that was held is made where it was let go", async () => {
    const form = { ...lively(), faults: [{ at: "300ms", for: "200ms", hold: "ann" }] } as const;
    const recording = await record(form, { seed: "1" });
    const [sent] = stepsWhere(recording, (step) =>
      recording.packetsOf(step).some(({ fate, arrivals }) => fate === "held" && arrivals.length > 0),
    );
    const held = recording.packetsOf(sent).find(({ fate }) => fate === "held");
    const arrival = held?.arrivals[0] as number;
    const edit = editFor(recording, arrival, { kind: "drop" });
    const released = stepsWhere(recording, (step) => recording.kindOf(step) === "fault ends")[0];
    expect(edit).toMatchObject({ kind: "drop", step: released });
    const edits = "none" in edit ? [] : [edit];
    const child = await record(form, { seed: "1", edits });
    expect(child.report.reasons.join()).not.toContain("drop");
    expect(findParting(recording, child)).toBe(released);
    expect(child.packetsOf(sent).find(({ fate }) => fate === "held")?.arrivals).toEqual([]);
  });

  test("leaves out what was changed later in the run, and what was changed of the same packet", () => {
    const edits = [
      { kind: "drop", step: 11, send: 0 },
      { kind: "delay", step: 90, send: 0, by: "1ms" },
      { kind: "remove fault", row: 1 },
    ] as const;
    const recording = { ...forgetfulRun, edits };
    const edit = { kind: "drop", step: 90, send: 0 } as const;
    expect(branch(recording, edit)).toEqual({ edits: [edits[0], edits[2], edit], leftOut: [edits[1]] });
    expect(perform(open(recording, 90), { kind: "what if", change: { kind: "drop", send: 0 } }).notice).toBe(
      "playing it again, without what was changed later on: delay message 0 of step 90 by 1ms",
    );
    const early = { kind: "move fault", row: 0, at: "100ms" } as const;
    expect(branch(recording, early)).toEqual({ edits: [edits[2], early], leftOut: [edits[0], edits[1]] });
  });

  test("is an errand for those outside, and comes back as a run with a parent", async () => {
    const view = perform(open(forgetfulRun, 148), { kind: "hide", peer: 2 }, { kind: "cone" });
    const action = { kind: "what if", change: { kind: "drop" } } as const;
    const errand = errandOf(view, action);
    expect(errand).toEqual({ kind: "record", seed: "3", edits: [{ kind: "drop", step: 148, send: 0 }] });
    const child = await record(forgetful, { seed: "3", edits: errand?.kind === "record" ? errand.edits : [] });
    const seen = perform(view, action, { kind: "branched", recording: child });
    expect([seen.recording, seen.position, seen.cone, seen.hidden]).toEqual([child, 148, true, new Set([2])]);
    expect(seen.notice).toBe("it parts from the other run at step 148");
    const back = perform(seen, { kind: "compare" }, { kind: "return" });
    expect({ ...back, notice: view.notice }).toEqual(view);
    expect(perform(back, { kind: "return" }).notice).toBe("this run was not branched from another");
    expect(errandOf(open(forgetfulRun, 3), action)).toBeNull();
  });
});

describe("two runs side by side", async () => {
  const child = await branchOf(forgetfulRun, 148, { kind: "drop" });
  const both = align(forgetfulRun, child);
  const all = both.rows(0, 100_000);
  const text = (recording: Recording, step: number | null) => step !== null && describeStep(recording.stepAt(step));

  test("have all steps of both, in order, and the same thing in a row of both", () => {
    const lefts = all.flatMap(({ left }) => (left === null ? [] : [left]));
    const rights = all.flatMap(({ right }) => (right === null ? [] : [right]));
    expect(lefts).toEqual(stepsWhere(forgetfulRun, () => true));
    expect(rights).toEqual(stepsWhere(child, () => true));
    for (const { left, right } of all) {
      if (left !== null && right !== null) expect(text(forgetfulRun, left)).toBe(text(child, right));
    }
  });

  test("are one up to where they part", () => {
    expect(both.parting).toBe(148);
    expect(all.slice(0, 149)).toEqual(Array.from({ length: 149 }, (_, step) => ({ left: step, right: step })));
    // The vote that made cat a leader has not come.
    expect(all.slice(149, 152)).toEqual([
      { left: 149, right: 149 },
      { left: 150, right: null },
      { left: null, right: 150 },
    ]);
  });

  test("give the same rows in any portions, and find the row of a step", () => {
    const other = align(forgetfulRun, child);
    const portions = Array.from({ length: Math.ceil(all.length / 7) }, (_, place) => other.rows(place * 7, 7)).flat();
    expect(portions).toEqual(all);
    for (const row of [0, 148, 150, 151, all.length - 1]) {
      const { left, right } = all[row];
      if (left !== null) expect(other.rowOf("left", left)).toBe(row);
      if (right !== null) expect(other.rowOf("right", right)).toBe(row);
    }
  });

  test("are the same if nothing differs", async () => {
    const again = await record(forgetful, { seed: "3" });
    expect(findParting(forgetfulRun, again)).toBeNull();
    expect(align(forgetfulRun, again).rows(149, 10)).toEqual([
      { left: 149, right: 149 },
      { left: 150, right: 150 },
    ]);
    expect(changedVerdicts(forgetfulRun.report, again.report)).toEqual([]);
  });

  test("tell what was judged otherwise", () => {
    expect(changedVerdicts(forgetfulRun.report, child.report)).toMatchObject([
      { kind: "verdict", left: "failed" },
      { kind: "always", name: "one leader per term", left: "violated at step 150" },
    ]);
  });

  test("line up even where one is much longer and nothing is alike", async () => {
    const strangers = align(livelyRun, await record(lively(), { seed: "another" }));
    const rows = strangers.rows(0, 100_000);
    expect(rows.flatMap(({ left }) => (left === null ? [] : [left]))).toEqual(stepsWhere(livelyRun, () => true));
    expect(rows.filter(({ left, right }) => left !== null && right !== null).length).toBeGreaterThan(10);
  });
});
