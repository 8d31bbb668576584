import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alreadyThere, isUpToDate, lastIndexWithin, termAt } from "../../../src/protocols/raft/log.js";
import { majorityOf, reachedByMajority } from "../../../src/protocols/raft/quorum.js";
import type { Progress } from "../../../src/protocols/raft/state.js";
import { entryOf } from "./bench.js";

/** A log's terms never fall. */
const terms = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
const log = terms.map((list) => list.map(entryOf));

describe("logs", () => {
  test("the last index within bounds is the last one that satisfies both", () => {
    fc.assert(
      fc.property(log, fc.nat(10), fc.nat(6), (log, index, term) => {
        const within = [...log.keys()].map((at) => at + 1).filter((at) => at <= index && termAt(log, at) <= term);
        expect(lastIndexWithin(log, index, term)).toBe(within.at(-1) ?? 0);
      }),
    );
  });

  test("a follower's hint never passes over an entry that both logs share", () => {
    fc.assert(
      fc.property(terms, terms, terms, (common, mine, yours) => {
        // Logs as Raft leaves them behind: the same up to some index, and of different terms after it.
        const [leader, follower] = [
          [...common, ...mine.map((t) => 2 * t + 4)],
          [...common, ...yours.map((t) => 2 * t + 5)],
        ].map((list) => list.map(entryOf));
        for (let previous = common.length + 1; previous <= leader.length; previous++) {
          const hint = lastIndexWithin(follower, previous, termAt(leader, previous));
          expect(hint).toBeGreaterThanOrEqual(Math.min(common.length, previous));
          const next = lastIndexWithin(leader, hint, termAt(follower, hint));
          expect(next).toBeGreaterThanOrEqual(common.length);
          expect(next).toBeLessThan(previous);
        }
      }),
    );
  });

  test("of two logs at least one is up to date for the other, and both are only if they end alike", () => {
    fc.assert(
      fc.property(log, log, (a, b) => {
        const forB = isUpToDate(b, a.length, termAt(a, a.length));
        const forA = isUpToDate(a, b.length, termAt(b, b.length));
        const alike = a.length === b.length && termAt(a, a.length) === termAt(b, b.length);
        expect([forA || forB, forA && forB]).toEqual([true, alike]);
      }),
    );
  });

  test("what is there already is the longest beginning with the same terms", () => {
    fc.assert(
      fc.property(log, fc.nat(8), log, (log, previousIndex, entries) => {
        const count = alreadyThere(log, previousIndex, entries);
        const inLog = log.slice(previousIndex, previousIndex + count);
        expect(inLog.map(({ term }) => term)).toEqual(entries.slice(0, count).map(({ term }) => term));
        const [next, there] = [entries[count], log[previousIndex + count]];
        expect(next === undefined || next.term !== there?.term).toBe(true);
      }),
    );
  });
});

describe("quorums", () => {
  test("any two majorities intersect, and a majority is no larger than that needs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (nodes) => {
        expect(2 * majorityOf(nodes)).toBeGreaterThan(nodes);
        expect(2 * (majorityOf(nodes) - 1)).toBeLessThanOrEqual(nodes);
      }),
    );
  });

  test("what a majority has reached is the middle of the sorted values", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }), ([own, ...others]) => {
        const progress = others.map((match) => ({ match }) as Progress);
        const sorted = [own, ...others].sort((a, b) => b - a);
        const reached = reachedByMajority(own, progress, ({ match }) => match);
        expect(reached).toBe(sorted[majorityOf(sorted.length) - 1]);
      }),
    );
  });
});
