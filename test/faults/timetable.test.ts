import { describe, expect, test } from "vitest";
import { type FaultRow, protocol, type Report, replicas, run, scenario, simulate } from "../../src/index.js";

interface Beacon {
  state: { role: "leader" | "follower"; heard: Record<string, number>; wallUs: number };
  message: { kind: "beacon"; n: number };
  timer: "beat";
}

/** Every node tells every other one, every ten milliseconds, that it is there, and writes it down. */
const beacon = protocol<Beacon>({
  roles: ["leader", "follower"],
  state: ({ name }) => ({ role: name === "ann" ? "leader" : "follower", heard: {}, wallUs: 0 }),
  start: (cx) => cx.setTimer("beat", "10ms"),
  timers: {
    beat(cx) {
      cx.state.wallUs = cx.wallUs;
      cx.work("1ms");
      cx.broadcast({ kind: "beacon", n: cx.nowUs });
      cx.disk.append("beats", cx.nowUs);
      cx.disk.sync();
      cx.setTimer("beat", "10ms");
    },
  },
  on: {
    beacon(cx, _message, from) {
      cx.state.heard[from] = cx.nowUs;
    },
  },
  recover(cx) {
    cx.disk.read("beats");
    cx.setTimer("beat", "10ms");
  },
});

const names = ["ann", "bob", "cat", "dan", "eve"] as const;
type Row = FaultRow<(typeof names)[number], "leader" | "follower", never>;

function form(faults: readonly Row[]) {
  return scenario({
    title: "beacons",
    duration: "2s",
    rest: "1s",
    nodes: replicas(names, beacon),
    network: { latency: "1ms", checksums: false },
    always: { "there are nodes": ({ nodes }) => nodes.length > 0 },
    faults: faults as never,
  });
}

/** Pairs of nodes, as `from>to`, of which the second has not heard the first for a while at this instant. */
function silentAt(faults: readonly Row[], atUs: number): string[] {
  const simulation = simulate(form(faults), { seed: 1 });
  while (simulation.cluster.nowUs < atUs) simulation.step();
  return names.flatMap((to) =>
    names
      .filter((from) => {
        const { heard } = simulation.world.node[to].state as Beacon["state"];
        return from !== to && (heard[from] ?? 0) < atUs - 100_000;
      })
      .map((from) => `${from}>${to}`),
  );
}

describe("partitions cut what they say and nothing else", () => {
  const both = (a: string, b: string) => [`${a}>${b}`, `${b}>${a}`];
  const row = (partition: Row["partition"]) => ({ at: "500ms", for: "1s", partition }) as Row;
  test.each([
    ["one node", row("ann"), ["bob", "cat", "dan", "eve"].flatMap((other) => both("ann", other))],
    ["a role", row("leader"), ["bob", "cat", "dan", "eve"].flatMap((other) => both("ann", other))],
    [
      "a side",
      row(["ann", "bob"]),
      ["cat", "dan", "eve"].flatMap((other) => [...both("ann", other), ...both("bob", other)]),
    ],
    [
      "groups",
      row({ groups: [["ann"], ["bob"]] }),
      [
        ...both("ann", "bob"),
        ...["cat", "dan", "eve"].flatMap((other) => [...both("ann", other), ...both("bob", other)]),
      ],
    ],
    ["one way", row({ from: "ann", to: ["bob", "cat"] }), ["ann>bob", "ann>cat"]],
    ["a mute", row({ from: "ann", to: "all" }), ["bob", "cat", "dan", "eve"].map((other) => `ann>${other}`)],
    ["a deaf", row({ from: "all", to: "ann" }), ["bob", "cat", "dan", "eve"].map((other) => `${other}>ann`)],
  ])("%s", (_name, fault, silent) => {
    expect(silentAt([fault], 1_400_000).sort()).toEqual(silent.sort());
    expect(silentAt([fault], 1_900_000)).toEqual([]);
  });

  test("a bridge still reaches everybody, and the two halves do not reach each other", () => {
    const silent = silentAt([row({ bridge: "cat" })], 1_400_000);
    expect(silent.filter((link) => link.includes("cat"))).toEqual([]);
    const others = ["ann", "bob", "dan", "eve"];
    const half = others.filter((other) => other === "ann" || !silent.includes(`ann>${other}`));
    expect(half.length).toBe(2);
    const crossing = others.flatMap((a) =>
      others.filter((b) => half.includes(a) !== half.includes(b)).map((b) => `${a}>${b}`),
    );
    expect(silent.sort()).toEqual(crossing.sort());
  });

  test("in a majority ring every node hears two others, and no two hear the same", () => {
    const silent = silentAt([row({ ring: "majority" })], 1_400_000);
    const heard = names.map((to) => names.filter((from) => from === to || !silent.includes(`${from}>${to}`)).join());
    expect(heard.map((group) => group.split(",").length)).toEqual([3, 3, 3, 3, 3]);
    expect(new Set(heard).size).toBe(5);
  });

  test("two that overlap heal each by itself", () => {
    const rows: Row[] = [row("ann"), { at: "700ms", for: "1200ms", partition: { from: "ann", to: "bob" } }];
    expect(silentAt(rows, 1_800_000)).toEqual(["ann>bob"]);
    expect(silentAt(rows, 2_200_000)).toEqual([]);
  });
});

async function report(faults: readonly Row[], seed = 1): Promise<Report> {
  return run(form(faults), { seed });
}

const every: readonly Row[] = [
  { at: "500ms", for: "500ms", partition: "ann" },
  { at: "500ms", for: "500ms", hold: "ann" },
  { at: "500ms", for: "500ms", loss: "ann", by: 0.5 },
  { at: "500ms", for: "500ms", delay: "ann", by: ["1ms", "50ms"] },
  { at: "500ms", for: "500ms", duplicate: "all", by: 0.5 },
  { at: "500ms", for: "500ms", reorder: "all", by: 0.5 },
  { at: "500ms", for: "500ms", corrupt: "all", by: 0.5 },
  { at: "500ms", for: "500ms", crash: "leader" },
  { at: "500ms", for: "500ms", crash: { any: 2 }, by: "torn" },
  { at: "500ms", for: "500ms", pause: ["bob", "cat"] },
  { at: "500ms", for: "500ms", slow: { any: 1, of: "follower" }, by: 4 },
  { at: "500ms", for: "500ms", skew: "ann", by: "-2s" },
  { at: "500ms", for: "500ms", drift: "ann", by: 100_000 },
  { at: "500ms", jump: "ann", by: "1h" },
  { at: "500ms", for: "500ms", loseSyncs: "ann" },
  { at: "500ms", for: "500ms", fillDisk: "ann" },
  { at: "500ms", for: "500ms", slowDisk: "ann", by: 20 },
  { at: "500ms", for: "500ms", silence: "ann" },
  { at: "500ms", for: "500ms", silence: "ann", by: ["bob"] },
  { at: "500ms", for: "500ms", replay: "ann", by: 0.5 },
  { at: "500ms", for: "500ms", equivocate: "ann" },
  { at: "500ms", for: "500ms", tamper: "ann" },
  { at: "500ms", for: "500ms", tamper: "ann", by: ((message: object) => ({ ...message, n: 0 })) as never },
];

describe("each fault has an effect, ends, and is found again in the report", () => {
  test.each(every.map((row) => [JSON.stringify(row), row] as const))("%s", async (_name, row) => {
    const { verdict, faults, reasons } = await report([row]);
    expect({ verdict, reasons }).toEqual({ verdict: "passed", reasons: [] });
    expect(faults).toHaveLength(1);
    expect(faults[0].effects).toBeGreaterThan(0);
    expect(faults[0].firstEffectUs).toBeGreaterThanOrEqual(500_000);
    expect(faults[0].endedUs).toBe("jump" in row ? 500_000 : 1_000_000);
  });

  test("reads that fail, bits that flip and writes that tear show when a node comes back", async () => {
    const crash: Row = { at: "600ms", for: "100ms", crash: "ann" };
    for (const row of [
      { at: "500ms", for: "500ms", failReads: "ann", by: 1 },
      { at: "500ms", for: "500ms", flipBits: "ann", by: 0.5 },
      { at: "500ms", for: "500ms", tearWrites: "ann" },
    ] as Row[]) {
      // A write is under way at the crash only if its sync takes long.
      const slow: Row = { at: "400ms", for: "1s", slowDisk: "ann", by: 100 };
      const { faults } = await report([slow, row, crash]);
      expect(faults.find(({ row: number }) => number === 1)?.effects).toBeGreaterThan(0);
    }
  });
});

test("all faults at once overlap, heal, and leave a cluster in which everybody hears everybody", () => {
  expect(silentAt(every, 2_900_000)).toEqual([]);
});

test("a fault that finds nobody waits until there is somebody, and one that never begins is told", async () => {
  const nobody: Row[] = [
    { at: "100ms", for: "1s", crash: "leader" },
    { at: "500ms", for: "100ms", pause: "leader" },
  ];
  const { faults } = await report(nobody);
  // While the leader is crashed there is none; it is back at 1.1 s.
  expect(faults.map(({ text, beganUs }) => [text, beganUs])).toEqual([
    ["crash leader", 100_000],
    ["pause leader", 1_100_000],
  ]);
  const { verdict, reasons } = await report([
    { at: "100ms", for: "ever", crash: "ann" },
    { at: "200ms", pause: "leader" },
  ]);
  expect({ verdict, reasons }).toEqual({ verdict: "inconclusive", reasons: ['the fault "pause leader" never began'] });
});

test("a fault without any effect makes the run inconclusive", async () => {
  const { verdict, reasons } = await report([{ at: "500ms", for: "1s", tearWrites: "ann" }]);
  expect({ verdict, reasons }).toEqual({
    verdict: "inconclusive",
    reasons: ['the fault "tearWrites ann" of 0.500 s had no effect'],
  });
});

test("faults come back at regular times, and when something holds", async () => {
  const { faults } = await report([
    { every: "600ms", for: "10ms", pause: "bob" },
    {
      when: (({ node }: { node: { ann: { state: Beacon["state"] } } }) =>
        (node.ann.state.heard.bob ?? 0) > 700_000) as never,
      for: "10ms",
      crash: "cat",
    },
  ]);
  expect(faults.map(({ text, beganUs }) => [text, Math.floor(beganUs / 100_000)])).toEqual([
    ["pause bob", 6],
    ["crash cat", 7],
    ["pause bob", 12],
    ["pause bob", 18],
  ]);
});

test("what is meant to last for ever outlasts the rest; all else ends with the trouble", async () => {
  const { faults, nodes } = await report([
    { at: "1s", for: "ever", crash: "ann" },
    { at: "1s", crash: "bob" },
  ]);
  expect(faults.map(({ endedUs }) => endedUs)).toEqual([null, 2_000_000]);
  expect(nodes.map(({ status }) => status)).toEqual(["crashed", "up", "up", "up", "up"]);
});

test("removing a row, or adding one, does not change whom another row hits", async () => {
  const target = async (rows: readonly Row[]) =>
    (await report(rows, 7)).faults.filter(({ text }) => text === "pause any 2").map(({ nodes }) => nodes);
  const row: Row = { every: "300ms", for: "50ms", pause: { any: 2 } };
  const alone = await target([row]);
  expect(alone.length).toBe(6);
  expect(new Set(alone.map(String)).size).toBeGreaterThan(1);
  expect(await target([{ at: "100ms", for: "10ms", loss: "all", by: 0.5 }, row])).toEqual(alone);
});
