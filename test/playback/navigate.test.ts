import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Direction, navigate, type Target } from "../../src/playback/navigate.js";
import { parsePlace } from "../../src/playback/place.js";
import { reduce } from "../../src/playback/reduce.js";
import type { View } from "../../src/playback/view.js";
import { forgetfulRun, livelyRun, open, perform, stepsWhere } from "./runs.js";

const go = (kind: Exclude<Target["kind"], "steps" | "peer" | "place">, direction: Direction) =>
  [{ kind }, direction] as const;
const keys: Readonly<Record<string, readonly [Target, Direction]>> = {
  j: [{ kind: "steps", count: 1 }, 1],
  k: [{ kind: "steps", count: 1 }, -1],
  J: [{ kind: "steps", count: 10 }, 1],
  g: go("end", -1),
  G: go("end", 1),
  m: go("same peer", 1),
  M: go("same peer", -1),
  f: go("fault", 1),
  F: go("fault", -1),
  p: go("property", 1),
  v: go("violation", 1),
  V: go("violation", -1),
  l: go("role", 1),
  L: go("role", -1),
  d: go("lifecycle", 1),
  D: go("lifecycle", -1),
  n: go("match", 1),
  Enter: go("other end", 1),
  i: go("other end", -1),
};

/** Where one is after each key, from a step on; and what is said if it led nowhere. */
function walk(view: View, text: string): (number | string)[] {
  let at = view;
  return text.split(" ").map((key) => {
    const [to, direction] = keys[key];
    const next = reduce(at, { kind: "go", to, direction });
    const hasMoved = next.position !== at.position;
    at = next;
    return hasMoved ? next.position : next.notice;
  });
}

describe("keys lead", () => {
  test.each<[from: number, keys: string, to: readonly (number | string)[]]>([
    [0, "j j k J J k g G k", [1, 2, 1, 11, 21, 20, 0, 150, 149]],
    [0, "k G j", ["this is the first step", 150, "this is the last step"]],
    [145, "J", [150]],
    [0, "f f f f f f f F", [59, 60, 125, 126, 136, 138, "no fault begins or ends after this step", 136]],
    [0, "d d d d d d d D", [59, 62, 125, 127, 136, 140, "no node crashes or starts again after this step", 136]],
    [0, "l l l l", [6, 8, 10, 47]],
    [150, "L L L L L", [143, 135, 131, 125, 104]],
    [0, "v v V", [150, "no property is violated after this step", "no property is violated before this step"]],
    [0, "p", [150]],
    [6, "m m M M M", [7, 14, 7, 6, 4]],
    [59, "m", ["this step is nobody's: it belongs to the run"]],
    [1, "M", ["no step of bob comes before this step"]],
    [5, "n", ["nothing has been searched for"]],
    // Bob asks two for a vote: each arrival in turn, as one comes back.
    [6, "Enter i Enter i Enter", [18, 6, 11, 6, 18]],
    [14, "Enter", [12]],
    [13, "Enter Enter Enter", [16, 13, 16]],
    [
      150,
      "Enter",
      ["the message to ann was still under way at the end; the message to bob was still under way at the end"],
    ],
    [3, "Enter i", ["nothing is sent or arrives in this step", "nothing arrives in this step"]],
  ])("from step %i by %s", (from, text, to) => expect(walk(open(forgetfulRun, from), text)).toEqual(to));

  test("to a violation that there is none of, nowhere", () => {
    expect(walk(open(livelyRun, 5), "v")).toEqual(["nothing is violated in this run"]);
  });

  test("from a message that was lost, nowhere", () => {
    const lost = stepsWhere(livelyRun, (step) => {
      const packets = livelyRun.packetsOf(step);
      return packets.length === 1 && packets[0].fate === "lost";
    });
    const notices = new Set(lost.flatMap((step) => walk(open(livelyRun, step), "Enter")));
    expect(notices.size).toBeGreaterThan(0);
    for (const notice of notices) expect(notice).toMatch(/^the (message|reply|request) to .+ did not arrive: lost$/);
  });
});

describe("a place", () => {
  test.each<[text: string, place: number | string]>([
    ["17", 17],
    ["150", 150],
    ["151", "the steps are 0 to 150"],
    ["+10", 110],
    ["-10", 90],
    ["-101", "the steps are 0 to 150"],
    ["0%", 0],
    ["50%", 75],
    ["100%", 150],
    ["101%", "a place is 0% to 100% of the run"],
    ["0s", 0],
    ["500ms", 59],
    ["500.001ms", 60],
    ["1s", 125],
    ["+150ms", 122],
    ["-320ms", 66],
    ["2s", "the run ends at 1.160 s"],
    ["-5s", "that is before the run begins"],
    ["1.5", '"1.5" is no step; a time needs a unit, as in 1.5s'],
    ["3x", '"3x" has the unknown unit "x" (units: us, ms, s, m, h, d)'],
    ["here", '"here" is no place: try a step as 8121, a time as 12.5s, or 50%'],
  ])("%s is %s", (text, place) => {
    const found = parsePlace(text, { recording: forgetfulRun, position: 100 });
    expect("step" in found ? found.step : found.none).toBe(place);
  });
});

describe("navigation", () => {
  const { length } = livelyRun;
  const positions = fc.integer({ min: 0, max: length - 1 });
  const shown = fc
    .uniqueArray(positions, { minLength: 1, maxLength: 40 })
    .map((steps) => Uint32Array.from(steps.sort((one, other) => one - other)));

  test("there and back leads to where one was, if that is a place of its kind", () => {
    const targets = ["fault", "property", "role", "lifecycle", "same peer"] as const;
    fc.assert(
      fc.property(
        positions,
        fc.constantFrom(...targets),
        fc.constantFrom<Direction>(1, -1),
        (position, kind, direction) => {
          const from = open(livelyRun, position);
          const first = navigate(from, { kind }, direction);
          if ("none" in first) return;
          expect(Math.sign(first.step - position)).toBe(direction);
          const second = navigate({ ...from, position: first.step }, { kind }, direction);
          if ("none" in second) return;
          const back = navigate({ ...from, position: second.step }, { kind }, direction === 1 ? -1 : 1);
          expect(back).toEqual(first);
        },
      ),
    );
  });

  test("by steps that are shown goes from one to its neighbour, and back", () => {
    fc.assert(
      fc.property(shown, fc.nat(), fc.integer({ min: 1, max: 12 }), (shown, start, count) => {
        const place = start % shown.length;
        const view = { ...open(livelyRun, shown[place]), shown };
        const there = navigate(view, { kind: "steps", count }, 1);
        if (place === shown.length - 1) {
          expect(there).toEqual({ none: "this is the last step that is shown" });
          return;
        }
        expect(there).toEqual({ step: shown[Math.min(shown.length - 1, place + count)] });
        if (place + count >= shown.length) return;
        const position = shown[place + count];
        expect(navigate({ ...view, position }, { kind: "steps", count }, -1)).toEqual({ step: shown[place] });
      }),
    );
  });

  test("from a step that is not shown goes to the next that is", () => {
    fc.assert(
      fc.property(shown, positions, (shown, position) => {
        const view = { ...open(livelyRun, position), shown };
        const next = [...shown].find((step) => step > position);
        const before = [...shown].findLast((step) => step < position);
        const steps = (direction: Direction) => {
          const found = navigate(view, { kind: "steps", count: 1 }, direction);
          return "step" in found ? found.step : undefined;
        };
        expect(steps(1)).toBe(next);
        expect(steps(-1)).toBe(before);
      }),
    );
  });

  test("along a message comes back to where it was sent", () => {
    fc.assert(
      fc.property(positions, (position) => {
        const there = navigate(open(livelyRun, position), { kind: "other end" }, 1);
        const isSender = livelyRun.packetsOf(position).some(({ arrivals }) => arrivals.length > 0);
        if ("none" in there || !isSender) return;
        const view = perform(open(livelyRun, position), { kind: "go", to: { kind: "other end" } });
        expect(navigate(view, { kind: "other end" }, -1)).toEqual({ step: position });
      }),
    );
  });
});
