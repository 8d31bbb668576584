import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AnyProcess, program, replicas } from "../../src/node/process.js";
import type { ProgramContext } from "../../src/node/program-context.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { play } from "../../src/simulation/play.js";
import type { Report } from "../../src/simulation/report.js";
import { run, simulate } from "../../src/simulation/run.js";
import { verifyDeterminism } from "../../src/simulation/verify.js";
import { counter, form, lively, member, teller, withoutStacks } from "./forms.js";

const seed = 3;
const methods = ["in place", "event loop"] as const;

/** Programs that get into trouble in every way, and are started again; in between, some that do not. */
const stumbling: AnyProcess = program<{ lives: number }, unknown>(
  async (cx) => {
    cx.state.lives++;
    await cx.sleep(cx.random.int(1_000, 30_000));
    const fall = (): never => {
      throw new RangeError(`${cx.name} fell`);
    };
    const way = cx.random.int(0, 3);
    if (way === 0) fall();
    if (way === 1) process.nextTick(fall);
    if (way === 2) queueMicrotask(fall);
    if (way === 3) void Promise.reject(new RangeError(`${cx.name} fell`));
    await cx.sleep("1d");
  },
  { state: () => ({ lives: 0 }) },
);

const scenarios: Readonly<Record<string, Scenario>> = {
  protocols: lively(),
  programs: lively(teller),
  both: { ...lively(), nodes: { ann: member, bob: teller, cat: teller } },
  "programs that fail": form({
    nodes: { ...replicas(["ann", "bob"], stumbling), cat: stumbling },
    machine: { restart: "5ms" },
  }),
};

const references = new Map<string, Report>();

beforeEach(async () => {
  if (references.size > 0) return;
  for (const [name, scenario] of Object.entries(scenarios)) references.set(name, await run(scenario, { seed }));
});

const expected = (name: string) => withoutStacks(references.get(name) as Report);

// What a run takes over from Node, it gives back.
const listeners = () => [
  process.rawListeners("unhandledRejection"),
  process.rawListeners("rejectionHandled"),
  process.hasUncaughtExceptionCaptureCallback(),
  process.emitWarning,
  Error.prepareStackTrace,
  Error.stackTraceLimit,
];
let before: unknown;
beforeEach(() => {
  before = listeners();
});
afterEach(() => expect(listeners()).toEqual(before));

describe.each(Object.entries(scenarios))("a run is the same run: %s,", (name, scenario) => {
  const once = async () => withoutStacks(await run(scenario, { seed }));

  test.each(methods)("with promises drained by the %s method", async (drain) => {
    expect(withoutStacks(await run(scenario, { seed, drain }))).toEqual(expected(name));
  });

  test("from inside a promise, a microtask, a tick, a timer and an immediate", async () => {
    type Begin = (act: () => void) => void;
    const places: readonly Begin[] = [
      (act) => void Promise.resolve().then(act),
      queueMicrotask,
      process.nextTick,
      (act) => setTimeout(act, 0),
      setImmediate,
    ];
    for (const begin of places) {
      const report = await new Promise<Report>((resolve, reject) => {
        begin(() => void once().then(resolve, reject));
      });
      expect(report).toEqual(expected(name));
    }
  });

  test("beside others, all begun at once", async () => {
    const begun = Array.from({ length: 6 }, (_, at) => run(scenario, { seed, drain: methods[at % 2]! }));
    expect((await Promise.all(begun)).map(withoutStacks)).toEqual(begun.map(() => expected(name)));
  });

  test("while the event loop is busy with other things", async () => {
    let over = false;
    let turns = 0;
    const turn = () => {
      turns++;
      void Promise.resolve().then(() => null);
      if (!over) setImmediate(turn);
    };
    const timer = setInterval(turn, 1);
    turn();
    for (const drain of methods) expect(withoutStacks(await run(scenario, { seed, drain }))).toEqual(expected(name));
    over = true;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  test("after one that was given up half-way, by steps or by play()", async () => {
    for (const drain of methods) {
      const abandoned = simulate(scenario, { seed: "another" });
      await play(abandoned, { drain, until: ({ cluster }) => cluster.step === 25 });
      if (Object.values(scenario.nodes).every(({ kind }) => kind === "protocol")) abandoned.step();
      expect(abandoned.over).toBe(false);
      expect(await once()).toEqual(expected(name));
    }
  });

  test("in between the steps of another one", async () => {
    const other = simulate(scenario, { seed });
    while (!other.over) {
      const { step } = other.cluster;
      await play(other, { until: ({ cluster }) => cluster.step >= step + 1_000 });
      expect(await once()).toEqual(expected(name));
    }
    expect(withoutStacks(other.report())).toEqual(expected(name));
  });
});

test("different runs begun at once do not mix: each is what it is alone", async () => {
  const all = Object.keys(scenarios).flatMap((name) => [1, 2, 3].map((seed) => ({ name, seed })));
  const play = ({ name, seed }: (typeof all)[number]) => run(scenarios[name]!, { seed });
  const alone: Report[] = [];
  for (const each of all) alone.push(await play(each));
  const together = await Promise.all(all.map(play));
  expect(together.map(withoutStacks)).toEqual(alone.map(withoutStacks));
  const verified = await Promise.all(all.map(({ name, seed }) => verifyDeterminism(scenarios[name]!, { seed })));
  expect(verified.map((one) => one.deterministic && withoutStacks(one.report))).toEqual(alone.map(withoutStacks));
});

test("a run that is refused or thrown out of does not keep those behind it waiting", async () => {
  const thrower = () => {
    throw new Error("oops");
  };
  const outcomes = await Promise.allSettled([
    run(form({ always: { broken: thrower } }), { seed }),
    run(form({ duration: "1" as never }), { seed }),
    run(lively(teller), { seed }),
    run(form({ nodes: { ann: teller, bob: teller }, eventually: { broken: thrower } }), { seed }),
    run(lively(), { seed }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled", "rejected", "fulfilled"]);
});

/** Plays programs that fail in every way; made of nothing but what it is given, so that its text can travel. */
async function story({ program, replicas, run }: typeof import("../../src/index.js")): Promise<unknown> {
  const stumbling = program<object>(async (cx) => {
    for (;;) {
      await cx.sleep(cx.random.int(1_000, 30_000));
      cx.send(cx.random.pick(cx.peers), cx.nowUs);
      const way = cx.random.int(0, 9);
      const fall = () => {
        throw new RangeError(`${cx.name} fell`);
      };
      if (way === 0) fall();
      if (way === 1) process.nextTick(fall);
      if (way === 2) queueMicrotask(fall);
      if (way === 3) void Promise.reject(new RangeError(`${cx.name} fell`));
    }
  });
  const nodes = replicas(3, stumbling);
  const outcomes = [];
  for (const drain of ["in place", "event loop"] as const) {
    const scenario = { title: "in a thread", duration: "1s", nodes, machine: { restart: "5ms" } } as const;
    const { digest, verdict, errors } = await run(scenario, { seed: 3, drain });
    outcomes.push({ digest, verdict, errors: errors.map(({ node, message, atUs }) => `${node} ${atUs} ${message}`) });
  }
  return outcomes;
}

test("a run in a worker thread is the same run, with programs that fail, too", async () => {
  const here = (await story(await import("../../src/index.js"))) as { digest: string; errors: readonly string[] }[];
  // The bundle of the code as it is now, as users load it.
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const code = `import("${library}").then(${story}).then((outcome) => require("worker_threads").parentPort.postMessage(outcome));`;
  const there = await new Promise<unknown>((resolve, reject) => {
    const worker = new Worker(code, { eval: true });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  expect(here[0]!.errors.length).toBeGreaterThan(20);
  expect([here[1], there]).toEqual([here[0], here]);
});

describe("a program that fails", () => {
  const beside = program<{ lived: number }>(
    async (cx) => {
      for (;;) {
        await cx.sleep("10ms");
        cx.state.lived++;
      }
    },
    { state: () => ({ lived: 0 }) },
  );
  const ways: Readonly<Record<string, (cx: ProgramContext<object, unknown>) => Promise<void>>> = {
    throws: async (cx) => {
      await cx.sleep("100ms");
      throw new TypeError("broken");
    },
    "rejects without a handler": async (cx) => {
      await cx.sleep("100ms");
      void Promise.reject(new TypeError("broken"));
      await cx.sleep("1d");
    },
    "throws in a tick": async (cx) => {
      await cx.sleep("100ms");
      process.nextTick(() => {
        throw new TypeError("broken");
      });
      await cx.sleep("1d");
    },
    "throws in a microtask": async (cx) => {
      await cx.sleep("100ms");
      queueMicrotask(() => {
        throw new TypeError("broken");
      });
      await cx.sleep("1d");
    },
  };

  describe.each(methods)("with promises drained by the %s method", (drain) => {
    test.each(Object.entries(ways))(
      "because it %s ends the run as failed, and tells node, step, instant and stack",
      async (_, main) => {
        const scenario = form({ nodes: { ann: program(main), bob: beside } });
        const { verdict, reasons, errors, nodes, virtualUs } = await run(scenario, { seed, drain });
        expect({ verdict, reasons, errors, virtualUs }).toEqual({
          verdict: "failed",
          reasons: ["ann failed by itself at 0.100 s: TypeError: broken"],
          errors: [
            {
              node: "ann",
              message: "TypeError: broken",
              stack: expect.stringContaining("embedding.test.ts"),
              step: 11,
              atUs: 100_000,
              excuse: null,
            },
          ],
          virtualUs: 100_000,
        });
        expect(nodes.map(({ name, status, reason }) => [name, status, reason])).toEqual([
          ["ann", "crashed", "it failed: TypeError: broken"],
          ["bob", "up", null],
        ]);
      },
    );

    test.each(Object.entries(ways))(
      "because it %s takes nobody along: if it is supervised, all go on",
      async (_, main) => {
        const scenario = form({
          nodes: { ann: program(main), bob: beside },
          machines: { ann: { restart: "200ms" } },
          eventually: {
            "bob has lived all the time": ({ node }) => (node.bob!.state as { lived: number }).lived === 109,
          },
        });
        const { verdict, errors } = await run({ ...scenario, rest: "99ms" }, { seed, drain });
        expect({ verdict, errors: errors.map(({ node, atUs, excuse }) => [node, atUs, excuse]) }).toEqual({
          verdict: "passed",
          errors: [100_000, 400_000, 700_000, 1_000_000].map((atUs) => ["ann", atUs, "its supervisor starts it again"]),
        });
      },
    );
  });
});

test("what a scenario's own function leaves rejected while no process is at work is not lost", async () => {
  let asked = 0;
  const careless = () => {
    if (asked++ === 0) void Promise.reject(new Error("left behind"));
    return true;
  };
  // Longer than what is played between two turns of the event loop.
  const scenario = form({ nodes: { ann: counter() }, duration: "300s", always: { careless } });
  await expect(run(scenario, { seed, drain: "event loop" })).rejects.toThrow("left behind");
});
