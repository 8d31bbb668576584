import { expect, test } from "vitest";
import { causalChains } from "../../src/checks/causal-chains.js";
import type { Operation } from "../../src/checks/history.js";
import { Random } from "../../src/kernel/random.js";

type Outcome = Operation["outcome"];

/** Operations of one key after the other, as [request, result, outcome]. */
function chain(...steps: readonly (readonly [request: object, result?: unknown, outcome?: Outcome])[]): Operation[] {
  return steps.map(([request, result, outcome = "ok"], at) => ({
    process: at,
    request: { key: "x", ...request },
    invokedAt: 2 * at,
    invokedUs: 2 * at,
    completedAt: outcome === "unknown" ? Number.POSITIVE_INFINITY : 2 * at + 1,
    completedUs: outcome === "unknown" ? Number.POSITIVE_INFINITY : 2 * at + 1,
    outcome,
    result: outcome === "ok" ? result : undefined,
    node: "ann",
  }));
}

const read = { kind: "read" };
const write = (value: number) => ({ kind: "write", value });
const judge = (history: readonly Operation[]) => causalChains().judge(history, 1e6);

test.each<[name: string, verdict: string, history: Operation[]]>([
  [
    "a chain in which each read sees the write before it",
    "valid",
    chain([read, { value: 0 }], [write(1)], [read, { value: 1 }], [write(2)], [read, { value: 2 }]),
  ],
  ["a first read of nothing", "valid", chain([read, { value: null }])],
  ["a first read of something", "invalid", chain([read, { value: 5 }])],
  ["a read that misses its cause", "invalid", chain([write(1)], [read, { value: null }])],
  ["a read of 0 after a write", "invalid", chain([write(1)], [read, { value: 0 }])],
  ["a read that goes back", "invalid", chain([write(1)], [read, { value: 1 }], [write(2)], [read, { value: 1 }])],
  ["a write of unknown outcome that was seen", "valid", chain([write(1), null, "unknown"], [read, { value: 1 }])],
  [
    "a write of unknown outcome that was not seen",
    "valid",
    chain([write(1), null, "unknown"], [read, { value: 0 }], [read, { value: 1 }]),
  ],
  [
    "a write of unknown outcome that was seen, and is forgotten",
    "invalid",
    chain([write(1), null, "unknown"], [read, { value: 1 }], [read, { value: 0 }]),
  ],
  ["a write that failed and was seen", "invalid", chain([write(1), null, "failed"], [read, { value: 1 }])],
  [
    "links that lead to the one before",
    "valid",
    chain(
      [
        { ...read, link: "init" },
        { value: 0, position: 7 },
      ],
      [{ ...write(1), link: 7 }, { position: 9 }],
      [
        { ...read, link: 9 },
        { value: 1, position: 10 },
      ],
    ),
  ],
  [
    "a link that leads elsewhere",
    "unknown",
    chain(
      [
        { ...read, link: "init" },
        { value: 0, position: 7 },
      ],
      [{ ...write(1), link: 8 }, { position: 9 }],
    ),
  ],
  ["nothing that was read", "unknown", chain([write(1)])],
  ["nothing", "unknown", []],
])("%s: %s", (_, verdict, history) => {
  expect(judge(history).verdict).toBe(verdict);
});

test("operations of a key that overlap are no chain", () => {
  const [one, other] = chain([read, { value: 0 }], [read, { value: 0 }]);
  const judgement = judge([one!, { ...other!, invokedAt: 0.5 }]);
  expect(judgement).toMatchObject({ verdict: "unknown", reason: expect.stringContaining("they are no chain") });
});

/** Copies of a register; where they lag, a write has reached only the one that was written to. */
function play(seed: number, lags: boolean): Operation[] {
  const random = new Random(`chains ${seed}`);
  const copies = [0, 0, 0];
  let value = 0;
  return chain(
    ...Array.from({ length: 30 }, (): readonly [object, unknown, Outcome] => {
      const node = random.int(0, 2);
      if (random.chance(0.5)) return [read, { value: copies[node] }, "ok"];
      const written = ++value;
      const outcome = random.pick(["ok", "ok", "unknown", "failed"] as const);
      if (outcome === "ok" || (outcome === "unknown" && random.chance(0.5))) {
        if (lags) copies[node] = written;
        else copies.fill(written);
      }
      return [write(written), {}, outcome];
    }),
  );
}

test("a store that keeps causes is never refused, one whose copies lag is found out", () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  expect(seeds.filter((seed) => judge(play(seed, false)).verdict !== "valid")).toEqual([]);
  expect(seeds.filter((seed) => judge(play(seed, true)).verdict === "invalid").length).toBeGreaterThan(290);
});
