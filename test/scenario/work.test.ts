import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type History, keyValue, protocol, Refusal, replicas, run, type Scenario, scenario } from "../../src/index.js";
import { Random } from "../../src/kernel/random.js";
import { nextTurnUs } from "../../src/scenario/pace.js";
import { readScenario, type WorkloadPlan } from "../../src/scenario/plan.js";
import { realise } from "../../src/scenario/realise.js";
import { idle, inTurn, mix, onKeys, perClient, phases, type Turn, until, type Work } from "../../src/scenario/work.js";

const echo = protocol<{ state: object; request: unknown; result: unknown }>({
  state: () => ({}),
  serve: (cx, request, ticket) => cx.answer(ticket, request),
});
const workload = { clients: 1, every: "1s", timeout: "1s", request: () => "a" } as const;

function plan(changes: object): WorkloadPlan {
  const form = { title: "t", duration: "1s", nodes: replicas(1, echo), workload: { ...workload, ...changes } };
  return readScenario(form).workload as WorkloadPlan;
}

/** What a client of this number asks for, once each second. */
function asked(request: Work<unknown>, count: number, { client = 0, seed = "a" } = {}): unknown[] {
  const ask = plan({ request }).askOf(client);
  const random = new Random(seed);
  return Array.from({ length: count }, (_, number) =>
    ask(random, { client, number, atUs: number * 1_000_000, unique: () => 0 }),
  );
}

function counts(values: readonly unknown[]): Record<string, number> {
  return values.reduce<Record<string, number>>((sums, value) => {
    sums[String(value)] = (sums[String(value)] ?? 0) + 1;
    return sums;
  }, {});
}

/** A stream that nobody may draw from. */
const untouched = new Proxy({} as Random, {
  get: () => {
    throw new Error("something was drawn");
  },
});
const turn: Turn = { client: 0, number: 0, atUs: 0, unique: () => 1 };

describe("mix", () => {
  test("each part comes as often as its weight says, within five standard deviations", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.string(),
        (weights, seed) => {
          const all = weights.reduce((sum, weight) => sum + weight, 0);
          fc.pre(all > 0);
          const times = 2_000;
          const found = counts(asked(mix(weights.map((weight, at) => [weight, at] as const)), times, { seed }));
          for (const [at, weight] of weights.entries()) {
            const share = weight / all;
            const deviation = Math.sqrt(times * share * (1 - share));
            expect(Math.abs((found[at] ?? 0) - times * share)).toBeLessThanOrEqual(5 * deviation);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("where one part only can come, nothing is drawn", () => {
    const ask = plan({
      request: mix([
        [0, "never"],
        [0.5, "always"],
      ]),
    }).askOf(0);
    expect(ask(untouched, turn)).toBe("always");
  });

  test("parts are requests, functions and other work", () => {
    const parts = mix<unknown>([
      [1, "a"],
      [1, (_: Random, { number }: Turn) => number],
      [1, inTurn(["b", "c"])],
    ]);
    const values = new Set(asked(parts, 200));
    expect([..."abc"].every((letter) => values.has(letter))).toBe(true);
    expect([...values].some((value) => typeof value === "number")).toBe(true);
  });
});

test("work is data: a part of it is replaced from outside by its path", () => {
  const form = scenario({
    title: "t",
    duration: "1s",
    nodes: { ann: echo },
    workload: {
      ...workload,
      request: mix([
        [1, "a"],
        [0, "b"],
      ]),
    },
  });
  const changed = realise(form as Scenario, 1, ["workload.request.mix[0][0]=0", 'workload.request.mix[1]=[2,"c"]']);
  expect((readScenario(changed).workload as WorkloadPlan).askOf(0)(untouched, turn)).toBe("c");
});

test("in turn is round robin, and draws nothing", () => {
  const ask = plan({ request: inTurn(["a", "b", "c"]) }).askOf(0);
  expect(Array.from({ length: 7 }, () => ask(untouched, turn)).join("")).toBe("abcabca");
});

test("each client goes round by itself", () => {
  const { askOf } = plan({ clients: 2, request: inTurn(["a", "b"]) });
  const [first, second] = [askOf(0), askOf(1)];
  expect([first, first, second, first, second].map((ask) => ask(untouched, turn)).join("")).toBe("abaab");
});

test("roles are given out in order of the clients, to the rest or again from the first", () => {
  const roles = (work: Work<unknown>) => [0, 1, 2, 3, 4].map((client) => asked(work, 1, { client })[0]).join("");
  expect(
    roles(
      perClient([
        [1, "w"],
        ["rest", "r"],
      ]),
    ),
  ).toBe("wrrrr");
  expect(
    roles(
      perClient([
        [1, "w"],
        [2, "r"],
      ]),
    ),
  ).toBe("wrrwr");
});

test("phases go by virtual time, each up to its end and without it", () => {
  expect(
    asked(
      phases([
        ["2s", "a"],
        ["1s", "b"],
        ["rest", "c"],
      ]),
      5,
    ).join(""),
  ).toBe("aabcc");
});

test("until ends by a number of requests, or by time from the first one on", () => {
  expect(asked(until(2, "a", "b"), 4).join("")).toBe("aabb");
  expect(
    asked(
      phases([
        ["2s", "a"],
        ["rest", until("2s", "b", "c")],
      ]),
      6,
    ).join(""),
  ).toBe("aabbcc");
  expect(asked(until(1, "a", until(1, "b", "c")), 4).join("")).toBe("abcc");
});

describe("on keys", () => {
  const keys = ["k1", "k2", "k3", "k4", "k5"];
  const times = 20_000;

  test("without skew all are equally likely", () => {
    for (const count of Object.values(
      counts(
        asked(
          onKeys(keys, (key) => key),
          times,
        ),
      ),
    )) {
      expect(Math.abs(count - times / keys.length)).toBeLessThan(300);
    }
  });

  test("with it, the ranks are ordered and the shares are those of Zipf's law", () => {
    const found = counts(
      asked(
        onKeys(keys, (key) => key, { skew: 1 }),
        times,
      ),
    );
    const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5;
    for (const [at, key] of keys.entries()) {
      expect(Math.abs(found[key] - times / harmonic / (at + 1))).toBeLessThan(350);
      if (at > 0) expect(found[key]).toBeLessThan(found[keys[at - 1]]);
    }
  });

  test("of one key nothing is drawn", () => {
    expect(plan({ request: onKeys(["x"], (key) => key, { skew: 2 }) }).askOf(0)(untouched, turn)).toBe("x");
  });
});

describe("pace", () => {
  /** Turns of a client up to some time, in milliseconds. */
  function turns(every: unknown, untilMs: number): number[] {
    const paces = plan({ every }).pacesOf(0);
    const random = new Random("pace");
    const found: number[] = [];
    for (let atUs = nextTurnUs(paces, random, 0); atUs < untilMs * 1_000; atUs = nextTurnUs(paces, random, atUs)) {
      found.push(atUs / 1_000);
    }
    return found;
  }

  test("a rate comes out as a mean and, being memoryless, with as large a deviation", () => {
    const found = turns({ rate: "100/s" }, 100_000);
    const gaps = found.map((at, place) => at - (found[place - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / gaps.length;
    expect(Math.abs(mean - 10)).toBeLessThan(0.5);
    expect(Math.abs(Math.sqrt(variance) - 10)).toBeLessThan(0.75);
  });

  test("phases follow one another at their time, even where a turn would come much later", () => {
    expect(
      turns(
        [
          ["10ms", "4ms"],
          ["20ms", "1h"],
          ["rest", "5ms"],
        ],
        46,
      ),
    ).toEqual([4, 8, 35, 40, 45]);
  });

  test("a rate is a phase as any other", () => {
    const found = turns(
      [
        ["1s", { rate: "1000/s" }],
        ["1s", "1h"],
        ["rest", "1s"],
      ],
      4_500,
    );
    expect(found.filter((at) => at < 1_000).length).toBeGreaterThan(800);
    expect(found.filter((at) => at >= 1_000)).toEqual([3_000, 4_000]);
  });
});

test("idle is a part as any other, of a function too, and no request of those that are counted", () => {
  expect(asked(inTurn<unknown>(["a", idle, () => idle]), 4)).toEqual(["a", idle, idle, "a"]);
  expect(asked(until(2, inTurn<unknown>([idle, "a"]), "b"), 6)).toEqual([idle, "a", idle, "a", "b", "b"]);
});

test("stagger lets clients begin at different times, in each phase, and go on at their pace", () => {
  const paces = plan({
    every: [
      ["1s", { every: "100ms", stagger: "50ms" }],
      ["rest", { every: "10ms", stagger: "5ms" }],
    ],
  }).pacesOf(0);
  const turns = (seed: number) => {
    const random = new Random(`client ${seed}`);
    const found: number[] = [];
    for (let atUs = nextTurnUs(paces, random, 0); atUs < 1_100_000; atUs = nextTurnUs(paces, random, atUs))
      found.push(atUs);
    return found;
  };
  const all = Array.from({ length: 20 }, (_, seed) => turns(seed));
  expect(new Set(all.map(([first]) => first)).size).toBeGreaterThan(15);
  for (const found of all) {
    expect(found[0]).toBeGreaterThanOrEqual(100_000);
    expect(found[0]).toBeLessThanOrEqual(150_000);
    const second = found.findIndex((at) => at >= 1_000_000);
    expect(found[second]).toBeLessThanOrEqual(1_015_000);
    const gaps = found.slice(1).map((at, place) => at - found[place]!);
    expect(new Set(gaps.filter((_, place) => place + 1 !== second))).toEqual(new Set([100_000, 10_000]));
  }
});

describe("in a run", () => {
  async function played(
    workload: object,
    serve: (cx: never, request: unknown, ticket: never) => void = (cx, request, ticket) =>
      (cx as { answer(ticket: unknown, value: unknown): void }).answer(ticket, request),
  ) {
    let history: History = [];
    const node = protocol<{ state: object; request: unknown; result: unknown }>({
      state: () => ({}),
      serve: serve as never,
    });
    const report = await run(
      scenario({
        title: "t",
        duration: "10s",
        nodes: { ann: node },
        network: { latency: "1ms" },
        workload: { clients: 5, timeout: "1s", request: () => "a", every: "1s", ...workload } as never,
        eventually: {
          "all is over": (world) => {
            history = world.history;
            return true;
          },
        },
      }),
      { seed: 7 },
    );
    return { history, report };
  }

  test("a rate across all clients is that of all together, however many there are", async () => {
    for (const clients of [1, 10, 100]) {
      const { history } = await played({ clients, every: { rate: "100/s", across: "all" } });
      expect(Math.abs(history.length - 1_000)).toBeLessThan(160);
      expect(new Set(history.map(({ process }) => process)).size).toBe(clients);
    }
  });

  test("turns that are shared go round, and past a client that still waits", async () => {
    const { history } = await played({ every: { every: "100ms", across: "all" }, requests: 3 });
    expect(history.map(({ process, invokedUs }) => [process, invokedUs / 100_000])).toEqual(
      Array.from({ length: 15 }, (_, at) => [at % 5, at + 1]),
    );
    let served = 0;
    const mute = await played(
      { every: { every: "100ms", across: "all" }, timeout: "30s" },
      (cx, request, ticket) =>
        served++ === 0 || (cx as { answer(ticket: unknown, value: unknown): void }).answer(ticket, request),
    );
    expect(mute.history.length).toBe(99);
    expect(mute.history.filter(({ process }) => process === 0).length).toBe(1);
    const all = await played({ every: { every: "100ms", across: "all" }, timeout: "30s" }, () => {});
    expect(all.history.length).toBe(5);
  });

  test("paces of some clients, and phases with turns of their own and turns that are shared", async () => {
    const { history } = await played({
      every: {
        perClient: [
          [1, "100ms"],
          [
            "rest",
            [
              ["5s", "1h"],
              ["rest", "1s"],
            ],
          ],
        ],
      },
    });
    const of = (client: number) => history.filter(({ process }) => process === client);
    expect([of(0).length, of(1).length]).toEqual([99, 4]);
    expect(of(1)[0]!.invokedUs).toBe(6_000_000);
    const phased = await played({
      every: [
        ["1s", { every: "10ms", across: "all" }],
        ["1s", "100ms"],
        ["rest", { every: "1s", across: "all" }],
      ],
    });
    const between = (from: number, until: number) =>
      phased.history.filter(({ invokedUs }) => invokedUs >= from * 1e6 && invokedUs < until * 1e6).length;
    expect([between(0, 1), between(1, 2), between(2, 10)]).toEqual([99, 45, 7]);
  });

  test("who is idle asks for nothing, and those who are idle for good leave nothing to judge", async () => {
    const { history } = await played({
      request: perClient<unknown>([
        [1, "a"],
        ["rest", (_: unknown, { atUs }: Turn) => (atUs < 5_000_000 ? idle : "b")],
      ]),
    });
    const b = history.filter(({ request }) => request === "b");
    expect(history.filter(({ request }) => request === "a").length).toBe(9);
    expect(b.length).toBe(20);
    expect(b[0]!.invokedUs).toBe(5_000_000);
    const { report } = await played({ request: idle });
    expect(report.verdict).toBe("inconclusive");
  });

  const keys = ["x", "y", "z"];

  async function requests(clients: number, request?: Work<unknown>): Promise<Map<number, unknown[]>> {
    let history: History = [];
    const { verdict } = await run(
      scenario({
        title: "t",
        duration: "2s",
        nodes: { ann: echo },
        network: { latency: "1ms" },
        workload: {
          clients,
          every: { rate: "50/s" },
          timeout: "1s",
          request:
            request ??
            mix<unknown>([
              [1, onKeys(keys, (key) => keyValue.get(key), { skew: 1 })],
              [2, onKeys(keys, (key, _, { unique }) => keyValue.put(key, unique()))],
            ]),
        },
        eventually: {
          "there is a history": (world) => {
            history = world.history;
            return history.length > 0;
          },
        },
      }),
      { seed: 7 },
    );
    expect(verdict).toBe("passed");
    const byProcess = new Map<number, unknown[]>();
    for (const { process, request } of history) {
      byProcess.set(process, [...(byProcess.get(process) ?? []), request]);
    }
    return byProcess;
  }

  test("an added client shifts nobody else's requests", async () => {
    const [three, four] = [await requests(3), await requests(4)];
    expect([...four.keys()].sort()).toEqual([0, 1, 2, 3]);
    for (const [client, own] of three) expect(four.get(client)).toEqual(own);
  });

  test("unique numbers are given once, to one client", async () => {
    const values = [...(await requests(5)).values()].flat().flatMap((request) => {
      const { value } = request as { value?: number };
      return value === undefined ? [] : [value];
    });
    expect(values.length).toBeGreaterThan(100);
    expect(new Set(values).size).toBe(values.length);
  });

  test("two runs of one form ask for the same: what a client remembers is of one run", async () => {
    const work = inTurn(["a", until(2, "b", "c")]);
    expect(await requests(1, work)).toEqual(await requests(1, work));
  });
});

describe("what is wrong is refused, with path, value and what would be right", () => {
  const cases: [changes: object, says: string][] = [
    [
      { request: "get" },
      'workload.request: "get" must be a function, (random) => request, or work, such as mix([[1, request], …])',
    ],
    [
      { request: { kind: "work" } },
      'workload.request: {"kind":"work"} must be work of one form (mix, inTurn, perClient, phases, until, onKeys, idle)',
    ],
    [
      { request: { kind: "work", mixx: [] } },
      'workload.request: {"kind":"work","mixx":[]} must be work of one form (mix, inTurn, perClient, phases, until, onKeys, idle); did you mean "mix"?',
    ],
    [{ request: { kind: "work", mix: [[1, 2]], inTurn: [1] } }, "must be work of one form"],
    [{ request: { kind: "work", mix: [[1, 2]], weights: 1 } }, "workload.request.weights: 1 is not known here"],
    [{ request: mix([]) }, "workload.request.mix: [] must have at least one row"],
    [{ request: { kind: "work", mix: ["get"] } }, 'workload.request.mix[0]: "get" must be a row, [weight, part]'],
    [
      {
        request: mix([
          [1, "a"],
          [-1, "b"],
        ]),
      },
      "workload.request.mix[1][0]: -1 must be 0 to 1000000000",
    ],
    [
      {
        request: mix([
          [1, "a"],
          [1, undefined],
        ]),
      },
      "workload.request.mix[1][1] is missing: it must be a request, a function that makes one, or work",
    ],
    [{ request: mix([[0, "a"]]) }, 'workload.request.mix: [[0,"a"]] must have a weight above 0'],
    [{ request: mix([[1, inTurn([])]]) }, "workload.request.mix[0][1].inTurn: [] must have at least one part"],
    [
      {
        request: perClient([
          ["rest", "a"],
          [1, "b"],
        ]),
      },
      'workload.request.perClient[0][0]: "rest" has rows behind it, which nobody is left for',
    ],
    [{ request: perClient([[1.5, "a"]]) }, "workload.request.perClient[0][0]: 1.5 must be a whole number, 1 to 100000"],
    [
      { request: { kind: "work", perClient: [["all", "a"]] } },
      'workload.request.perClient[0][0]: "all" must be a number of clients, or "rest"',
    ],
    [
      { request: phases([["1s", "a"]]) },
      'workload.request.phases[0][0]: "1s" must be "rest", for the last phase has no end',
    ],
    [
      {
        request: phases([
          ["rest", "a"],
          ["rest", "b"],
        ]),
      },
      'workload.request.phases[0][0]: "rest" has phases behind it, which never come',
    ],
    [
      {
        request: {
          kind: "work",
          phases: [
            ["1", "a"],
            ["rest", "b"],
          ],
        },
      },
      'workload.request.phases[0][0]: "1" needs a unit, as in "1s"',
    ],
    [{ request: until(0, "a", "b") }, "workload.request.until: 0 must be 1 to 9007199254740991"],
    [
      { request: { kind: "work", until: 1, work: "a" } },
      "workload.request.thereafter is missing: it must be a request, a function that makes one, or work",
    ],
    [{ request: onKeys([], (key) => key) }, "workload.request.onKeys: [] must have at least one key"],
    [{ request: onKeys(["x"], (key) => key, { skew: -1 }) }, "workload.request.skew: -1 must be 0 to 100"],
    [
      { request: { kind: "work", onKeys: ["x"] } },
      "workload.request.request is missing: it must be a function, (key, random) => request",
    ],
    [{ request: { kind: "work", idle: false } }, "workload.request.idle: false must be true"],
    [{ every: { rate: "1/s", across: "some" } }, 'workload.every.across: "some" must be "all"'],
    [{ every: { every: "1" } }, 'workload.every.every: "1" needs a unit, as in "1s"'],
    [{ every: { every: "1s", stagger: 5 } }, 'workload.every.stagger: 5 must be a duration, as in "250ms"'],
    [
      { every: { every: "1s", across: "all", stagger: "1s" } },
      'workload.every.stagger: "1s" is for clients that have turns of their own',
    ],
    [{ every: { rate: "1/s", stagger: "1s" } }, 'workload.every.stagger: "1s" is not known here'],
    [
      { every: { perClient: [["rest", { rate: "1/s", across: "all" }]] } },
      'workload.every.perClient[0][1].across: "all" is for all clients, and here are some of them',
    ],
    [{ every: { perClient: [[0, "1s"]] } }, "workload.every.perClient[0][0]: 0 must be 1 to 100000"],
    [{ every: { rate: "100" } }, 'workload.every.rate: "100" must be a rate, as in "100/s"'],
    [{ every: { rate: "100/min" } }, 'workload.every.rate: "100/min" has the unknown unit "min"'],
    [{ every: { rate: "0/s" } }, 'workload.every.rate: "0/s" must be above 0'],
    [{ every: { rate: "2/us" } }, 'workload.every.rate: "2/us" must be at most 1/us'],
    [{ every: { rat: "1/s" } }, 'workload.every.rat: "1/s" is not known here; did you mean "rate"?'],
    [{ every: [["1s", "1ms"]] }, 'workload.every[0][0]: "1s" must be "rest", for the last phase has no end'],
    [
      {
        every: [
          ["1s", "1"],
          ["rest", "1ms"],
        ],
      },
      'workload.every[0][1]: "1" needs a unit, as in "1s"',
    ],
    [{ every: [["1s", "1ms"], "2ms"] }, 'workload.every[1]: "2ms" must be a row, ["10s", pace] or ["rest", pace]'],
  ];

  test.each(cases)("%j", (changes, says) => {
    let message = "not refused";
    try {
      plan(changes);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      message = refusal.message;
    }
    expect(message).toContain(says);
  });
});
