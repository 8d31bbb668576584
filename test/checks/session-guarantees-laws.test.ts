import fc from "fast-check";
import { expect, test } from "vitest";
import type { Consistency } from "../../src/checks/history.js";
import {
  monotonicReads,
  monotonicWrites,
  pram,
  readYourWrites,
  writesFollowReads,
} from "../../src/checks/session-guarantees.js";
import type { SessionOptions } from "../../src/checks/sessions/version-order.js";
import { type Access, anyPlan, historyOfPlan, type Plan, permutations } from "./session-histories.js";

/** What each session did, access by access, and the place of each value in the version order. */
type Sessions = readonly (readonly Access[])[];
type Places = ReadonlyMap<number, number>;

/** All pairs in a session of which the first comes before the second. */
const pairs = (session: readonly Access[]) =>
  session.flatMap((a, at) => session.slice(at + 1).map((b) => [a, b] as const));
const isRead = ([kind]: Access) => kind === "r";
const isWrite = ([kind]: Access) => kind === "w";

/** The definitions, word by word. */
const definitions = {
  "read your writes": (sessions: Sessions, places: Places) =>
    sessions.every((session) =>
      pairs(session).every(
        ([w, r]) => !isWrite(w) || !isRead(r) || w[1] !== r[1] || places.get(r[2])! >= places.get(w[2])!,
      ),
    ),
  "monotonic reads": (sessions: Sessions, places: Places) =>
    sessions.every((session) =>
      pairs(session).every(
        ([a, b]) => !isRead(a) || !isRead(b) || a[1] !== b[1] || places.get(b[2])! >= places.get(a[2])!,
      ),
    ),
  "monotonic writes": (sessions: Sessions, places: Places) =>
    sessions
      .flatMap(pairs)
      .every(([w1, w2]) => !isWrite(w1) || !isWrite(w2) || isSeenInOrder(sessions, places, w1, w2)),
  "writes follow reads": (sessions: Sessions, places: Places) =>
    sessions.flatMap(pairs).every(([v, w]) => !isRead(v) || !isWrite(w) || isSeenInOrder(sessions, places, v, w)),
};

/** Whoever has read `second` reads, of the key of `first`, nothing older than that. */
function isSeenInOrder(sessions: Sessions, places: Places, first: Access, second: Access): boolean {
  return sessions.every((session) =>
    pairs(session).every(
      ([a, b]) =>
        !isRead(a) ||
        a[2] !== second[2] ||
        !isRead(b) ||
        b[1] !== first[1] ||
        places.get(b[2])! >= places.get(first[2])!,
    ),
  );
}

type Name = keyof typeof definitions;

const checks: readonly (readonly [
  name: string,
  check: (options?: SessionOptions) => Consistency,
  parts: readonly Name[],
])[] = [
  ["read your writes", readYourWrites, ["read your writes"]],
  ["monotonic reads", monotonicReads, ["monotonic reads"]],
  ["monotonic writes", monotonicWrites, ["monotonic writes"]],
  ["writes follow reads", writesFollowReads, ["writes follow reads"]],
  ["PRAM", pram, ["read your writes", "monotonic reads", "monotonic writes"]],
];

const plans = anyPlan({ processes: 3, transactions: 10, accesses: 1 });

const sessionsOf = (plan: Plan): Sessions => plan.map((transactions) => transactions.flat());

const written = (plan: Plan, of: string) =>
  plan.flat(2).flatMap(([kind, key, value]) => (kind === "w" && key === of ? [value] : []));

const placesOf = (...orders: readonly (readonly number[])[]): Places =>
  new Map([[0, 0], ...orders.flatMap((order) => order.map((value, at) => [value, at + 1] as const))]);

test.each(checks)("%s holds in a version order as its definition says", (_, check, parts) => {
  const found = { valid: 0, invalid: 0 };
  const shuffled = plans.chain((plan) =>
    fc.tuple(
      fc.constant(plan),
      ...["x", "y"].map((key) => {
        const values = written(plan, key);
        return fc.shuffledSubarray(values, { minLength: values.length });
      }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([plan, x, y]) => {
      const versionOrder = { x: x!, y: y! };
      const { verdict } = check({ versionOrder }).judge(historyOfPlan(plan, true), 1e6);
      const places = placesOf(x!, y!);
      const holds = parts.every((part) => definitions[part](sessionsOf(plan), places));
      expect(verdict).toBe(holds ? "valid" : "invalid");
      found[verdict as keyof typeof found] += 1;
    }),
    { numRuns: 2_000, seed: 2 },
  );
  expect(Math.min(found.valid, found.invalid)).toBeGreaterThan(50);
});

test.each(checks)("%s holds if it does in some version order, where none is known", (_, check, parts) => {
  const found = { valid: 0, invalid: 0 };
  fc.assert(
    fc.property(plans, (plan) => {
      const [x, y] = [written(plan, "x"), written(plan, "y")];
      if (Math.max(x.length, y.length) > 4) return;
      const { verdict } = check().judge(historyOfPlan(plan, true), 1e6);
      let holds = false;
      for (const xs of permutations(x)) {
        for (const ys of permutations(y)) {
          holds ||= parts.every((part) => definitions[part](sessionsOf(plan), placesOf(xs, ys)));
        }
      }
      expect(verdict).toBe(holds ? "valid" : "invalid");
      found[verdict as keyof typeof found] += 1;
    }),
    { numRuns: 3_000, seed: 3 },
  );
  expect(Math.min(found.valid, found.invalid)).toBeGreaterThan(50);
});

test("causes are told: who wrote or saw what, and read what afterwards", () => {
  const judge = (check: Consistency, plan: Plan) => check.judge(historyOfPlan(plan, true), 1e6);
  const versionOrder = { x: [1, 2, 3], y: [4] };
  expect(
    judge(readYourWrites({ versionOrder }), [[[["w", "x", 1]]], [[["w", "x", 2]], [["r", "x", 1]]]]),
  ).toMatchInlineSnapshot(`
    {
      "evidence": [
        "process 1 wrote x = 2 and later read x = 1, which comes before it in the version order:",
        "  process 1: write("x", 2) answered null by ann, 0.002 s – 0.003 s",
        "  process 1: read("x") answered 1 by ann, 0.004 s – 0.005 s",
      ],
      "steps": 7,
      "verdict": "invalid",
    }
  `);
  expect(
    judge(monotonicReads(), [
      [[["w", "x", 1]], [["w", "x", 2]]],
      [[["r", "x", 1]], [["r", "x", 2]], [["r", "x", 1]]],
    ]),
  ).toMatchInlineSnapshot(`
    {
      "evidence": [
        "there is no version order in which every read gets a version that is late enough:",
        "x = 1 must come before x = 2, since process 1 read x = 1 and later read x = 2:",
        "  process 0: write("x", 1) answered null by ann, 0.000 s – 0.001 s",
        "  process 1: read("x") answered 2 by ann, 0.006 s – 0.007 s",
        "x = 2 must come before x = 1, since process 1 read x = 2 and later read x = 1:",
        "  process 0: write("x", 2) answered null by ann, 0.002 s – 0.003 s",
        "  process 1: read("x") answered 1 by ann, 0.008 s – 0.009 s",
      ],
      "steps": 13,
      "verdict": "invalid",
    }
  `);
  expect(
    judge(monotonicWrites(), [
      [[["w", "x", 1]], [["w", "y", 4]]],
      [[["r", "y", 4]], [["r", "x", 0]]],
    ]),
  ).toMatchInlineSnapshot(`
    {
      "evidence": [
        "process 1 had seen what process 0 wrote after x = 1 and later read x = null, which was there before everything:",
        "  process 0: write("x", 1) answered null by ann, 0.000 s – 0.001 s",
        "  process 1: read("x") answered null by ann, 0.006 s – 0.007 s",
      ],
      "steps": 5,
      "verdict": "invalid",
    }
  `);
  expect(
    judge(writesFollowReads({ versionOrder: () => ({ x: [1, 2, 3], y: [4] }) }), [
      [[["w", "x", 1]], [["w", "x", 2]], [["w", "x", 3]]],
      [[["r", "x", 2]], [["w", "y", 4]]],
      [[["r", "y", 4]], [["r", "x", 1]]],
    ]),
  ).toMatchInlineSnapshot(`
    {
      "evidence": [
        "process 2 had seen a write of a process that had read x = 2 before and later read x = 1, which comes before it in the version order:",
        "  process 0: write("x", 2) answered null by ann, 0.002 s – 0.003 s",
        "  process 2: read("x") answered 1 by ann, 0.012 s – 0.013 s",
      ],
      "steps": 12,
      "verdict": "invalid",
    }
  `);
});
