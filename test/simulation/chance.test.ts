import { describe, expect, test } from "vitest";
import { type AnyProcess, protocol } from "../../src/node/process.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { run, simulate } from "../../src/simulation/run.js";
import type { Step } from "../../src/simulation/trace.js";
import { form, idle, lively, teller } from "./forms.js";

type Friend = {
  state: { heard: number };
  message: { kind: "news"; number: number };
  timer: "tell";
  request: string;
  result: number;
};

/** Talks to its friends only, at times and about things that it draws. */
function friend(
  friends: readonly string[],
  extraDraw: (cx: { stream(name: string): { word(): number } }) => void = () => {},
): AnyProcess {
  return protocol<Friend>({
    state: () => ({ heard: 0 }),
    start: (cx) => cx.setTimer("tell", cx.random.int(0, 10_000)),
    on: {
      news: (cx, { number }, from) => {
        cx.state.heard++;
        extraDraw(cx);
        if (cx.random.chance(0.2)) cx.send(from, { kind: "news", number: number + 1 });
      },
    },
    timers: {
      tell: (cx) => {
        cx.send(cx.random.pick(friends), { kind: "news", number: cx.random.int(0, 99) });
        cx.setTimer("tell", cx.random.int(1_000, 10_000));
      },
    },
    serve: (cx, request, ticket) => cx.answer(ticket, request.length),
  });
}

const names = ["ann", "bob", "cat"] as const;
const endUs = 1_100_000;

const friends = form({
  duration: "1s",
  nodes: Object.fromEntries(names.map((name) => [name, friend(names.filter((other) => other !== name))])),
  network: {
    latency: { exponential: "1ms", atLeast: "100us" },
    loss: 0.05,
    duplicate: 0.05,
    reorder: 0.05,
    corrupt: 0.01,
    checksums: false,
  },
  machine: { disk: { sync: ["1ms", "5ms"] } },
  workload: {
    clients: 2,
    every: ["10ms", "30ms"],
    timeout: "50ms",
    to: names,
    request: (random) => "x".repeat(random.int(1, 9)),
  },
  faults: [
    { at: "200ms", for: "100ms", loss: "ann", by: 0.3 },
    { at: "400ms", for: "100ms", crash: { any: 1, of: names } },
    { at: "600ms", for: "200ms", delay: ["bob"], by: ["1ms", "9ms"] },
    { at: "800ms", for: "100ms", tamper: "cat" },
  ],
});

const them: readonly (string | null)[] = [...names, "client 1", "client 2"];

/** What happens between the three and their two clients, in order, without the numbers of steps. */
function eventsOf(scenario: Scenario): readonly Pick<Step, "atUs" | "who" | "event" | "effects">[] {
  const simulation = simulate(scenario, { seed: 5, record: "all steps" });
  while (simulation.step());
  return simulation
    .trace!.steps.filter(
      ({ atUs, who, event }) =>
        atUs <= endUs && them.includes(who) && (!("from" in event) || them.includes(event.from)),
    )
    .map(({ atUs, who, event, effects }) => ({ atUs, who, event, effects }));
}

describe("what happens between others does not change", () => {
  const reference = eventsOf(friends);
  const base = friends.nodes;
  const changes: Readonly<Record<string, Scenario>> = {
    "if a node is added that nobody talks to": { ...friends, nodes: { ...base, zoe: idle } },
    "if it stands before all others": { ...friends, nodes: { abe: idle, ...base } },
    "if two nodes are added that talk to each other": {
      ...friends,
      nodes: { abe: friend(["zoe"]), ...base, zoe: friend(["abe"]) },
    },
    "if a fault is added that hits a stranger": {
      ...friends,
      nodes: { ...base, zoe: idle },
      faults: [
        { at: "100ms", for: "500ms", crash: "zoe" },
        { every: "100ms", for: "10ms", loss: "zoe", by: 0.5 },
        { at: "150ms", for: "500ms", partition: "zoe" },
        { at: "300ms", for: "500ms", duplicate: "zoe", by: 1 },
        ...friends.faults!,
      ],
    },
    "if the faults stand in another order": { ...friends, faults: friends.faults!.toReversed() },
    "if something must, may or shall hold": {
      ...friends,
      always: { nothing: () => true },
      sometimes: { nothing: () => false },
      eventually: { nothing: () => true },
      recovers: { healthy: () => true, within: "1s" },
    },
    "if a node draws more from a stream of its own": {
      ...friends,
      nodes: { ...base, ann: friend(["bob", "cat"], (cx) => void cx.stream("extra").word()) },
    },
    "if nodes have hardware that they do not use": {
      ...friends,
      machine: { disk: { sync: ["2ms", "7ms"], capacity: 100 } },
    },
    "if the run lasts longer": { ...friends, rest: "2s" },
  };

  test("and there is much of it", () => {
    expect(reference.length).toBeGreaterThan(1_000);
  });

  test.each(Object.entries(changes))("%s", (_, scenario) => {
    expect(eventsOf(scenario)).toEqual(reference);
  });

  test("before a fault that is taken away, and after it only by what the fault itself does", () => {
    const without = eventsOf({ ...friends, faults: friends.faults!.slice(0, 1) });
    const [early, before] = [without, reference].map((events) => events.filter(({ atUs }) => atUs < 400_000));
    expect(early).toEqual(before);
    expect(without).not.toEqual(reference);
  });
});

describe("a seed", () => {
  const digestOf = async (seed: string | number, scenario = lively()) => (await run(scenario, { seed })).digest;

  const seeds = [
    0,
    1,
    2,
    -1,
    0.5,
    42,
    43,
    2 ** 31,
    2 ** 32,
    2 ** 32 + 1,
    2 ** 53,
    2 ** 53 - 1,
    1e21,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "",
    " ",
    "a",
    "b",
    "A",
    "ab",
    "ba",
    "42 ",
    "042",
    "2f9c1d",
    "the quick brown fox",
    "ünïcödé",
    "👩‍🚀",
    "12345678901234567890",
    "12345678901234567891",
    "x".repeat(10_000),
    `${"x".repeat(10_000)}y`,
  ];

  test("determines the run, whatever it is, and different seeds make different runs", async () => {
    const digests = await Promise.all(seeds.map((seed) => digestOf(seed)));
    expect(await Promise.all(seeds.map((seed) => digestOf(seed)))).toEqual(digests);
    expect(new Set(digests).size).toBe(seeds.length);
  });

  test("of neighbouring numbers makes runs that have nothing in common", async () => {
    const digests = await Promise.all(Array.from({ length: 100 }, (_, seed) => digestOf(seed)));
    expect(new Set(digests).size).toBe(100);
  });

  test("given as a number is the same as given as the text that is printed", async () => {
    const numbers = seeds.filter((seed) => typeof seed === "number");
    const [asNumbers, asTexts] = await Promise.all(
      [numbers, numbers.map(String)].map((list) => Promise.all(list.map((seed) => run(lively(), { seed })))),
    );
    expect(asNumbers).toEqual(asTexts);
    expect(asNumbers!.map(({ seed }) => seed)).toEqual(numbers.map(String));
    expect(await digestOf(-0)).toBe(await digestOf(0));
  });

  test("determines runs of programs, too", async () => {
    const some = [1, 2, "2", "two"];
    const digests = await Promise.all(some.map((seed) => digestOf(seed, lively(teller))));
    expect(await Promise.all(some.map((seed) => digestOf(seed, lively(teller))))).toEqual(digests);
    expect([new Set(digests).size, digests[1]]).toEqual([3, digests[2]]);
  });

  test("changes nothing in a run in which nothing is drawn", async () => {
    const still = form({ network: { latency: "1ms" } });
    expect(await digestOf(1, still)).toBe(await digestOf(2, still));
  });

  test("leads to the same run on every machine and with every supported Node", async () => {
    expect({ protocols: await digestOf(42), programs: await digestOf(42, lively(teller)) }).toMatchInlineSnapshot(`
      {
        "programs": "b6a2d85d31f6ac3b",
        "protocols": "291abaf2dfd601b1",
      }
    `);
  });
});
