import { describe, expect, test } from "vitest";
import { type AnyProcess, program, protocol } from "../../src/node/process.js";
import type { ProgramContext } from "../../src/node/program-context.js";
import { mail, mailbox } from "../support/mailbox.js";
import { Rig, type RigOptions } from "../support/rig.js";

type Main = (cx: ProgramContext<object, unknown>) => Promise<void>;

/** A cluster of programs that write into one log: what they say, and when, in milliseconds. */
function build(
  mains: Readonly<Record<string, (cx: ProgramContext<object, unknown>, say: (text: string) => void) => Promise<void>>>,
  options: RigOptions = {},
) {
  const log: string[] = [];
  const processes = Object.fromEntries(
    Object.entries(mains).map(([name, main]) => {
      const wrapped: Main = (cx) => main(cx, (text) => log.push(`${name}: ${text} ${cx.nowUs / 1_000}`));
      return [name, program(wrapped) as AnyProcess];
    }),
  );
  return { rig: new Rig(processes, { clients: ["client"], ...options }), log };
}

const forever = (cx: ProgramContext<object, unknown>) => cx.sleep("1000d");

describe("a program", () => {
  test("tells its story in virtual time", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        say("begins");
        await cx.sleep("1s");
        say("slept");
        await cx.sleep(0);
        say("slept no time");
        await cx.work("10ms");
        say("worked");
        await Promise.all([cx.sleep("5ms"), cx.sleep("3ms")]);
        say("slept twice at once");
        await Promise.race([cx.sleep("5ms"), cx.sleep("3ms")]);
        say("woke first");
      },
    });
    await rig.play();
    expect(log).toEqual([
      "ann: begins 0",
      "ann: slept 1000",
      "ann: slept no time 1000",
      "ann: worked 1010",
      "ann: slept twice at once 1015",
      "ann: woke first 1018",
    ]);
  });

  test("stops its node when it returns", async () => {
    const { rig } = build({ ann: async () => {}, bob: (cx) => forever(cx) });
    await rig.play("1s");
    expect([rig.machine("ann").status, rig.machine("ann").reason, rig.failures]).toEqual([
      "stopped",
      "its program returned",
      [],
    ]);
    expect(rig.lifecycle).toEqual(["ann up", "ann stopped", "bob up"]);
  });

  test("that has returned is started again by a crash that ends", async () => {
    const { rig, log } = build({ ann: async (_cx, say) => say("begins") });
    rig.at("1s", () => rig.machine("ann").crash("struck"));
    rig.at("2s", () => rig.machine("ann").revive());
    await rig.play();
    expect(log).toEqual(["ann: begins 0", "ann: begins 2000"]);
  });

  test("shows its state, and loses it in a crash", async () => {
    const counter = program<{ count: number }>(
      async (cx) => {
        for (;;) {
          await cx.sleep("1s");
          cx.state.count++;
        }
      },
      { state: () => ({ count: 0 }) },
    );
    const rig = new Rig({ ann: counter });
    rig.at("3500ms", () => rig.machine("ann").crash("struck"));
    rig.at("3600ms", () => rig.machine("ann").revive());
    const seen: unknown[] = [];
    for (const until of ["3s", "3500ms", "6s"] as const) {
      await rig.play(until);
      seen.push(structuredClone(rig.state("ann")));
    }
    expect(seen).toEqual([{ count: 3 }, { count: 0 }, { count: 2 }]);
  });

  test("has run all it made ready to run before the next event happens", async () => {
    const order: string[] = [];
    const { rig } = build({
      ann: async (cx) => {
        await cx.sleep("1s");
        const note = (text: string) => order.push(text);
        queueMicrotask(() => {
          note("microtask");
          process.nextTick(() => {
            note("tick in microtask");
            void Promise.resolve().then(() => note("promise in tick in microtask"));
          });
        });
        process.nextTick(() => note("tick"));
        void (async () => {
          for (let n = 0; n < 100; n++) await null;
          note("after a hundred awaits");
          await (async () => {
            await Promise.all([1, 2, 3].map(async (n) => await n));
          })();
          note("after nested awaits");
        })();
        await forever(cx);
      },
    });
    rig.at("1s", () => order.push("the event before"));
    rig.at(1_000_001, () => order.push("the event after"));
    await rig.play("2s");
    expect(order[0]).toBe("the event before");
    expect(order.at(-1)).toBe("the event after");
    expect(order.slice(1, -1).toSorted()).toEqual([
      "after a hundred awaits",
      "after nested awaits",
      "microtask",
      "promise in tick in microtask",
      "tick",
      "tick in microtask",
    ]);
  });

  test("draws from its own chance, whatever other nodes do", async () => {
    const drawn = async (others: number) => {
      const words: number[] = [];
      const mains = Object.fromEntries(
        ["ann", ...Array.from({ length: others }, (_, n) => `n${n}`)].map((name) => [
          name,
          async (cx: ProgramContext<object, unknown>) => {
            for (let n = 0; n < 5; n++) {
              await cx.sleep("1ms");
              const words4 = [cx.random.word(), cx.stream("other").word(), cx.random.fork("other").word()];
              if (cx.name === "ann") words.push(...words4);
            }
          },
        ]),
      );
      await build(mains).rig.play();
      return words;
    };
    const alone = await drawn(0);
    expect(new Set(alone).size).toBe(11);
    expect(await drawn(3)).toEqual(alone);
  });
});

describe("an inbox", () => {
  test("gives what has arrived, in order, whether it was waited for or not", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        const show = async () => {
          const incoming = await cx.receive();
          say(`${incoming.kind} ${JSON.stringify(incoming.body)} from ${incoming.from}`);
        };
        await show();
        await cx.sleep("100ms");
        await show();
        await show();
        await forever(cx);
      },
      bob: async (cx) => {
        await cx.sleep("10ms");
        cx.send("ann", 1);
        await cx.sleep("10ms");
        cx.send("ann", { two: 2 });
      },
    });
    rig.at("30ms", () => rig.send("client", "ann", "three"));
    await rig.play("1s");
    expect(log).toEqual([
      "ann: message 1 from bob 11",
      'ann: message {"two":2} from bob 111',
      'ann: message "three" from client 111',
    ]);
  });

  test("can be walked through for ever, and gone back to after a break", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        for await (const { body } of cx.inbox) {
          say(`${body}`);
          if (body === 2) break;
        }
        say("takes a break");
        await cx.sleep("1s");
        for await (const { body } of cx.inbox) say(`${body}`);
      },
      bob: async (cx) => {
        for (const n of [1, 2, 3, 4]) {
          cx.send("ann", n);
          await cx.sleep("10ms");
        }
        await cx.sleep("2s");
        cx.send("ann", 5);
      },
    });
    await rig.play();
    expect(log).toEqual([
      "ann: 1 1",
      "ann: 2 11",
      "ann: takes a break 11",
      "ann: 3 1011",
      "ann: 4 1011",
      "ann: 5 2041",
    ]);
  });

  test("gives several that wait what comes, in the order in which they began to wait", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        const wait = async (name: string) => say(`${name} got ${(await cx.receive()).body}`);
        await Promise.all([wait("first"), wait("second"), wait("third")]);
      },
      bob: async (cx) => {
        for (const n of [1, 2, 3]) cx.send("ann", n);
      },
    });
    await rig.play();
    expect(log).toEqual(["ann: first got 1 1", "ann: second got 2 1", "ann: third got 3 1"]);
  });

  test("is not waited for longer than the timeout, which takes nothing away from others", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        const wait = async (name: string, timeout?: "5ms" | "20ms") => {
          const incoming = await (timeout === undefined ? cx.receive() : cx.receive({ timeout }));
          say(`${name} got ${incoming === undefined ? "nothing" : incoming.body}`);
        };
        await Promise.all([wait("hasty", "5ms"), wait("calm", "20ms"), wait("patient")]);
        await wait("last", "5ms");
        await forever(cx);
      },
      bob: async (cx) => {
        await cx.sleep("10ms");
        cx.send("ann", 1);
        cx.send("ann", 2);
      },
    });
    await rig.play("1s");
    expect(log).toEqual([
      "ann: hasty got nothing 5",
      "ann: calm got 1 11",
      "ann: patient got 2 11",
      "ann: last got nothing 16",
    ]);
  });

  test("gives a message that came before the timeout did, when both have waited for a pause to end", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        const hasty = cx.receive({ timeout: "20ms" });
        const patient = cx.receive();
        say(`hasty got ${(await hasty)?.body}`);
        say(`patient got ${(await patient).body}`);
        await forever(cx);
      },
    });
    rig.at("5ms", () => rig.machine("ann").pause());
    rig.at("10ms", () => rig.send("client", "ann", "in time"));
    rig.at("100ms", () => rig.machine("ann").unpause());
    rig.at("200ms", () => rig.send("client", "ann", "later"));
    await rig.play("1s");
    expect(log).toEqual(["ann: hasty got in time 100", "ann: patient got later 201"]);
  });

  test("gives nothing for a timeout that came before the message did, and leaves the message to the next", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        say(`first ${(await cx.receive({ timeout: "20ms" }))?.body}`);
        say(`second ${(await cx.receive()).body}`);
      },
    });
    rig.at("5ms", () => rig.machine("ann").pause());
    rig.at("30ms", () => rig.send("client", "ann", "late"));
    rig.at("100ms", () => rig.machine("ann").unpause());
    await rig.play("1s");
    expect(log).toEqual(["ann: first undefined 100", "ann: second late 100"]);
  });
});

describe("a request of a program", () => {
  const server: AnyProcess = protocol<{ state: object; request: string; result: string }>({
    state: () => ({}),
    serve: (cx, request, ticket) => {
      if (request === "refuse") cx.refuse(ticket, "not now");
      else if (request !== "be silent") cx.answer(ticket, `${request}!`);
    },
  });

  test("is answered, refused, or not answered in time", async () => {
    const outcomes: unknown[] = [];
    const asker = program(async (cx) => {
      for (const request of ["hello", "refuse", "be silent"]) {
        outcomes.push([await cx.request("server", request, { timeout: "50ms" }), cx.nowUs]);
      }
    });
    await new Rig({ asker, server }).play();
    expect(outcomes).toEqual([
      [{ kind: "ok", value: "hello!" }, 2_000],
      [{ kind: "refused", reason: "not now" }, 4_000],
      [{ kind: "timeout" }, 54_000],
    ]);
  });

  test("that comes to a program is answered by it, once it likes, to whom it belongs", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        const outcomes = await Promise.all([1, 2, 3].map((n) => cx.request<number>("bob", n, { timeout: "1s" })));
        say(JSON.stringify(outcomes));
      },
      bob: async (cx) => {
        const open = [await cx.receive(), await cx.receive(), await cx.receive(), await cx.receive()];
        for (const incoming of open.reverse()) {
          if (incoming.kind !== "request") throw new Error("a request was expected");
          if (incoming.body === 2) incoming.refuse("even", "cat");
          else incoming.answer((incoming.body as number) * 10);
        }
      },
    });
    rig.at("500us", () => rig.ask("client", "bob", 4));
    await rig.play();
    expect(log).toEqual([
      'ann: [{"kind":"ok","value":10},{"kind":"refused","reason":"even","instead":"cat"},{"kind":"ok","value":30}] 2.5',
    ]);
    expect(rig.replies.map(({ answer }) => answer)).toEqual([{ kind: "ok", value: 40 }]);
  });

  test("whose answer comes after the timeout stays timed out, and the next one is not given it", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        for (const body of ["slow", "quick"]) {
          say(JSON.stringify(await cx.request("bob", body, { timeout: "10ms" })));
        }
      },
      bob: async (cx) => {
        for await (const incoming of cx.inbox) {
          if (incoming.kind !== "request") continue;
          if (incoming.body === "slow") await cx.sleep("12ms");
          incoming.answer(incoming.body);
        }
      },
    });
    await rig.play();
    expect(log).toEqual(['ann: {"kind":"timeout"} 10', 'ann: {"kind":"ok","value":"quick"} 14']);
  });

  test("to a node that does not exist, or with what is no plain data, fails where it was made", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        for (const [to, body] of [
          ["nobody", 1],
          [9, 1],
          [-1, 1],
          ["bob", () => 1],
        ] as const) {
          await cx.request(to, body, { timeout: "10ms" }).catch((thrown: Error) => say(thrown.message));
        }
      },
      bob: async (cx) => forever(cx),
    });
    await rig.play("1s");
    expect(log.map((line) => line.replace(/ [\d.]+$/, ""))).toEqual([
      'ann: there is no node "nobody"',
      expect.stringContaining("there is no node"),
      expect.stringContaining("there is no node"),
      "ann: a function cannot be sent or stored: messages and records are plain data",
    ]);
    expect(rig.machine("ann").status).toBe("stopped");
  });

  test("of an earlier life is not answered to the next", async () => {
    let lives = 0;
    const { rig, log } = build({
      ann: async (cx, say) => {
        const life = ++lives;
        say(`life ${life} ${JSON.stringify(await cx.request("bob", `life ${life}`, { timeout: "1s" }))}`);
      },
      bob: async (cx) => {
        for await (const incoming of cx.inbox) {
          if (incoming.kind !== "request") continue;
          await cx.sleep("50ms");
          incoming.answer(incoming.body);
        }
      },
    });
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    rig.at("20ms", () => rig.machine("ann").revive());
    await rig.play();
    expect(log).toEqual(['ann: life 2 {"kind":"ok","value":"life 2"} 102']);
  });
});

describe("the disk of a program", () => {
  test("keeps what was not synced when the program is told to stop", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        say(JSON.stringify(await cx.disk.read("log")));
        await cx.disk.append("log", 1);
        await forever(cx);
      },
    });
    rig.at("1s", () => rig.machine("ann").terminate()).at("2s", () => rig.machine("ann").revive());
    await rig.play("3s");
    const read = (records: readonly unknown[]) => JSON.stringify({ kind: "read", records, damage: null });
    expect(log).toEqual([`ann: ${read([])} 0`, `ann: ${read([1])} 2000`]);
    expect(rig.lifecycle).toEqual(["ann up", "ann stopped", "ann up"]);
  });

  test("keeps over a crash what was synced", async () => {
    const { rig, log } = build(
      {
        ann: async (cx, say) => {
          say(JSON.stringify(await cx.disk.read("log")));
          await cx.disk.append("log", cx.nowUs);
          await cx.disk.sync();
          say("synced");
          await cx.disk.append("log", "not synced");
          await cx.disk.replace("vote", ["ann"]);
          await forever(cx);
        },
      },
      { machine: { disk: { sync: "5ms", read: "2ms" } } },
    );
    rig.at("100ms", () => rig.machine("ann").crash("struck"));
    rig.at("200ms", () => rig.machine("ann").revive());
    await rig.play("1s");
    expect(log).toEqual([
      'ann: {"kind":"read","records":[],"damage":null} 2',
      "ann: synced 7",
      'ann: {"kind":"read","records":[2000],"damage":null} 202',
      "ann: synced 207",
    ]);
  });

  test("makes nothing durable by a sync that a crash cuts short", async () => {
    const { rig, log } = build(
      {
        ann: async (cx, say) => {
          const reading = await cx.disk.read("log");
          say(JSON.stringify(reading));
          await cx.disk.append("log", 1);
          await cx.disk.sync();
          say("synced");
        },
      },
      { machine: { disk: { sync: "5ms" } } },
    );
    rig.at("3ms", () => rig.machine("ann").crash("struck"));
    rig.at("10ms", () => rig.machine("ann").revive());
    await rig.play("14ms");
    expect(log).toEqual([
      'ann: {"kind":"read","records":[],"damage":null} 0',
      'ann: {"kind":"read","records":[],"damage":null} 10',
    ]);
  });

  test("says when it is full, and refuses what is no plain data", async () => {
    const { rig, log } = build(
      {
        ann: async (cx, say) => {
          say(await cx.disk.append("log", "x".repeat(100)));
          await cx.disk.append("log", () => 1).catch((thrown: Error) => say(thrown.name));
        },
      },
      { machine: { disk: { capacity: 50 } } },
    );
    await rig.play();
    expect(log).toEqual(["ann: full 0", "ann: TypeError 0"]);
  });
});

describe("a program that fails", () => {
  const ways: readonly (readonly [string, (cx: ProgramContext<object, unknown>) => Promise<void>])[] = [
    [
      "rejects",
      async (cx) => {
        await cx.sleep("1ms");
        throw new TypeError("broken");
      },
    ],
    [
      "throws before its first await",
      () => {
        throw new TypeError("broken");
      },
    ],
    [
      "throws in a tick",
      async (cx) => {
        await cx.sleep("1ms");
        process.nextTick(() => {
          throw new TypeError("broken");
        });
        await forever(cx);
      },
    ],
    [
      "throws in a microtask",
      async (cx) => {
        await cx.sleep("1ms");
        queueMicrotask(() => {
          throw new TypeError("broken");
        });
        await forever(cx);
      },
    ],
    [
      "leaves a promise rejected",
      async (cx) => {
        await cx.sleep("1ms");
        void Promise.reject(new TypeError("broken"));
        await forever(cx);
      },
    ],
    [
      "forgets a call that fails later",
      async (cx) => {
        void (async () => {
          await cx.sleep("1ms");
          await null;
          throw new TypeError("broken");
        })();
        await forever(cx);
      },
    ],
    [
      "fails in several places at once",
      async (cx) => {
        await cx.sleep("1ms");
        for (let n = 0; n < 3; n++) {
          queueMicrotask(() => {
            throw new TypeError("broken");
          });
          process.nextTick(() => {
            throw new TypeError("broken");
          });
          void Promise.reject(new TypeError("broken"));
        }
        throw new TypeError("broken");
      },
    ],
  ];

  describe.each(["in place", "event loop"] as const)("with promises drained by the %s method", (method) => {
    test.each(ways)("because it %s crashes its own node, with a stack, and nothing else", async (_, main) => {
      const { rig, log } = build({
        ann: main,
        bob: async (cx, say) => {
          for (;;) {
            await cx.sleep("1ms");
            say("lives");
          }
        },
      });
      await rig.play("3ms", method);
      expect(rig.failures.map(({ node, error }) => [node, error.message])).toEqual([["ann", "TypeError: broken"]]);
      expect(rig.failures[0]!.error.stack).toContain("program.test.ts");
      expect(rig.machine("ann").status).toBe("crashed");
      expect(log).toEqual(["bob: lives 1", "bob: lives 2", "bob: lives 3"]);
    });

    test.each(ways)("because it %s is started again by a supervisor, each time", async (_, main) => {
      const { rig } = build({ ann: main }, { machine: { restart: "10ms" } });
      await rig.play("45ms", method);
      expect(rig.failures.length).toBeGreaterThanOrEqual(4);
      expect(new Set(rig.failures.map(({ error }) => error.message))).toEqual(new Set(["TypeError: broken"]));
      expect(new Set(rig.failures.map(({ atUs }) => atUs)).size).toBe(rig.failures.length);
    });

    test("on purpose is no finding", async () => {
      const { rig } = build({
        ann: async (cx) => {
          await cx.sleep("1ms");
          cx.fail("what the disk holds makes no sense");
        },
      });
      await rig.play("1s", method);
      expect([rig.failures, rig.machine("ann").reason]).toEqual([[], "what the disk holds makes no sense"]);
    });

    test("may handle its own failures, which are nobody else's business", async () => {
      const { rig, log } = build({
        ann: async (cx, say) => {
          try {
            await Promise.all([Promise.reject(new Error("one")), Promise.reject(new Error("two"))]);
          } catch (thrown) {
            say((thrown as Error).message);
          }
          const late = Promise.reject(new Error("handled in time"));
          await null;
          await late.catch(() => say("caught"));
          await forever(cx);
        },
      });
      await rig.play("1s", method);
      expect([log, rig.failures]).toEqual([["ann: one 0", "ann: caught 0"], []]);
    });
  });
});

describe("a program that is dead", () => {
  const tries = async (cx: ProgramContext<object, unknown>, say: (text: string) => void) => {
    say("goes on in memory");
    cx.send("box", mail("from the grave"));
    void cx.request("box", "from the grave", { timeout: "1s" }).then(() => say("was answered"));
    void cx.disk.append("log", "from the grave").then(() => say("has written"));
    void cx.disk.sync().then(() => say("has synced"));
    void cx.disk.read("log").then(() => say("has read"));
    void cx.sleep(0).then(() => say("has slept"));
    void cx.work("1s").then(() => say("has worked"));
    void cx.receive({ timeout: "1ms" }).then(() => say("has received"));
  };

  test("because it failed in mid-step sends, writes, asks and waits no more", async () => {
    const log: string[] = [];
    const ann = program(async (cx) => {
      if (cx.nowUs > 0) {
        log.push(JSON.stringify(await cx.disk.read("log")));
        return;
      }
      queueMicrotask(() => {
        throw new Error("dead");
      });
      await null;
      await null;
      await tries(cx as never, (text) => log.push(text));
    });
    const rig = new Rig({ ann, box: mailbox });
    rig.at("1s", () => rig.machine("ann").crash("struck"));
    rig.at("2s", () => rig.machine("ann").revive());
    await rig.play();
    expect(log).toEqual(["goes on in memory", '{"kind":"read","records":[],"damage":null}']);
    expect(rig.state("box")).toEqual({ letters: [] });
    expect([rig.traffic.sent, rig.failures.length]).toEqual([0, 1]);
  });

  test("because its main function returned is as dead, whatever it left running", async () => {
    const log: string[] = [];
    const ann = program(async (cx) => {
      void (async () => {
        for (let n = 0; n < 10; n++) await null;
        await tries(cx as never, (text) => log.push(text));
      })();
    });
    const rig = new Rig({ ann, box: mailbox });
    await rig.play();
    expect([log, rig.traffic.sent, rig.machine("ann").status]).toEqual([["goes on in memory"], 0, "stopped"]);
  });

  test("never wakes up: what it slept for, waited for and asked for does not come", async () => {
    let lives = 0;
    const { rig, log } = build({
      ann: async (cx, say) => {
        const life = ++lives;
        void cx.sleep("100ms").then(() => say(`life ${life} slept`));
        void cx.receive().then(() => say(`life ${life} received`));
        void cx.receive({ timeout: "100ms" }).then(() => say(`life ${life} gave up`));
        void cx.disk.sync().then(() => say(`life ${life} synced`));
        void cx.request("bob", "x", { timeout: "100ms" }).then(() => say(`life ${life} was answered`));
        await forever(cx);
      },
      bob: async (cx) => {
        for await (const incoming of cx.inbox) if (incoming.kind === "request") incoming.answer(1);
      },
    });
    rig.at("500us", () => rig.machine("ann").crash("struck"));
    rig.at("10ms", () => rig.machine("ann").revive());
    rig.at("20ms", () => rig.machine("ann").crash("struck again"));
    rig.at("30ms", () => rig.send("client", "ann", "x"));
    await rig.play("900d");
    expect(log).toEqual(["ann: life 2 synced 11", "ann: life 2 was answered 12"]);
    // Nothing of it is left in the queue either.
    expect(rig.cluster.queue.length).toBe(0);
  });
});

describe("CPU time of a program", () => {
  test("delays what it sends and what comes to it", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        await cx.work("10ms");
        cx.send("bob", "worked");
        say(`received ${(await cx.receive()).body}`);
      },
      bob: async (cx, say) => {
        cx.send("ann", "hello");
        say(`received ${(await cx.receive()).body}`);
      },
    });
    await rig.play();
    expect(log).toEqual(["ann: received hello 10", "bob: received worked 11"]);
  });

  test("is spent before what follows in the same step, even if it is not waited for", async () => {
    const { rig, log } = build({
      ann: async (cx, say) => {
        void cx.work("10ms");
        say("goes on");
        cx.send("bob", "x");
        await forever(cx);
      },
      bob: async (cx, say) => {
        await cx.receive();
        say("received");
      },
    });
    await rig.play("1s");
    expect(log).toEqual(["ann: goes on 10", "bob: received 11"]);
  });
});
