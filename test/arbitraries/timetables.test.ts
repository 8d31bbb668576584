import fc from "fast-check";
import { type FaultRow, keyValue, type Nodes, raft, replicas, type Scenario, scenario } from "faultline";
import { type TimetableOptions, timetables } from "faultline/fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import gossip from "../../scenarios/gossip.js";
import jobQueue from "../../scenarios/job-queue.js";
import partition from "../../scenarios/partition.js";
import { type VerbName, verbs } from "../../src/faults/verbs.js";
import { type Duration, toUs } from "../../src/kernel/time.js";
import { readScenario } from "../../src/scenario/plan.js";

const form = scenario({
  title: "five nodes",
  duration: "60s",
  nodes: replicas(["ann", "bob", "cat", "dan", "eve"], raft(keyValue)),
});
const nodesOf = (count: number) => replicas(["ann", "bob", "cat", "dan"].slice(0, count), raft(keyValue));
const verbNames = Object.keys(verbs) as VerbName[];

/** A row as it is read in these tests, whatever its verb. */
interface Row extends Partial<Record<VerbName, unknown>> {
  readonly at: Duration;
  readonly for: Duration;
  readonly by?: unknown;
}

const beginUs = ({ at }: Row) => toUs(at);
const endUs = (row: Row) => beginUs(row) + toUs(row.for);
const overlap = (one: Row, other: Row) => beginUs(one) < endUs(other) && beginUs(other) < endUs(one);

/** What is left of timetables that fail: the same for every seed, or nearly. */
function simplest(arbitrary: fc.Arbitrary<unknown>, fails: (rows: readonly Row[]) => boolean): unknown[] {
  const found = Array.from({ length: 20 }, (_, seed) => {
    const property = fc.property(arbitrary, (rows) => !fails(rows as readonly Row[]));
    return fc.stringify(fc.check(property, { seed, numRuns: 100_000 }).counterexample?.[0]);
  });
  return [...new Set(found)].sort();
}

describe("every timetable is valid for its scenario, and so is everything that it is simplified to", () => {
  const forms: Readonly<Record<string, Pick<Scenario<Nodes>, "nodes" | "duration">>> = {
    "five replicas": form,
    partition: partition as never,
    gossip: gossip as never,
    "job queue": jobQueue as never,
    "one node": { nodes: nodesOf(1), duration: "1s" },
    "two nodes": { nodes: nodesOf(2), duration: "250ms" },
    "three nodes, for a moment": { nodes: nodesOf(3), duration: "7us" },
    "four nodes, for a month": { nodes: nodesOf(4), duration: "30d" },
  };
  const kindsFor = (count: number) => verbNames.filter((name) => count > 1 || verbs[name].aim === "nodes");

  test.each(Object.entries(forms))("%s", (_, { nodes, duration }) => {
    const kinds = kindsFor(Object.keys(nodes).length);
    const arbitrary = timetables({ nodes, duration }, { kinds, rows: [0, 8] });
    const mustBeValid = (faults: unknown) => readScenario({ title: "it", nodes, duration, faults });
    for (const drawn of fc.sample(arbitrary, { seed: 1, numRuns: 200 })) {
      let rows: unknown = drawn;
      mustBeValid(rows);
      // Some way down, which has to come to an end.
      for (let step = 0; ; step++) {
        const simpler = [...arbitrary.shrink(rows as never, undefined)].map(({ value }) => value);
        if (simpler.length === 0) break;
        expect(step).toBeLessThan(2_000);
        rows = simpler[(step * 7919) % simpler.length];
        mustBeValid(rows);
      }
      expect(rows).toEqual([]);
    }
  });
});

test("a timetable that somebody has written down is simplified, too", () => {
  const written = [
    { at: "31.7s", for: "2s", crash: "leader" },
    { every: "4s", for: "1s", pause: { any: 2 } },
    { at: "40s", loss: "all", by: 0.4 },
  ] as const;
  const property = fc.property(timetables(form), (rows) => !rows.some(({ crash }) => crash === "leader"));
  const { counterexample } = fc.check(property, { examples: [[written]] });
  expect(counterexample).toEqual([[{ at: "0s", for: "100ms", crash: "leader" }]]);
});

test("all verbs, targets and shapes are drawn, but lawless verbs only where they are named", () => {
  const drawn = (options: object) =>
    new Set(
      fc
        .sample(timetables(form, options), { seed: 1, numRuns: 1_000 })
        .flat()
        .flatMap((row) => verbNames.filter((name) => row[name] !== undefined)),
    );
  const lawful = verbNames.filter((name) => !("lawless" in verbs[name]));
  expect([...drawn({})].sort()).toEqual(lawful.sort());
  expect([...drawn({ kinds: ["tamper", "flipBits"] })].sort()).toEqual(["flipBits", "tamper"]);
  const shapes = fc.sample(timetables(form, { kinds: ["partition"] }), { seed: 1, numRuns: 1_000 }).flat();
  expect([...new Set(shapes.map(({ partition }) => formOf(partition)))].sort()).toEqual([
    "any",
    "bridge",
    "from to",
    "groups",
    "list",
    "name",
    "ring",
    "role",
  ]);
});

function formOf(target: unknown): string {
  if (Array.isArray(target)) return "list";
  if (typeof target === "object") return Object.keys(target as object).join(" ");
  return Object.keys(form.nodes).includes(target as string) ? "name" : "role";
}

describe("what fails is simplified to what matters", () => {
  test("a crash of the leader while some partition lasts: two rows that meet", () => {
    const found = simplest(timetables(form), (rows) =>
      rows.some((one) => one.crash === "leader" && rows.some((other) => other.partition && overlap(one, other))),
    );
    const crash = '{"at":"0s","for":"100ms","crash":"leader"}';
    const partition = '{"at":"0s","for":"100ms","partition":"ann"}';
    expect(found).toEqual([`[${crash},${partition}]`, `[${partition},${crash}]`]);
  });

  test("much loss, late: one row, as tame as it may be", () => {
    const found = simplest(timetables(form), (rows) =>
      rows.some(({ at, loss, by }) => loss && toUs(at) > 12_300_000 && Number(by) > 0.1),
    );
    expect(found).toEqual(['[{"at":"13s","for":"100ms","loss":"ann","by":0.2}]']);
  });

  test("something that takes a while, of two nodes at least", () => {
    const found = simplest(timetables(form), (rows) =>
      rows.some(
        (row) => row.pause && Array.isArray(row.pause) && row.pause.length > 1 && endUs(row) - beginUs(row) > 1_234_567,
      ),
    );
    for (const row of found) expect(row).toMatch(/^\[{"at":"0s","for":"1.3s","pause":\["\w+","\w+"\]}\]$/);
  });

  test("nothing, where faults have no part in it", () => {
    expect(simplest(timetables(form), () => true)).toEqual(["[]"]);
    expect(simplest(timetables(form, { rows: [1, 3], kinds: ["jump"] }), () => true)).toEqual([
      '[{"at":"0s","jump":"ann","by":"10ms"}]',
    ]);
  });
});

test.each<[options: TimetableOptions, says: string]>([
  [{ kinds: ["explode" as never] }, 'kinds[0]: "explode" is no verb (partition, hold, loss'],
  [{ kinds: [] }, "kinds: [] must have at least one verb"],
  [{ rows: [3, 2] }, "rows: [3,2] must be the fewest and the most rows"],
  [{ starts: ["5s", "60s"] }, 'starts: ["5s","60s"] is not before the end of the trouble'],
  [{ lengths: ["5s", "1s"] }, 'lengths: ["5s","1s"] must have the shorter length first'],
  [{ length: 3 } as never, 'length: 3 is not known here; did you mean "lengths"?'],
])("%j is refused", (options, says) => {
  expect(() => timetables(form, options)).toThrow(says);
});

test("a node that is alone has no network to fall apart", () => {
  const alone = { nodes: ["ann"], duration: "5s" } as const;
  expect(() => timetables(alone, { kinds: ["partition"] })).toThrow('kinds[0]: "partition" needs at least two nodes');
});

test("rows know the names and roles of what they are drawn for", () => {
  const ensemble = { nodes: ["ann", "bob"], roles: ["primary"], duration: "9s" } as const;
  expectTypeOf(timetables(ensemble)).toExtend<fc.Arbitrary<readonly FaultRow<"ann" | "bob", "primary">[]>>();
  expectTypeOf(timetables(form)).toExtend<fc.Arbitrary<NonNullable<(typeof form)["faults"]>>>();
  const faults = fc.sample(timetables(ensemble, { rows: [3, 3] }), { seed: 1, numRuns: 1 })[0];
  expect(faults.length).toBe(3);
});
