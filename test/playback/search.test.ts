import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOf } from "../../src/playback/describe.js";
import { filterSteps, visibleSteps } from "../../src/playback/filter.js";
import { searchSteps } from "../../src/playback/search.js";
import { describeStep } from "../../src/simulation/trace.js";
import { finish, forgetfulRun, livelyRun, open, perform, stepsWhere } from "./runs.js";

const found = (text: string) => [...finish(searchSteps(forgetfulRun, text))];

describe("a search", () => {
  test.each<[text: string, first: readonly number[]]>([
    ["crash leader", [59, 60, 125]],
    ["granted", [12, 13, 14]],
    ['"granted":true', [49, 55, 90]],
    // What a step does is searched, too.
    ["votedfor", [6, 8, 10]],
    ["ends at 0.001 s", [0, 1, 2]],
    // A capital means capitals only.
    ["commitindex", [55, 57, 61]],
    ["commitIndex", [55, 57, 61]],
    ["CommitIndex", []],
  ])("for %s finds first %j", (text, first) => expect(found(text).slice(0, 3)).toEqual(first));

  test("finds the steps whose text contains what is searched for, and no others", () => {
    const texts = stepsWhere(livelyRun, () => true).map((step) => textOf(livelyRun.stepAt(step)).toLowerCase());
    const part = fc
      .constantFrom(...texts)
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length - 1), fc.integer({ min: 1, max: 8 }))
          .map(([at, length]) => text.slice(at, at + length)),
      );
    fc.assert(
      fc.property(part, (part) => {
        const matches = [...finish(searchSteps(livelyRun, part))];
        expect(matches).toEqual(texts.flatMap((text, step) => (text.includes(part) ? [step] : [])));
      }),
      { numRuns: 20 },
    );
  });

  test("can be left alone on its way, and tells how far it is", () => {
    const shares = [...searchSteps(livelyRun, "no such text")];
    expect(shares.length).toBeGreaterThan(1);
    expect([...shares].sort((one, other) => one - other)).toEqual(shares);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  test("leads to the next match, on and back, and goes on at the other end", () => {
    const from = open(forgetfulRun, 60);
    const on = perform(from, { kind: "search", text: "crash leader", direction: 1 });
    const back = perform(from, { kind: "search", text: "crash leader", direction: -1 });
    const beyond = perform(open(forgetfulRun, 140), { kind: "search", text: "crash leader", direction: 1 });
    const nowhere = perform(from, { kind: "search", text: "crash nobody", direction: 1 });
    expect([on, back, beyond, nowhere].map(({ position, notice }) => [position, notice])).toEqual([
      [125, '4 of 151 steps match "crash leader"'],
      [59, '4 of 151 steps match "crash leader"'],
      [59, '4 of 151 steps match "crash leader"; it went on at the beginning'],
      [60, 'nothing matches "crash nobody"'],
    ]);
    const next = perform(on, { kind: "go", to: { kind: "match" } });
    expect(next.position).toBe(126);
    expect(perform(next, { kind: "go", to: { kind: "match" } }).notice).toBe(
      'no step matches "crash leader" after this step',
    );
  });
});

describe("a filter", () => {
  test("lets pass what a search finds, or, turned round, everything else", () => {
    const passing = [...finish(filterSteps(livelyRun, "tell"))];
    const others = [...finish(filterSteps(livelyRun, "!tell"))];
    expect(passing.length).toBeGreaterThan(0);
    expect(others.length).toBeGreaterThan(0);
    expect([...passing, ...others].sort((one, other) => one - other)).toEqual(stepsWhere(livelyRun, () => true));
  });

  test("and who is hidden decide together what is shown; the run's own steps are nobody's", () => {
    const bob = livelyRun.peers.indexOf("bob");
    const filtered = perform(open(livelyRun), { kind: "filter", text: "tell" }, { kind: "hide", peer: bob });
    const own = (step: number) => livelyRun.whoOf(step) === bob;
    expect(Array.from(filtered.shown ?? [])).toEqual(
      stepsWhere(livelyRun, (step) => textOf(livelyRun.stepAt(step)).includes("tell") && !own(step)),
    );
    const hidden = perform(filtered, { kind: "filter", text: "" });
    expect(Array.from(hidden.shown ?? [])).toEqual(stepsWhere(livelyRun, (step) => !own(step)));
    expect(perform(hidden, { kind: "hide", peer: bob }).shown).toBeNull();
    expect(visibleSteps(livelyRun, null, new Set([bob]))).toEqual(hidden.shown);
    expect(hidden.notice).toBe("all steps are shown but those of bob");
  });

  test("that lets nothing pass leaves the old one as it was", () => {
    const filtered = perform(open(livelyRun), { kind: "filter", text: "tell" });
    const same = perform(filtered, { kind: "filter", text: "no such text" });
    expect(same).toEqual({ ...filtered, notice: 'no step passes "no such text": the filter stays as it was' });
  });

  test("and then a step leads to the next that is shown", () => {
    const view = perform(
      open(forgetfulRun, 3),
      { kind: "filter", text: "fault" },
      { kind: "go", to: { kind: "steps", count: 1 } },
    );
    expect(describeStep(forgetfulRun.stepAt(view.position))).toBe("fault begins: crash leader");
  });
});
