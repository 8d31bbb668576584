import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClockError, epochUs, instantUsOf, WallClock } from "../../src/node/clock.js";
import { protocol } from "../../src/node/process.js";
import { Rig } from "../support/rig.js";

function error(offsetUs: number, ppm: number, sinceUs: number, onEffect = () => {}): ClockError {
  return { offsetUs, ppm, sinceUs, onEffect };
}

describe("a wall clock", () => {
  test("shows the first of January 2026 when a run begins, and goes on with it", () => {
    const clock = new WallClock();
    expect([new Date(clock.readUs(0) / 1_000).toISOString(), clock.readUs(1_500) - epochUs]).toEqual([
      "2026-01-01T00:00:00.000Z",
      1_500,
    ]);
  });

  test("is off by all of its errors at once: skews, and drifts from when they began", () => {
    const clock = new WallClock();
    clock.add(error(-250_000, 0, 0));
    clock.add(error(10_000, 0, 0));
    clock.add(error(0, 100, 1_000_000));
    clock.add(error(0, -1, 0));
    expect(clock.readUs(3_000_000) - epochUs).toBe(3_000_000 - 250_000 + 10_000 + 200 - 3);
  });

  test("is right again when its errors have ended, each by itself and in any order", () => {
    const errors = [error(5_000, 0, 0), error(-7_000, 0, 0), error(0, 1_000, 0)];
    const off = [5_000, -7_000, 1_000];
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
        const clock = new WallClock();
        for (const each of errors) clock.add(each);
        let expected = off.reduce((sum, each) => sum + each);
        for (const which of order) {
          expect(clock.readUs(1_000_000) - epochUs - 1_000_000).toBe(expected);
          clock.remove(errors[which]!);
          expected -= off[which]!;
        }
        expect(clock.readUs(1_000_000)).toBe(epochUs + 1_000_000);
      }),
    );
  });

  test("says to each error that it was felt whenever somebody reads it", () => {
    const clock = new WallClock();
    let felt = 0;
    clock.add(error(1, 0, 0, () => felt++));
    clock.readUs(0);
    clock.readUs(1);
    expect(felt).toBe(2);
  });

  test("shows whole microseconds, however odd the drift", () => {
    fc.assert(
      fc.property(fc.double({ min: -5e5, max: 5e5, noNaN: true }), fc.nat(2 ** 31 - 1), (ppm, nowUs) => {
        const clock = new WallClock();
        clock.add(error(0, ppm, 0));
        expect(Number.isSafeInteger(clock.readUs(nowUs))).toBe(true);
      }),
    );
  });
});

describe("the clocks of a node", () => {
  test("are apart: no error touches the monotonic one, nor another node, nor any timer", () => {
    const seen: unknown[] = [];
    const process = protocol<{ state: object; timer: "tick" }>({
      state: () => ({}),
      start: (cx) => cx.setTimer("tick", "1s"),
      timers: { tick: (cx) => void seen.push([cx.name, cx.nowUs, cx.wallUs - epochUs]) },
    });
    const rig = new Rig({ ann: process, bob: process });
    rig.machine("ann").clock.add(error(500, 200_000, 0));
    rig.run();
    expect(seen).toEqual([
      ["ann", 1_000_000, 1_200_500],
      ["bob", 1_000_000, 1_000_000],
    ]);
  });

  test("both go on while the process works, and while it is down", () => {
    const seen: unknown[] = [];
    const look = (cx: { nowUs: number; wallUs: number }) => void seen.push([cx.nowUs, cx.wallUs - epochUs]);
    const process = protocol<{ state: object }>({
      state: () => ({}),
      start: (cx) => {
        look(cx);
        cx.work("10ms");
        look(cx);
      },
    });
    const rig = new Rig({ ann: process });
    rig.at("1s", () => rig.machine("ann").crash("struck"));
    rig.at("2s", () => rig.machine("ann").revive());
    rig.run();
    expect(seen).toEqual([0, 10_000, 2_000_000, 2_010_000].map((us) => [us, us]));
  });
});

test("an instant is found as calendars have it, and nothing else is one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_258_118_399 }), (second) => {
      const text = new Date(second * 1000).toISOString();
      expect(instantUsOf(text.replace(".000", ""))).toBe(second * 1_000_000);
      expect(instantUsOf(text.slice(0, 10))).toBe(Math.floor(second / 86_400) * 86_400_000_000);
    }),
  );
  for (const wrong of [
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "1969-12-31",
    "2200-01-01",
    "2026-1-1",
  ]) {
    expect(instantUsOf(wrong)).toBeUndefined();
  }
  expect(instantUsOf("2026-01-01T24:00Z")).toBeUndefined();
  expect(instantUsOf("2026-01-01")).toBe(epochUs);
});

test("a machine's clock begins when its hardware says", () => {
  const seen: string[] = [];
  const look = protocol<{ state: object; message: never }>({
    state: () => ({}),
    start: (cx) => void seen.push(`${cx.name} ${new Date(cx.wallUs / 1000).toISOString()}`),
  });
  new Rig({ ann: look, bob: look }, { machine: (name) => (name === "ann" ? { date: "2030-06-01T12:00Z" } : {}) }).run(
    "1s",
  );
  expect(seen).toEqual(["ann 2030-06-01T12:00:00.000Z", "bob 2026-01-01T00:00:00.000Z"]);
});
