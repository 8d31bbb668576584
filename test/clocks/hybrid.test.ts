import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type HybridTimestamp,
  hybridClock,
  hybridCompare,
  hybridReceive,
  hybridTick,
} from "../../src/clocks/hybrid.js";
import { type ClockHistory, clockHistories, pasts, stamp } from "./history.js";

/** Physical clocks that are wrong in every way: off, too fast or too slow, and set anew in the middle, even backwards. */
const physicalClocks = fc
  .record({
    offsets: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 5, maxLength: 5 }),
    ratesPercent: fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 5, maxLength: 5 }),
    jumpAt: fc.nat({ max: 40 }),
    jumps: fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 5, maxLength: 5 }),
  })
  .map(({ offsets, ratesPercent, jumpAt, jumps }) => (by: string, at: number) => {
    const process = Number(by.slice(1)) - 1;
    const jump = at >= jumpAt ? jumps[process] : 0;
    return 1_000 + Math.floor((at * 10 * ratesPercent[process]) / 100) + offsets[process] + jump;
  });

type PhysicalClock = (by: string, at: number) => number;

const stampAll = (history: ClockHistory, physicalUs: PhysicalClock) =>
  stamp<HybridTimestamp>(
    history,
    () => hybridClock,
    (own, { by }, at, sent) => {
      if (sent === null) return hybridTick(own, physicalUs(by, at));
      return hybridReceive(own, sent, physicalUs(by, at), 1_000_000) as HybridTimestamp;
    },
  );

test("what happens before has the smaller timestamp, whatever the physical clocks do (Kulkarni 2014, theorem 1)", () => {
  fc.assert(
    fc.property(clockHistories, physicalClocks, (history, physicalUs) => {
      const stamps = stampAll(history, physicalUs);
      pasts(history).forEach((past, at) => {
        for (const earlier of past) expect(hybridCompare(stamps[earlier], stamps[at])).toBe("before");
      });
    }),
  );
});

test("the latest time is the greatest physical time in the causal history, never behind one's own (theorems 2 and 3)", () => {
  fc.assert(
    fc.property(clockHistories, physicalClocks, (history, physicalUs) => {
      const before = pasts(history);
      stampAll(history, physicalUs).forEach(({ latestUs }, at) => {
        const heardOf = [...before[at], at].map((event) => physicalUs(history[event].by, event));
        expect(latestUs).toBe(Math.max(...heardOf));
      });
    }),
  );
});

test("the counter is the length of the longest chain of earlier events with the same latest time (theorem 4)", () => {
  fc.assert(
    fc.property(clockHistories, physicalClocks, (history, physicalUs) => {
      const stamps = stampAll(history, physicalUs);
      const lengths: number[] = [];
      pasts(history).forEach((past, at) => {
        const sharing = [...past].filter((earlier) => stamps[earlier].latestUs === stamps[at].latestUs);
        lengths.push(Math.max(0, ...sharing.map((earlier) => lengths[earlier] + 1)));
      });
      expect(stamps.map(({ counter }) => counter)).toEqual(lengths);
    }),
  );
});

test("with messages from too far ahead refused, no clock is ever further ahead than that", () => {
  fc.assert(
    fc.property(clockHistories, fc.nat({ max: 50 }), (history, mostAheadUs) => {
      const physicalUs = (by: string, at: number) => at * 10 + (by === "p1" ? 200 : 0);
      const stamps = stamp<HybridTimestamp>(
        history,
        () => hybridClock,
        (own, { by }, at, sent) => {
          if (sent === null) return hybridTick(own, physicalUs(by, at));
          const received = hybridReceive(own, sent, physicalUs(by, at), mostAheadUs);
          // A refused message is an event of its own, in which nothing was received.
          return received === "too far ahead" ? hybridTick(own, physicalUs(by, at)) : received;
        },
      );
      stamps.forEach(({ latestUs }, at) => {
        expect(latestUs - physicalUs(history[at].by, at)).toBeLessThanOrEqual(mostAheadUs);
      });
    }),
  );
});

test("one clock that is ahead is followed by counters until the others catch up (Kulkarni 2014, figure 5)", () => {
  const steps = (clock: HybridTimestamp, ...physicalUs: number[]) =>
    physicalUs.reduce<HybridTimestamp>((own, us) => hybridTick(own, us), clock);
  const sent = steps(hybridClock, 10);
  const received = hybridReceive(hybridClock, sent, 1, 100) as HybridTimestamp;
  expect([sent, received, steps(received, 2), steps(received, 2, 3), steps(received, 2, 3, 11)]).toEqual([
    { latestUs: 10, counter: 0 },
    { latestUs: 10, counter: 1 },
    { latestUs: 10, counter: 2 },
    { latestUs: 10, counter: 3 },
    { latestUs: 11, counter: 0 },
  ]);
  expect(hybridReceive({ latestUs: 10, counter: 4 }, { latestUs: 10, counter: 2 }, 5, 100)).toEqual({
    latestUs: 10,
    counter: 5,
  });
  expect(hybridReceive(hybridClock, sent, 1, 8)).toBe("too far ahead");
});
