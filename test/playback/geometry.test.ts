import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockAt } from "../../src/playback/clocks.js";
import { clockOf, coneOf } from "../../src/playback/cone.js";
import { cutsAt } from "../../src/playback/cuts.js";
import { drawSlice, type Slice } from "../../src/playback/geometry.js";
import { relationsNear } from "../../src/playback/near-cone.js";
import { isArrival } from "../../src/playback/other-end.js";
import type { Recording } from "../../src/playback/recording.js";
import { begunBy, spansAt, spansMeeting } from "../../src/playback/spans.js";
import { arrivalsAcross } from "../../src/playback/under-way.js";
import { gossipRun, jobQueueRun, partitionRun } from "../tui/sights.js";
import { forgetfulRun, livelyRun, stepsWhere } from "./runs.js";

const runs = [livelyRun, forgetfulRun, await gossipRun(), await jobQueueRun()];

/** A run, and two of its steps in order. */
const windows = fc
  .record({ run: fc.nat(runs.length - 1), place: fc.double({ min: 0, max: 1, noNaN: true }), count: fc.nat(60) })
  .map(({ run, place, count }) => {
    const recording = runs[run];
    const first = Math.floor(place * (recording.length - 1));
    return { recording, first, last: Math.min(recording.length - 1, first + count) };
  });

function sliceOf(recording: Recording, first: number, last: number): Slice {
  return {
    recording,
    rows: Array.from({ length: last - first + 1 }, (_, row) => first + row),
    rowOf: (step) => step - first,
    isRow: () => true,
    columns: recording.peers.map((_, peer) => peer),
    hidden: new Set(),
  };
}

describe("a slice of a diagram", () => {
  test("has every message that is on its way in it, and no other", () => {
    fc.assert(
      fc.property(windows, ({ recording, first, last }) => {
        const drawn = drawSlice(sliceOf(recording, first, last)).arrows.flatMap(({ arrival }) => arrival ?? []);
        const expected = stepsWhere(recording, (step) => {
          if (!isArrival(recording, step) || step < first || recording.causeOf(step) > last) return false;
          if (recording.fromOf(step) === recording.whoOf(step)) return false;
          const sent = recording.packetsOf(recording.causeOf(step));
          // What had to wait for its node came where it began to.
          return !sent.some(({ arrivals, waits }) => arrivals.includes(step) && arrivals.indexOf(step) < waits.length);
        });
        expect(drawn.sort((one, other) => one - other)).toEqual(expected);
      }),
    );
  });

  test("has every message that is lost where it was sent", () => {
    fc.assert(
      fc.property(windows, ({ recording, first, last }) => {
        const { arrows, rowCount } = drawSlice(sliceOf(recording, first, last));
        const lost = arrows.filter(({ arrives }) => !arrives).map(({ send }) => send);
        const expected = Array.from({ length: rowCount }, (_, row) => first + row).flatMap((step) =>
          recording.whoOf(step) < 0
            ? []
            : recording
                .packetsOf(step)
                .filter(({ arrivals, fate }) => arrivals.length === 0 && !fate.startsWith("arrives"))
                .map(() => step),
        );
        expect(lost).toEqual(expected);
      }),
    );
  });

  test("has a happening for each step of a node or client, a rule for each of the run", () => {
    fc.assert(
      fc.property(windows, ({ recording, first, last }) => {
        const { happenings, rules, rowCount } = drawSlice(sliceOf(recording, first, last));
        for (let row = 0; row < rowCount; row++) {
          const who = recording.whoOf(first + row);
          if (who < 0) expect(rules.some((rule) => rule.row === row)).toBe(true);
          else expect(happenings.some((each) => each.row === row && each.column === who)).toBe(true);
        }
      }),
    );
  });

  test("has a line for each node and client, without a gap between its stretches", () => {
    fc.assert(
      fc.property(windows, ({ recording, first, last }) => {
        const { lifelines, columns, rowCount } = drawSlice(sliceOf(recording, first, last));
        for (const column of columns.keys()) {
          const own = lifelines.filter((each) => each.column === column);
          const ends = own.flatMap(({ from, to }) => [from - 0.5, to + 0.5]);
          expect([ends[0], ends.at(-1)]).toEqual([-0.5, rowCount - 0.5]);
          expect(ends.slice(1, -1).filter((end, at) => at % 2 === 0 && end !== ends[at + 2])).toEqual([]);
        }
      }),
    );
  });

  test("tells the sides of a partition apart", async () => {
    const recording = await partitionRun();
    const [, span] = recording.faults;
    const { lifelines, walls } = drawSlice(sliceOf(recording, span.from - 2, span.from + 2));
    const looks = [0, 1, 2, 3, 4].map((column) => lifelines.filter((each) => each.column === column).at(-1)?.look);
    expect(looks).toEqual(["cut off", "cut off", "up", "up", "up"]);
    expect(walls).toEqual([{ column: 1, from: 2, to: 4 }]);
    expect(cutsAt(recording, span.from - 1, [0, 1, 2, 3, 4])).toBeNull();
    expect(cutsAt(recording, span.to as number, [0, 1, 2, 3, 4])).toBeNull();
  });
});

test("messages across a window are those of the whole run that were sent before it and arrive after it", () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 1, max: 50 }), ({ recording, first, last }, most) => {
      const expected = stepsWhere(
        recording,
        (step) => step > last && isArrival(recording, step) && recording.causeOf(step) < first,
      );
      expect(arrivalsAcross(recording, first, last, most)).toEqual(expected.slice(0, most));
    }),
  );
});

test("what a window shows of the cone is what the whole cone has there", () => {
  fc.assert(
    fc.property(windows, fc.double({ min: 0, max: 1, noNaN: true }), ({ recording, first, last }, place) => {
      const step = first + Math.round(place * (last - first));
      const relation = relationsNear(recording, step, first, last);
      const { past, future } = coneOf(recording, step);
      for (let other = first; other <= last; other++) {
        const expected =
          other === step ? "same" : past[other] === 1 ? "before" : future[other] === 1 ? "after" : "concurrent";
        expect(relation(other)).toBe(expected);
      }
    }),
  );
});

test("a clock from the table is the clock that is worked out by itself", () => {
  fc.assert(
    fc.property(windows, ({ recording, first }) => {
      const clock = clockAt(recording, first);
      const named =
        clock === null ? null : Object.fromEntries(clock.map(([peer, count]) => [recording.peers[peer], count]));
      expect(named).toEqual(clockOf(recording, first));
    }),
    { numRuns: 50 },
  );
});

test("spans are found by the steps they last", () => {
  const spans = fc
    .array(fc.record({ from: fc.nat(50), length: fc.option(fc.nat(20)) }), { maxLength: 30 })
    .map((list) =>
      list
        .map(({ from, length }) => ({ from, to: length === null ? null : from + length }))
        .sort((one, other) => one.from - other.from),
    );
  fc.assert(
    fc.property(spans, fc.nat(70), fc.nat(10), (list, first, count) => {
      const last = first + count;
      const meets = list.filter(({ from, to }) => from <= last && (to === null || to >= first));
      expect(spansMeeting(list, first, last)).toEqual(meets);
      expect(spansAt(list, first)).toEqual(list.filter(({ from, to }) => from <= first && (to === null || to > first)));
      expect(begunBy(list, first)).toBe(list.filter(({ from }) => from <= first).length);
    }),
  );
});
