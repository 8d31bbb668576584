import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type VectorClock,
  vectorAt,
  vectorCompare,
  vectorMerge,
  vectorReceive,
  vectorTick,
} from "../../src/clocks/vector.js";
import { type ClockHistory, clockHistories, pasts, stamp } from "./history.js";

const stampAll = (history: ClockHistory) =>
  stamp<VectorClock>(
    history,
    () => ({}),
    (own, { by }, _at, sent) => (sent === null ? vectorTick(own, by) : vectorReceive(own, sent, by)),
  );

test("the order of the clocks is happens-before, both ways (Fidge 1988, Mattern 1989)", () => {
  fc.assert(
    fc.property(clockHistories, (history) => {
      const clocks = stampAll(history);
      const before = pasts(history);
      clocks.forEach((a, at) => {
        clocks.forEach((b, otherAt) => {
          const order =
            at === otherAt
              ? "equal"
              : before[otherAt].has(at)
                ? "before"
                : before[at].has(otherAt)
                  ? "after"
                  : "concurrent";
          expect(vectorCompare(a, b)).toBe(order);
        });
      });
    }),
  );
});

test("an entry counts the events of that process in the causal history", () => {
  fc.assert(
    fc.property(clockHistories, (history) => {
      const before = pasts(history);
      stampAll(history).forEach((clock, at) => {
        const known = [...before[at], at].map((event) => history[event].by);
        for (const { by } of history) expect(vectorAt(clock, by)).toBe(known.filter((name) => name === by).length);
      });
    }),
  );
});

const clocks = fc.dictionary(fc.constantFrom("p", "q", "r"), fc.nat({ max: 3 }));
const same = (a: VectorClock, b: VectorClock) => expect(vectorCompare(a, b)).toBe("equal");

test("merging is commutative, associative and idempotent, and gives the least clock that knows what both know", () => {
  fc.assert(
    fc.property(clocks, clocks, clocks, (a, b, c) => {
      same(vectorMerge(a, b), vectorMerge(b, a));
      same(vectorMerge(vectorMerge(a, b), c), vectorMerge(a, vectorMerge(b, c)));
      same(vectorMerge(a, a), a);
      const notBefore = (one: VectorClock, other: VectorClock) =>
        ["after", "equal"].includes(vectorCompare(one, other));
      expect(notBefore(vectorMerge(a, b), a)).toBe(true);
      expect(notBefore(c, vectorMerge(a, b))).toBe(notBefore(c, a) && notBefore(c, b));
    }),
  );
});

test("three processes and two messages, by hand", () => {
  const p1 = vectorTick({}, "p");
  const r1 = vectorTick({}, "r");
  const q1 = vectorReceive({}, p1, "q");
  const q2 = vectorTick(q1, "q");
  const r2 = vectorReceive(r1, q2, "r");
  const p2 = vectorTick(p1, "p");
  expect({ p1, q1, q2, r1, r2, p2 }).toEqual({
    p1: { p: 1 },
    q1: { p: 1, q: 1 },
    q2: { p: 1, q: 2 },
    r1: { r: 1 },
    r2: { p: 1, q: 2, r: 2 },
    p2: { p: 2 },
  });
  expect(vectorCompare(p1, r2)).toBe("before");
  expect(vectorCompare(r1, q2)).toBe("concurrent");
  expect(vectorCompare(r2, p2)).toBe("concurrent");
});

test("a process may have any name", () => {
  expect(vectorTick({}, "constructor")).toEqual({ constructor: 1 });
  expect(vectorCompare({}, { toString: 1 })).toBe("before");
});
