import { describe, expect, test } from "vitest";
import { type VerbName, verbs } from "../../src/faults/verbs.js";
import { writeRow } from "../../src/faults/write-row.js";
import { type FaultRow, keyValue, raft, replicas, run, type Scenario, scenario, swarm } from "../../src/index.js";
import { toUs } from "../../src/kernel/time.js";
import { readScenario } from "../../src/scenario/plan.js";
import { realise } from "../../src/scenario/realise.js";

const names = ["ann", "bob", "cat", "dan", "eve"] as const;
const base = {
  title: "a swarm",
  duration: "60s",
  nodes: replicas(names, raft(keyValue)),
  always: { "nothing is wrong": () => true },
} as const;
const seeds = Array.from({ length: 300 }, (_, seed) => seed);

type Row = FaultRow & Readonly<Record<string, unknown>>;

function rowsOf(faults: unknown, seed: number, settings: readonly string[] = []): readonly Row[] {
  return realise({ ...base, faults } as Parameters<typeof realise>[0], seed, settings)
    .faults as unknown as readonly Row[];
}

const verbOf = (row: Row) => Object.keys(row).find((key) => Object.hasOwn(verbs, key)) as VerbName;
const lawful = (Object.keys(verbs) as VerbName[]).filter((name) => !("lawless" in verbs[name]));

describe("a timetable that is drawn", () => {
  test("is the same from the same seed, another from another, and a timetable that can be told", () => {
    const texts = seeds.map((seed) => JSON.stringify(rowsOf(swarm(), seed)));
    expect(texts).toEqual(seeds.map((seed) => JSON.stringify(rowsOf(swarm(), seed))));
    expect(new Set(texts).size).toBe(seeds.length);
    for (const seed of seeds) expect(() => readScenario({ ...base, faults: rowsOf(swarm(), seed) })).not.toThrow();
  });

  test("has about half of the kinds on in a run of many rows, one that any node feels among them, other ones in each, and all of them over the seeds", () => {
    const kinds = seeds.map((seed) => new Set(rowsOf(swarm({ rows: 300 }), seed).map(verbOf)));
    const sizes = kinds.map(({ size }) => size);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(Math.abs(mean - lawful.length / 2)).toBeLessThan(1);
    for (const on of kinds) expect(["crash", "partition", "pause"].some((kind) => on.has(kind as VerbName))).toBe(true);
    expect(new Set(kinds.flatMap((each) => [...each]))).toEqual(new Set(lawful));
  });

  test("has what breaks a protocol's assumptions only where it is named", () => {
    const rows = seeds.flatMap((seed) => rowsOf(swarm({ kinds: ["tamper", "crash"], whom: ["eve"] }), seed));
    expect(new Set(rows.map(verbOf))).toEqual(new Set(["tamper", "crash"]));
    expect(new Set(rows.map((row) => row[verbOf(row)]))).toEqual(new Set(["eve"]));
  });

  test("has as many rows as it may, of the lengths that it may, short ones as often as long ones", () => {
    const options = { rows: [3, 5], lengths: ["100ms", "6400ms"], kinds: ["pause"] } as const;
    const all = seeds.map((seed) => rowsOf(swarm(options), seed));
    expect(new Set(all.map(({ length }) => length))).toEqual(new Set([3, 4, 5]));
    const lengths = all.flat().map((row) => toUs(row.for as "1s"));
    expect(Math.min(...lengths)).toBe(100_000);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(6_400_000);
    const short = lengths.filter((us) => us < 800_000).length / lengths.length;
    expect(Math.abs(short - 0.5)).toBeLessThan(0.1);
  });

  test("aims at whom it may, and at no more at once", () => {
    const rows = (options: Parameters<typeof swarm>[0]) => seeds.flatMap((seed) => rowsOf(swarm(options), seed));
    const aims = (options: Parameters<typeof swarm>[0]) =>
      new Set(rows({ kinds: ["crash"], rows: 10, ...options }).map(({ crash }) => JSON.stringify(crash)));
    expect(aims({ whom: ["any"] })).toEqual(new Set(['{"any":1}', '{"any":2}']));
    expect(aims({ whom: ["any"], atOnce: 1 })).toEqual(new Set(['{"any":1}']));
    expect(aims({ whom: ["leader", "ann"], atOnce: 1 } as never)).toEqual(
      new Set(['"leader"', '{"any":1,"of":"leader"}', '"ann"']),
    );
    const shapes = rows({ kinds: ["partition"] }).map(({ partition }) =>
      typeof partition === "string" ? "whom" : Object.keys(partition as object).join(),
    );
    expect(new Set(shapes)).toEqual(new Set(["whom", "any", "any,of", "from,to", "bridge", "groups", "ring"]));
  });

  test("has the same liars throughout, less than a third of the nodes", () => {
    const liars = seeds.map((seed) => {
      const rows = rowsOf(swarm({ kinds: ["tamper", "replay", "crash"], rows: 20 }), seed);
      const lies = rows.filter((row) => verbOf(row) !== "crash");
      expect(rows.filter((row) => verbOf(row) === "crash").length).toBeGreaterThan(0);
      return [...new Set(lies.map((row) => row[verbOf(row)]))];
    });
    expect(Math.max(...liars.map(({ length }) => length))).toBe(1);
    expect(new Set(liars.flat())).toEqual(new Set(names));
  });

  test("begins when there is something to break, once or again and again, in order", () => {
    const all = seeds.map((seed) => rowsOf(swarm(), seed).map((row) => toUs((row.at ?? row.every) as "1s")));
    for (const starts of all) expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(Math.min(...all.flat())).toBeGreaterThanOrEqual(3_700_000);
    const recurring = seeds.flatMap((seed) => rowsOf(swarm(), seed)).filter(({ every }) => every !== undefined);
    expect(recurring.length).toBeGreaterThan(50);
  });

  test("leaves a majority alone in the end where that is asked for, and nobody well otherwise", () => {
    for (const seed of seeds) {
      const broken = rowsOf(swarm({ core: "majority", rows: 0 }), seed);
      const victims = broken.map((row) => row[verbOf(row)]);
      expect([1, 2]).toContain(new Set(victims).size);
      expect(broken.every((row) => row.for === "ever" && row.at === "56.2s")).toBe(true);
      expect(rowsOf(swarm(), seed).some((row) => row.for === "ever")).toBe(false);
    }
  });

  test("is shaped by what is set, and replaced by what is set in its place", () => {
    expect(rowsOf(swarm(), 1, ["faults.rows=3"]).length).toBe(3);
    const short = rowsOf(swarm(), 1, ["duration=5s"]).map(({ at, every }) => toUs((at ?? every) as "1s"));
    expect(Math.max(...short)).toBeLessThan(5_000_000);
    expect(rowsOf(swarm(), 1, ['faults=[{"at":"1s","crash":"ann"}]'])).toEqual([{ at: "1s", crash: "ann" }]);
    expect(rowsOf(undefined, 1, ['faults={"kind":"swarm"}'])).toEqual(rowsOf(swarm(), 1));
  });

  test("keeps its rows when there are to be more of them", () => {
    const texts = (rows: number) => rowsOf(swarm({ rows }), 7).map((row) => JSON.stringify(row));
    expect(texts(9)).toEqual(expect.arrayContaining(texts(5)));
  });

  test("is told with the run", async () => {
    const { drawn } = await run({ ...base, duration: "5s", faults: swarm() } as Scenario, { seed: 3 });
    expect(drawn).toEqual([{ name: "faults", value: rowsOf(swarm(), 3, ["duration=5s"]) }]);
  });
});

describe("what was drawn and came to nothing", () => {
  const form = (faults: unknown) => ({ ...base, duration: "5s", rest: "1s", faults }) as Scenario;
  const idle = { kinds: ["jump"], rows: 3 } as const;

  test("is no doubt as long as something else that was drawn has had an effect", async () => {
    const { verdict, faults } = await run(form(swarm({ kinds: ["jump", "crash"], rows: 20 })), { seed: 1 });
    expect(faults.some(({ effects }) => effects > 0) && faults.some(({ effects }) => effects === 0)).toBe(true);
    expect(verdict).toBe("passed");
  });

  test("is one if nothing else was drawn", async () => {
    const { verdict, reasons } = await run(form(swarm(idle)), { seed: 4 });
    expect([verdict, reasons]).toEqual(["inconclusive", ["no fault of those that were drawn had an effect"]]);
    expect((await run(form(swarm({ rows: 0 })), { seed: 4 })).verdict).toBe("passed");
  });

  test("is one for each row that is told", async () => {
    const told = realise(form(swarm(idle)), 4).faults;
    expect(told?.length).toBe(3);
    const { reasons } = await run(form(told), { seed: 4 });
    expect(reasons.length).toBe(3);
    const added = { kind: "add fault", fault: { at: "1s", jump: "ann", by: "1s" } } as const;
    const edited = await run(form(swarm({ kinds: ["crash"] })), { seed: 4, edits: [added] });
    expect(edited.reasons).toEqual(['the fault "jump ann by 1s" of 1.000 s had no effect']);
  });
});

describe("a swarm with a mistake is refused, with path, value and remedy", () => {
  const cases: [mistake: object, says: string][] = [
    [{ kinds: ["crush"] }, 'faults.kinds[0]: "crush" is no kind of fault'],
    [{ kinds: [] }, "faults.kinds: [] must have at least one kind of fault"],
    [{ rows: -1 }, "faults.rows: -1 must be 0 to 1000"],
    [{ rows: [3, 2] }, "faults.rows: [3,2] must have the smaller number first"],
    [{ rows: [1, 2, 3] }, "faults.rows: [1,2,3] must be one number, or two"],
    [{ lengths: ["2s", "1s"] }, 'faults.lengths: ["2s","1s"] must have the shorter length first'],
    [{ lengths: "2" }, 'faults.lengths: "2" needs a unit, as in "2s"'],
    [{ whom: ["leadr"] }, 'faults.whom[0]: "leadr" is no role or node (any, all, '],
    [{ atOnce: 6 }, "faults.atOnce: 6 must be 1 to 5"],
    [{ core: "minority" }, 'faults.core: "minority" is no core (all, majority)'],
    [
      { core: "majority", kinds: ["loss"] },
      'faults.core: "majority" needs one of crash, partition, pause among the kinds',
    ],
    [{ row: 3 }, 'faults.row: 3 is not known here; did you mean "rows"?'],
  ];
  test.each(cases)("%o", (mistake, says) => {
    expect(() => readScenario(realise({ ...base, faults: swarm(mistake) } as never, 1))).toThrow(says);
  });

  test("along with all other mistakes of the form", () => {
    const form = { ...base, duration: "10", faults: swarm({ rows: -1 }) } as never;
    expect(() => readScenario(realise(form, 1))).toThrow(
      'duration: "10" needs a unit, as in "10s"\nfaults.rows: -1 must be 0 to 1000',
    );
  });
});

test.each<[FaultRow, string]>([
  [{ by: 0.5, loss: "all", for: "1s", at: "2s" }, '{ at: "2s", for: "1s", loss: "all", by: 0.5 }'],
  [
    { every: "2s", partition: { from: { any: 1, of: "leader" }, to: "all" } },
    '{ every: "2s", partition: { from: { any: 1, of: "leader" }, to: "all" } }',
  ],
  [{ at: "2s", delay: ["ann", "bob"], by: ["1ms", "2ms"] }, '{ at: "2s", delay: ["ann", "bob"], by: ["1ms", "2ms"] }'],
  [{ at: "2s", crash: "ann", by: undefined }, '{ at: "2s", crash: "ann" }'],
])("a row is written as a scenario would have it: %o", (row, text) => {
  expect(writeRow(row)).toBe(text);
});

test("what a swarm is aimed at is checked against the scenario's own nodes and roles", () => {
  scenario({ ...base, faults: swarm({ whom: ["leader", "any", "ann"], kinds: ["crash"], core: "majority" }) });
  // @ts-expect-error: nobody has this name or role
  scenario({ ...base, faults: swarm({ whom: ["boss"] }) });
});
