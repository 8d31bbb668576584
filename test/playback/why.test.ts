import { describe, expect, test } from "vitest";
import { reasonsFor } from "../../src/playback/why.js";
import { forgetfulRun, livelyRun, open, perform } from "./runs.js";

describe("why", () => {
  test("a node got a message, or a timer rang: who sent it, who set it, and what was before", () => {
    expect(reasonsFor(forgetfulRun, 12)).toEqual([
      { text: "this follows from what happened at 0.161 s: cat: timer deadline", step: 10 },
      { text: expect.stringContaining("the step before, at 0.162 s: cat: message from bob"), step: 11 },
    ]);
    expect(reasonsFor(forgetfulRun, 14)).toEqual([
      { text: "cat sent this at 0.162 s", step: 12 },
      { text: "the step before, at 0.154 s: bob: synced", step: 7 },
    ]);
    expect(reasonsFor(forgetfulRun, 24)[0]).toEqual({ text: "bob set this timer at 0.153 s", step: 6 });
  });

  test("something is violated: what each node of the evidence came to be, and where", () => {
    expect(reasonsFor(forgetfulRun, 150)).toEqual([
      { text: "ann sent this at 1.157 s", step: 148 },
      { text: "the step before, at 1.137 s: cat: synced", step: 139 },
      { text: 'bob.role "candidate" → "leader", at 1.149 s', step: 143 },
      { text: "bob.durableIndex 2 → 3, at 1.150 s", step: 144 },
    ]);
  });

  test("a node is down, or was: what made it so", () => {
    expect(reasonsFor(forgetfulRun, 141)).toContainEqual({
      text: "ann was crashed from 1.136 s to 1.138 s: fault begins: crash follower",
      step: 136,
    });
    const [{ node, from, kind }] = livelyRun.troubles;
    const own = Array.from(livelyRun.stepsOf(node)).find((step) => step > from) as number;
    expect(kind).toBe("crashed");
    expect(reasonsFor(livelyRun, own)).toContainEqual({
      text: expect.stringMatching(/^\w+ is crashed since 0\.300 s: fault begins: crash any 1$/),
      step: from,
    });
  });

  test("a node is hit by a fault: since when", () => {
    const cut = livelyRun.faults[1];
    const own = Array.from(livelyRun.stepsOf(0)).find((step) => step > cut.from) as number;
    expect(reasonsFor(livelyRun, own)).toContainEqual({ text: "partition ann (ann) since 0.800 s", step: cut.from });
  });

  test("the service is not healthy: since when, and what went wrong before", () => {
    const health = {
      kind: "recovers",
      name: "healthy",
      changes: [
        { step: 0, holds: true, because: "" },
        { step: 140, holds: false, because: "" },
      ],
    } as const;
    const reasons = reasonsFor({ ...forgetfulRun, health }, 145);
    expect(reasons.slice(-2)).toEqual([
      { text: "the service is not healthy since 1.138 s", step: 140 },
      { text: "the last that went wrong before, at 1.136 s: fault begins: crash follower", step: 136 },
    ]);
    expect(
      reasonsFor({ ...forgetfulRun, health }, 139)
        .map(({ text }) => text)
        .join(),
    ).not.toContain("healthy");
  });

  test("never leads to the step itself, nor beyond it, nor to one place with the same words twice", () => {
    for (const recording of [forgetfulRun, livelyRun]) {
      for (let step = 0; step < recording.length; step++) {
        const reasons = reasonsFor(recording, step);
        expect(reasons.every((reason) => reason.step >= 0 && reason.step < step)).toBe(true);
        expect(new Set(reasons.map(({ text }) => text)).size).toBe(reasons.length);
      }
    }
  });
});

test("the reasons lead from a violation to its cause", () => {
  // A forgetful node has voted twice in one term. The explorer opens where there are two leaders.
  let view = perform(open(forgetfulRun), { kind: "go", to: { kind: "violation" } });
  const follow = (beginning: string) => {
    const reason = reasonsFor(view.recording, view.position).find(({ text }) => text.startsWith(beginning));
    if (reason === undefined) throw new Error(`no reason begins with ${beginning}`);
    view = perform(view, { kind: "jump", step: reason.step });
    return [view.position, reason.text];
  };
  const trail = [
    // Cat became a leader by a vote of ann's, sent when its disk had it,
    follow("ann sent this"),
    // for which cat had asked;
    follow("this follows"),
    // before, ann has been down, since
    follow("ann was crashed"),
  ];
  expect(trail).toEqual([
    [148, "ann sent this at 1.157 s"],
    [
      146,
      'this follows from what happened at 1.156 s: ann: message from cat {"kind":"request vote","lastIndex":2,"lastTerm":5,"pre":false,"term":6}',
    ],
    [136, "ann was crashed from 1.136 s to 1.138 s: fault begins: crash follower"],
  ]);
  // it had voted for bob in the same term, and forgot it in the crash.
  const forgot = forgetfulRun.changesOf(136).find(({ path }) => path.join() === "votedFor");
  expect(forgot).toMatchObject({ node: 0, before: "bob", after: null });
  expect(view.trail).toEqual([0, 150, 148, 146]);
  expect(perform(view, { kind: "back" }, { kind: "back" }, { kind: "back" }).position).toBe(150);
});
