import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action } from "../../src/playback/action.js";
import { errandOf } from "../../src/playback/errand.js";
import type { Target } from "../../src/playback/navigate.js";
import { initial, reduce } from "../../src/playback/reduce.js";
import { type PaneName, paneNames, type View } from "../../src/playback/view.js";
import { forgetfulRun, livelyRun, open, perform } from "./runs.js";

describe("the explorer opens", () => {
  test("where something is violated, or else at the beginning, or where it is told to", () => {
    expect(initial(forgetfulRun).position).toBe(150);
    expect(initial(livelyRun).position).toBe(0);
    expect(initial(livelyRun, { step: 17 })).toMatchObject({ position: 17, notice: "" });
    expect(initial(forgetfulRun, { step: 8_000 })).toMatchObject({ position: 150, notice: "the last step is 150" });
  });
});

describe("an action", () => {
  const view = open(forgetfulRun, 100);

  test("that is a jump can be taken back; one of steps leaves no trace", () => {
    const go = (to: Target): Action => ({ kind: "go", to });
    const there = perform(view, go({ kind: "fault" }), go({ kind: "steps", count: 1 }), { kind: "jump", step: 5 });
    expect(there).toMatchObject({ position: 5, trail: [100, 126] });
    const back = perform(there, { kind: "back" }, { kind: "back" });
    expect(back).toEqual(view);
    expect(perform(back, { kind: "back" }).notice).toBe("there is nowhere to go back to");
  });

  test("takes one to the next pane, or to one by name", () => {
    let at = view;
    const seen = paneNames.map(() => {
      at = perform(at, { kind: "pane", pane: "next" });
      return at.pane;
    });
    expect(seen).toEqual([...paneNames.slice(1), paneNames[0]]);
    expect(perform(at, { kind: "pane", pane: "previous" }).pane).toBe(paneNames.at(-1));
    expect(perform(at, { kind: "pane", pane: "links" }).pane).toBe("links");
  });

  test("plays forwards and backwards, and stops at either end, or where one goes elsewhere", () => {
    const tick = { kind: "tick" } as const;
    expect(perform(open(forgetfulRun, 148), { kind: "play", speed: 4 }, tick, tick, tick)).toMatchObject({
      position: 150,
      speed: 0,
      notice: "this is the last step",
    });
    expect(perform(open(forgetfulRun, 1), { kind: "play", speed: -4 }, tick, tick)).toMatchObject({
      position: 0,
      speed: 0,
      notice: "this is the first step",
    });
    expect(perform(open(forgetfulRun, 150), { kind: "play", speed: 4 })).toMatchObject({ speed: 0 });
    expect(perform(view, { kind: "play", speed: 4 }, { kind: "jump", step: 3 }, tick)).toMatchObject({
      position: 3,
      speed: 0,
    });
    expect(perform(view, tick)).toEqual(view);
  });

  test("that can do nothing says why", () => {
    const cases: readonly [Action, string][] = [
      [{ kind: "compare" }, "there is nothing to compare with: this run was not branched from another"],
      [{ kind: "hide", peer: 9 }, "there are 3 nodes and clients"],
      [{ kind: "jump", step: 151 }, "the steps are 0 to 150"],
      [{ kind: "what if", change: { kind: "remove fault", row: 5 } }, "there is no faults[5]: the rows are 0 to 1"],
      [{ kind: "go", to: { kind: "match" } }, "nothing has been searched for"],
    ];
    for (const [action, notice] of cases) expect(perform(view, action)).toEqual({ ...view, notice });
  });

  test("that only the outside can do is an errand", () => {
    expect(errandOf(view, { kind: "save", path: "kept.json" })).toEqual({ kind: "save", path: "kept.json" });
    expect(errandOf(view, { kind: "export", path: "a.log", range: null })).toEqual({
      kind: "export",
      path: "a.log",
      range: [0, 150],
    });
    expect(errandOf(view, { kind: "export", path: "a.log", range: [3, 4] })).toMatchObject({ range: [3, 4] });
    expect(errandOf(view, { kind: "quit" })).toEqual({ kind: "quit" });
    expect(errandOf(view, { kind: "cone" })).toBeNull();
  });

  test("leads from one view to another that makes sense, whatever comes after whatever", () => {
    const direction = fc.constantFrom<1 | -1>(1, -1);
    const target = fc.oneof(
      fc
        .constantFrom("same peer", "other end", "fault", "property", "violation", "role", "lifecycle", "match", "end")
        .map((kind) => ({ kind }) as Target),
      fc.nat(20).map((count) => ({ kind: "steps", count }) as const),
      fc.nat(4).map((peer) => ({ kind: "peer", peer }) as const),
    );
    const action: fc.Arbitrary<Action> = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant("go" as const), to: target, direction }) },
      fc.record({ kind: fc.constant("jump" as const), step: fc.integer({ min: -1, max: livelyRun.length }) }),
      fc.constantFrom<Action>(
        { kind: "back" },
        { kind: "tick" },
        { kind: "cone" },
        { kind: "compare" },
        { kind: "return" },
      ),
      fc.record({ kind: fc.constant("play" as const), speed: fc.integer({ min: -2, max: 2 }) }),
      fc.record({ kind: fc.constant("pane" as const), pane: fc.constantFrom<PaneName | "next">("next", ...paneNames) }),
      fc.record({ kind: fc.constant("hide" as const), peer: fc.nat(6) }),
      fc.record({
        kind: fc.constant("filtered" as const),
        text: fc.constant("x"),
        passing: fc.option(fc.uniqueArray(fc.nat(livelyRun.length - 1)).map((all) => all.sort((a, b) => a - b))),
      }),
      fc.record({
        kind: fc.constant("found" as const),
        text: fc.constant("x"),
        matches: fc.uniqueArray(fc.nat(livelyRun.length - 1)).map((all) => all.sort((a, b) => a - b)),
        direction,
      }),
    );
    const isStep = (step: number) => Number.isInteger(step) && step >= 0 && step < livelyRun.length;
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let view: View = open(livelyRun, 50);
        for (const each of actions) {
          const before = JSON.stringify({ ...view, recording: null });
          const next = reduce(view, each);
          expect(JSON.stringify({ ...view, recording: null })).toBe(before);
          view = next;
          expect(isStep(view.position) && view.trail.every(isStep)).toBe(true);
          const shown = view.shown === null ? [] : Array.from(view.shown);
          expect(
            shown.every(
              (step, place) =>
                isStep(step) && !view.hidden.has(livelyRun.whoOf(step)) && (place === 0 || shown[place - 1] < step),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
