import { describe, expect, test } from "vitest";
import { type AnyProcess, program, protocol } from "../../src/node/process.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { run } from "../../src/simulation/run.js";
import { verifyDeterminism } from "../../src/simulation/verify.js";
import { counter, form, idle, lively, teller, withoutStacks } from "./forms.js";

const seed = 7;

/** What nobody can foretell, and yet never the same twice: a counter that outlives the run. */
function outsideCounter(): () => number {
  let count = 0;
  return () => ++count;
}

type Leaky = { state: { last: unknown }; message: { kind: "x"; body: unknown }; timer: "leak" };

/** Works without fault until, after a second, it does something with what leaks in. */
function leaky(leak: (cx: Parameters<NonNullable<Parameters<typeof protocol<Leaky>>[0]["start"]>>[0]) => void) {
  return protocol<Leaky>({
    state: () => ({ last: null }),
    start: (cx) => cx.setTimer("leak", "1s"),
    on: {
      x: (cx, { body }) => {
        cx.state.last = body;
      },
    },
    timers: { leak },
  }) as AnyProcess;
}

const told = (ann: AnyProcess, bob: AnyProcess = idle): Scenario =>
  form({ duration: "3s", nodes: { ann, bob }, network: { latency: "2ms" } });

describe("a scenario into which something leaks from outside the run is reported, with the first step that differs", () => {
  const next = outsideCounter();
  const order: string[] = ["a", "b", "c"];
  const unordered = () => Object.fromEntries(order.reverse().map((key) => [key, 1]));
  // The lines of a play that say what differs: those of the other play differ in them only.
  const leaks: Record<string, { form: Scenario; step: number; atUs: number; differing: readonly RegExp[] }> = {
    "a module's counter in the state of a node": {
      form: told(
        leaky((cx) => {
          cx.state.last = next();
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}ann\.state\.last = \d+$/],
    },
    "Math.random in a message": {
      form: told(leaky((cx) => cx.send("bob", { kind: "x", body: Math.random() }))),
      step: 2,
      atUs: 1_000_000,
      differing: [
        /^ {2}\{"fate":"arrives at 1002000 us","kind":"send","message":\{"body":0\.\d+,"kind":"x"\},"to":"bob"\}$/,
      ],
    },
    "the real clock in the length of a timer": {
      form: told(leaky((cx) => cx.setTimer("leak", Math.round(performance.now() * 1_000) + next()))),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}\{"atUs":\d+,"kind":"timer set","timer":"leak"\}$/],
    },
    "Date.now, plus a counter, on a disk that nobody reads": {
      form: told(leaky((cx) => void cx.disk.append("log", Date.now() + next()))),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}\{"change":"append","file":"log","kind":"write","value":\d+\}$/],
    },
    "Math.random in a note": {
      form: told(leaky((cx) => cx.log(`drew ${Math.random()}`))),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}\{"kind":"log","text":"drew 0\.\d+"\}$/],
    },
    "the order of an object's keys in the order of messages": {
      form: told(
        leaky((cx) => {
          for (const key of Object.keys(unordered())) cx.send("bob", { kind: "x", body: key });
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [/"body":"[ac]"/, /"body":"[ac]"/],
    },
    "a module's counter in what clients ask for": {
      form: form({
        nodes: { ann: protocol<{ state: object; request: number }>({ state: () => ({}), serve: () => {} }) },
        workload: { clients: 1, every: "500ms", timeout: "10ms", request: next },
      }),
      step: 1,
      atUs: 500_000,
      differing: [/^ {2}\{"fate":"arrives at 501000 us","kind":"send","message":\d+,"to":"ann"\}$/],
    },
    "a module's counter in the state that a node begins with": {
      form: told(protocol<{ state: { born: number } }>({ state: () => ({ born: next() }) })),
      step: 0,
      atUs: 0,
      differing: [/^ {2}ann\.state\.born = \d+$/],
    },
    "Math.random in how long a program sleeps": {
      form: told(
        program(async (cx) => {
          await cx.sleep("1s");
          await cx.sleep(Math.round(Math.random() * 1_000_000));
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}\{"atUs":\d+,"kind":"timer set","timer":"alarm"\}$/],
    },
    "a module's counter in what a program sends": {
      form: told(
        program(async (cx) => {
          await cx.sleep("1s");
          await null;
          cx.send("bob", { kind: "x", body: next() });
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [
        /^ {2}\{"fate":"arrives at 1002000 us","kind":"send","message":\{"body":\d+,"kind":"x"\},"to":"bob"\}$/,
      ],
    },
    "a module's counter in how many microtasks a program takes to answer": {
      form: told(
        program(async (cx) => {
          await cx.sleep("1s");
          const send = async (body: string, ticks: number) => {
            for (let n = 0; n < ticks; n++) await null;
            cx.send("bob", { kind: "x", body });
          };
          await Promise.all([send("one", (next() % 2) * 10), send("two", 5)]);
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [/"body":"(one|two)"/, /"body":"(one|two)"/],
    },
    "a module's counter in the error that a process fails with": {
      form: told(
        leaky(() => {
          throw new Error(`number ${next()}`);
        }),
      ),
      step: 2,
      atUs: 1_000_000,
      differing: [/^ {2}\{"kind":"crash","reason":"it failed: Error: number \d+"\}$/],
    },
  };

  test.each(Object.entries(leaks))("%s", async (_, { form, step, atUs, differing }) => {
    const verification = await verifyDeterminism(form, { seed });
    expect(verification).toEqual({ deterministic: false, step, atUs, plays: expect.anything() });
    if (verification.deterministic) return;
    const lines = verification.plays.map((play) => play.split("\n"));
    const own = lines.map((of, play) => of.filter((line, at) => lines[1 - play]![at] !== line));
    expect(own).toEqual([0, 1].map(() => differing.map((pattern) => expect.stringMatching(pattern))));
  });

  test("with a whole step in each of the two descriptions", async () => {
    const count = outsideCounter();
    const ann = leaky((cx) => {
      cx.setTimer("leak", "1s");
      if (cx.nowUs < 2_000_000) return;
      cx.state.last = count();
      cx.log("leaks");
    });
    expect(await verifyDeterminism(form({ duration: "3s", nodes: { ann } }), { seed })).toEqual({
      deterministic: false,
      step: 2,
      atUs: 2_000_000,
      plays: [1, 2].map((last) =>
        [
          "ann: timer leak",
          '  {"atUs":3000000,"kind":"timer set","timer":"leak"}',
          '  {"kind":"log","text":"leaks"}',
          `  ann.state.last = ${last}`,
        ].join("\n"),
      ),
    });
  });
});

describe("what leaks into the judgement alone is found as well:", () => {
  test("a property that stops one play and not the other", async () => {
    const count = outsideCounter();
    const scenario = form({ nodes: { ann: counter() }, always: { "asked seldom": () => count() !== 21 } });
    expect(await verifyDeterminism(scenario, { seed })).toEqual({
      deterministic: false,
      step: 10,
      atUs: 100_000,
      plays: [
        'ann: timer tick\n  {"atUs":110000,"kind":"timer set","timer":"tick"}\n  the run ends: always "asked seldom" stopped holding at 0.100 s',
        'ann: timer tick\n  {"atUs":110000,"kind":"timer set","timer":"tick"}\n  the run goes on',
      ],
    });
  });

  test("a property that happens in one play and not in the other", async () => {
    const count = outsideCounter();
    const scenario = form({ sometimes: { "asked first": () => count() === 1 } });
    const verification = await verifyDeterminism(scenario, { seed });
    expect(verification).toMatchObject({ deterministic: false, step: 2, atUs: 1_100_000 });
    expect(verification.deterministic || verification.plays.map((play) => play.split("\n").slice(0, 3))).toEqual([
      [
        "run ends",
        expect.stringMatching(/^ {2}report\.properties = .*"verdict":"held"\}\]$/),
        expect.stringMatching(/^ {2}report\.reasons = \[\]$/),
      ],
      [
        "run ends",
        expect.stringMatching(/^ {2}report\.properties = .*"verdict":"never happened"\}\]$/),
        expect.stringMatching(/^ {2}report\.reasons = \["sometimes \\"asked first\\" never happened"\]$/),
      ],
    ]);
  });

  test("but not what properties do to themselves without a trace", async () => {
    const count = outsideCounter();
    const scenario = form({ always: { "asked at all": () => count() > 0 } });
    expect(await verifyDeterminism(scenario, { seed })).toMatchObject({ deterministic: true });
  });
});

test("a difference in a state so large that it is looked at seldom is found when the run is over", async () => {
  const count = outsideCounter();
  const hoarder = protocol<{ state: { much: string; last: number }; timer: "late" }>({
    state: () => ({ much: "x".repeat(100_000), last: 0 }),
    start: (cx) => cx.setTimer("late", "500ms"),
    timers: {
      late: (cx) => {
        cx.state.last = count();
      },
    },
  });
  expect(await verifyDeterminism(form({ nodes: { ann: hoarder } }), { seed })).toEqual({
    deterministic: false,
    step: 3,
    atUs: 1_100_000,
    plays: ["run ends\n  ann.state.last = 1", "run ends\n  ann.state.last = 2"],
  });
});

test("of a difference in a long text the place is shown where it differs", async () => {
  const count = outsideCounter();
  const writer = protocol<{ state: { text: string } }>({
    state: () => ({ text: "" }),
    start: (cx) => {
      cx.state.text = `${"x".repeat(300)}${count()}${"y".repeat(300)}`;
    },
  });
  const verification = await verifyDeterminism(form({ nodes: { ann: writer } }), { seed });
  expect(verification.deterministic || verification.plays).toEqual(
    [1, 2].map((n) => `ann: start\n  ann.state.text = …${"x".repeat(40)}${n}${"y".repeat(119)}…`),
  );
});

describe("a clean scenario is deterministic, and its report is that of a plain run", () => {
  const clean: Record<string, Scenario> = {
    "with protocols": lively(),
    "with programs": lively(teller),
    "that shows stacks": told(
      leaky((cx) => {
        cx.state.last = new Error("of a protocol").stack;
      }),
      program(
        async (cx) => {
          const fail = async () => {
            await cx.sleep("1ms");
            throw new Error("of a program");
          };
          await fail().catch((error) => cx.log(error.stack));
        },
        { state: () => ({}) },
      ) as AnyProcess,
    ),
    "that fails": form({ nodes: { ann: counter() }, always: { few: () => false } }),
    "that a limit ends": form({ nodes: { ann: counter() }, limits: { events: 20 } }),
    "with a process that fails by itself": form({
      nodes: {
        ann: counter((count) => {
          if (count === 3) throw new Error("three");
        }),
      },
    }),
  };

  test.each(Object.entries(clean))("%s", async (_, scenario) => {
    const verification = await verifyDeterminism(scenario, { seed });
    const plain = await run(scenario, { seed });
    expect(verification.deterministic).toBe(true);
    if (!verification.deterministic) return;
    expect(withoutStacks(verification.report)).toEqual(withoutStacks(plain));
  });

  test("from every seed", async () => {
    for (let seed = 0; seed < 10; seed++) {
      for (const scenario of [lively(), lively(teller)]) {
        const verification = await verifyDeterminism(scenario, { seed });
        const { verdict, digest, reasons } = await run(scenario, { seed });
        expect([seed, verification]).toMatchObject([
          seed,
          { deterministic: true, report: { verdict, digest, reasons } },
        ]);
        expect([seed, verdict, reasons]).toEqual([seed, "passed", []]);
      }
    }
  });
});

test("a scenario with mistakes is refused, and a property that throws is the user's mistake here, too", async () => {
  await expect(verifyDeterminism({ ...form(), duration: "1" as never }, { seed })).rejects.toThrow("duration");
  const thrower = () => {
    throw new Error("oops");
  };
  await expect(verifyDeterminism(form({ always: { broken: thrower } }), { seed })).rejects.toThrow(
    'always["broken"]: a function threw Error: oops',
  );
});
