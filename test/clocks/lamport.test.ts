import fc from "fast-check";
import { expect, test } from "vitest";
import { lamportClock, lamportCompare, lamportReceive, lamportTick } from "../../src/clocks/lamport.js";
import { type ClockHistory, clockHistories, pasts, stamp } from "./history.js";

const stampAll = (history: ClockHistory) =>
  stamp(history, lamportClock, (own, _event, _at, sent) =>
    sent === null ? lamportTick(own) : lamportReceive(own, sent),
  );

test("what happens before has the smaller timestamp (the clock condition, Lamport 1978)", () => {
  fc.assert(
    fc.property(clockHistories, (history) => {
      const stamps = stampAll(history);
      pasts(history).forEach((past, at) => {
        for (const earlier of past) expect(lamportCompare(stamps[earlier], stamps[at])).toBe("before");
      });
    }),
  );
});

test("a counter is the length of the longest chain of events that ends there, the least that keeps the condition", () => {
  fc.assert(
    fc.property(clockHistories, (history) => {
      const lengths: number[] = [];
      for (const past of pasts(history)) lengths.push(1 + Math.max(0, ...[...past].map((earlier) => lengths[earlier])));
      expect(stampAll(history).map(({ counter }) => counter)).toEqual(lengths);
    }),
  );
});

test("the order is total: of two different events one is before the other", () => {
  fc.assert(
    fc.property(clockHistories, (history) => {
      const stamps = stampAll(history);
      const sorted = [...stamps].sort((a, b) => (lamportCompare(a, b) === "before" ? -1 : 1));
      sorted.forEach((one, at) => {
        sorted.forEach((other, otherAt) => {
          const order = at === otherAt ? "equal" : at < otherAt ? "before" : "after";
          expect(lamportCompare(one, other)).toBe(order);
        });
      });
    }),
  );
});

test("a clock moves past the timestamp of a message that comes from ahead (Lamport 1978, rule IR2)", () => {
  const sent = { counter: 7, by: "p" };
  expect(lamportReceive({ counter: 3, by: "q" }, sent)).toEqual({ counter: 8, by: "q" });
  expect(lamportReceive({ counter: 9, by: "q" }, sent)).toEqual({ counter: 10, by: "q" });
});

test("equal counters are ordered by process (Lamport 1978, the relation =>)", () => {
  expect(lamportCompare({ counter: 4, by: "p" }, { counter: 4, by: "q" })).toBe("before");
  expect(lamportCompare({ counter: 4, by: "q" }, { counter: 4, by: "p" })).toBe("after");
});
