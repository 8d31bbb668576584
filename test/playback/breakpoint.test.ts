import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { protocol } from "../../src/node/process.js";
import { checkCondition, checkExpression } from "../../src/playback/check-expression.js";
import { evaluate } from "../../src/playback/evaluate.js";
import { isMistake } from "../../src/playback/mistake.js";
import { momentOf } from "../../src/playback/moment.js";
import { parseExpression } from "../../src/playback/parse-expression.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import type { Breakpoint } from "../../src/playback/view.js";
import { form } from "../simulation/forms.js";
import { forgetfulRun, livelyRun, open, perform, stepsWhere } from "./runs.js";

const where = (text: string): Breakpoint => ({ kind: "expression", text });

/** Where an expression begins to hold, found by asking at every step. */
function beginnings(recording: Recording, text: string): number[] {
  const expression = parseExpression(text);
  if (isMistake(expression)) throw new Error(expression.problem);
  const held = stepsWhere(recording, (step) => evaluate(expression, momentOf(recording, step)) === true);
  return held.filter((step) => !held.includes(step - 1));
}

/** Where one stops, going on again and again. */
function stops(recording: Recording, from: number, direction: 1 | -1, ...breakpoints: Breakpoint[]): number[] {
  const steps: number[] = [];
  for (let view = { ...open(recording, from), breakpoints }; ; ) {
    const next = perform(view, { kind: "continue", direction });
    if (next.position === view.position) return steps;
    steps.push(next.position);
    view = next as typeof view;
  }
}

describe("a breakpoint", () => {
  const expressions = [
    'any.state.role == "leader"',
    'count(state.role == "leader") > 1',
    "nodes.bob.state.term > 3",
    "nodes.ann.state.log.length >= 2",
    'nodes.ann.status == "crashed"',
    'any(status == "crashed" && name != "bob")',
    'nodes.ann.status != "up" || nodes.cat.state.votes.length == 1',
    "now >= 500ms && now < 1s",
    "nodes.bob.state.log[nodes.bob.state.log.length - 1].term == 5",
    "all.state.commitIndex >= 2",
    "nodes.cat.state.term == 0",
    "any.state.leader != null && now > 600ms",
    "nodes.ann.reason == null",
  ];

  test.each(expressions)("where %s begins to hold is found, forwards and backwards", (text) => {
    const all = beginnings(forgetfulRun, text);
    expect(all.length).toBeGreaterThan(0);
    expect(stops(forgetfulRun, 0, 1, where(text))).toEqual(all.filter((step) => step > 0));
    expect(stops(forgetfulRun, forgetfulRun.length - 1, -1, where(text))).toEqual(
      all.filter((step) => step < forgetfulRun.length - 1).reverse(),
    );
  });

  test("is found from anywhere, in a run of any kind", () => {
    const texts = [
      "nodes.bob.state.heard > 20",
      'any(status == "paused")',
      "nodes.ann.state.ticks * 2 > nodes.cat.state.heard",
    ];
    const all = new Map(texts.map((text) => [text, beginnings(livelyRun, text)]));
    fc.assert(
      fc.property(fc.nat(livelyRun.length - 1), fc.constantFrom(...texts), (position, text) => {
        const view = { ...open(livelyRun, position), breakpoints: [where(text)] };
        const steps = all.get(text) as number[];
        const [next, last] = [steps.find((step) => step > position), steps.findLast((step) => step < position)];
        expect(perform(view, { kind: "continue", direction: 1 }).position).toBe(next ?? position);
        expect(perform(view, { kind: "continue", direction: -1 }).position).toBe(last ?? position);
      }),
      { numRuns: 30 },
    );
  });

  test("is found where what comes into a list moves what is read of it", async () => {
    const stack = protocol<{ state: { numbers: number[] }; timer: "tick" }>({
      state: () => ({ numbers: [] }),
      start: (cx) => cx.setTimer("tick", "10ms"),
      timers: {
        tick: (cx) => {
          cx.state.numbers.unshift(cx.state.numbers.length);
          if (cx.state.numbers.length > 5) cx.state.numbers.splice(1, 3);
          cx.setTimer("tick", "10ms");
        },
      },
    });
    const recording = await record(form({ nodes: { ann: stack } }), { seed: "1" });
    for (const text of [
      "nodes.ann.state.numbers[2] == 5",
      'nodes.ann.state.numbers["1"] == 3',
      "nodes.ann.state.numbers.length == 3",
    ]) {
      const all = beginnings(recording, text);
      expect(all.length).toBeGreaterThan(1);
      expect(stops(recording, 0, 1, where(text))).toEqual(all);
      expect(stops(recording, recording.length - 1, -1, where(text))).toEqual(all.reverse());
    }
  });

  test("costs nothing where nothing changes that it reads", () => {
    let asked = 0;
    const counting: Recording = {
      ...forgetfulRun,
      peekAt(node, step) {
        asked++;
        return forgetfulRun.peekAt(node, step);
      },
    };
    perform(
      { ...open(counting), breakpoints: [where("nodes.bob.state.term > 90")] },
      { kind: "continue", direction: 1 },
    );
    const changes = stepsWhere(forgetfulRun, (step) =>
      forgetfulRun.changesOf(step).some(({ node, path }) => node === 1 && path[0] === "term"),
    );
    // Once for each change of that term, and once at the beginning.
    expect(asked).toBeLessThanOrEqual(changes.length + 1);
  });

  test("stops at a kind of event, at a node, at a change of a property; the nearest of several", () => {
    expect(stops(forgetfulRun, 0, 1, { kind: "event", event: "fault begins" })).toEqual([59, 125, 136]);
    expect(stops(forgetfulRun, 12, -1, { kind: "peer", peer: 1 })).toEqual([7, 6, 4, 1]);
    expect(stops(forgetfulRun, 1, 1, { kind: "property", name: "one leader per term" })).toEqual([150]);
    const both = [where('any.status == "crashed"'), { kind: "event", event: "start" }] as const;
    expect(stops(forgetfulRun, 2, 1, ...both)).toEqual([59, 62, 125, 127, 136, 140]);
  });

  test("tells where it stopped, and that there is none", () => {
    const none = open(forgetfulRun, 3);
    const set = perform(none, { kind: "break", at: { kind: "event", event: "timer" } });
    const stopped = perform(set, { kind: "continue", direction: 1 });
    const removed = perform(stopped, { kind: "break", at: { kind: "event", event: "timer" } });
    const beyond = perform({ ...set, position: 150 }, { kind: "continue", direction: 1 });
    const notices = [perform(none, { kind: "continue", direction: 1 }), set, stopped, removed, beyond];
    expect(notices.map(({ notice, position }) => [position, notice])).toEqual([
      [3, "there is no breakpoint"],
      [3, "stops at each timer"],
      [6, "stopped at each timer"],
      [6, "no longer stops at each timer"],
      [150, "no breakpoint is reached after this step"],
    ]);
  });

  test("stops what is playing", () => {
    const playing = perform(
      open(forgetfulRun, 50),
      { kind: "break", at: where('nodes.bob.state.role == "leader"') },
      { kind: "play", speed: 5 },
    );
    const ticks = Array.from({ length: 20 }, () => ({ kind: "tick" }) as const);
    const stopped = perform(playing, ...ticks);
    expect([stopped.position, stopped.speed]).toEqual([55, 0]);
  });
});

describe("an expression that is checked against a run", () => {
  test.each<[text: string, column: number, problem: string]>([
    ["nodes.bop.state.term > 3", 6, 'there is no node "bop"; did you mean "bob"?'],
    ["nodes.zoe.state.term > 3", 6, 'there is no node "zoe" (nodes: ann, bob, cat)'],
    ["nodes.ann.stat.term > 3", 10, 'a node has no "stat"; did you mean "state"?'],
    ["nodes.ann.state.trem > 3", 16, 'it has no "trem"; did you mean "term"?'],
    ["nodes.ann.state.log[0].trem > 3", 23, 'it has no "trem"; did you mean "term"?'],
    ["nodes.ann.state.term.x > 3", 21, 'a number has no "x"'],
    ['nodes.ann.state.term == "3"', 21, "this compares a number with a text"],
    ['nodes.ann.state.role == "leadr"', 24, 'role has no "leadr"; did you mean "leader"?'],
    ['nodes.ann.status == "dead"', 20, 'status has no "dead" (there is up, paused, crashed, stopped)'],
    ["nodes.ann.state.role > 3", 0, "> needs numbers, and this is a text"],
    ["nodes.ann.state.log + 1 > 3", 0, "+ needs numbers, and this is a list"],
    ["now > 5", 6, "5 needs a unit, as in 5s"],
    ["nodes.ann.state.term", 0, "this is a number, and no condition"],
    ["nodes.ann.state.term && true", 0, "this is a number, and no condition"],
    ["!nodes.ann.state.role", 1, "this is a text, and no condition"],
    ["count(state.term) > 1", 6, "this is a number, and no condition"],
    ["nodes.ann.state.log[true].term == 1", 20, "this is true or false, and no place in a list"],
  ])("%s: column %i, %s", (text, column, problem) => {
    const expression = parseExpression(text);
    if (isMistake(expression)) throw new Error(expression.problem);
    expect(checkCondition(expression, forgetfulRun)).toEqual({ column, problem });
  });

  test.each([
    "nodes.ann.state.log.length >= 10",
    "now - 200ms > 5s / 2",
    "nodes.ann.state.progress[0].heardUs > 20ms",
    "nodes.ann.state.votedFor == null",
    'nodes.ann.state.votedFor == "bob"',
    "all(state.term == nodes.ann.state.term)",
    "nodes.ann.state.log[nodes.ann.state.log.length - 1].term == nodes.ann.state.term",
    "nodes.ann.byzantine",
  ])("%s is sound", (text) => {
    const expression = parseExpression(text);
    if (isMistake(expression)) throw new Error(expression.problem);
    expect(isMistake(checkCondition(expression, forgetfulRun))).toBe(false);
    expect(isMistake(checkExpression(expression, forgetfulRun))).toBe(false);
  });

  test.each<[text: string, notice: string]>([
    ["nodes.bob.state.term", "nodes.bob.state.term is 6"],
    ["now - 160ms", "now - 160ms is 1.000 s"],
    ['count(state.role == "leader")', 'count(state.role == "leader") is 2'],
    ["nodes.bob.state.log[7]", "nodes.bob.state.log[7] is not there"],
    ["nodes.bob.state.votes", 'nodes.bob.state.votes is ["bob","ann"]'],
    ["nodes.bob.state.trem", 'it has no "trem"; did you mean "term"?'],
  ])("shows %s: %s", (text, notice) => {
    expect(perform(open(forgetfulRun, 150), { kind: "show", text }).notice).toBe(notice);
  });
});
