import { describe, expect, test } from "vitest";
import { defaultLimits, LimitReached, type Limits } from "../../src/kernel/limits.js";
import { betweenGroups } from "../../src/network/scope.js";
import { Occasion } from "../../src/node/host.js";
import { type AnyProcess, program, protocol } from "../../src/node/process.js";
import { bodiesOf, mail, mailbox } from "../support/mailbox.js";
import { Rig, type RigOptions } from "../support/rig.js";

const idle: AnyProcess = protocol<{ state: object }>({ state: () => ({}) });

/** Answers every message with as many as it says. */
function parrot(copies: number): AnyProcess {
  return protocol<{ state: object; message: { kind: "mail"; body: unknown } }>({
    state: () => ({}),
    on: {
      mail: (cx, message, from) => {
        for (let n = 0; n < copies; n++) cx.send(from, message);
      },
    },
  });
}

/** The limit that a run ends with. */
function limitOf(act: () => void): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof LimitReached) return thrown.message;
    throw thrown;
  }
  return "none";
}

describe("a limit", () => {
  const limited = (limits: Partial<Limits>, processes: Record<string, AnyProcess>, options: RigOptions = {}) =>
    new Rig(processes, { ...options, limits });

  test("of events at one instant names the node that keeps time from advancing", () => {
    const rig = limited({ eventsPerInstant: 100 }, { ann: parrot(1), bob: idle });
    rig.at("1s", () => rig.send("ann", "ann", mail(1)));
    expect(limitOf(() => rig.run())).toBe(
      "limits.eventsPerInstant (100) was reached: at 1000000 us ann keeps it there",
    );
    expect(rig.cluster.queue.taken).toBe(2 + 100 + 1);
  });

  test("of events at one instant allows that many, and counts anew at the next", () => {
    const rig = limited({ eventsPerInstant: 100 }, { ann: mailbox });
    for (const second of [1, 2, 3]) {
      // One event of the test's own, and 99 letters.
      rig.at(`${second}s`, () => {
        for (let n = 0; n < 99; n++) rig.send("ann", "ann", mail(n));
      });
    }
    expect(limitOf(() => rig.run())).toBe("none");
    expect(bodiesOf(rig, "ann").length).toBe(297);
  });

  test("of events at one instant holds for a program that sleeps no time, too", async () => {
    const spinner = program(async (cx) => {
      await cx.sleep("1s");
      for (;;) await cx.sleep(0);
    });
    const rig = limited({ eventsPerInstant: 100 }, { ann: spinner });
    await expect(rig.play()).rejects.toThrow(
      "limits.eventsPerInstant (100) was reached: at 1000000 us ann keeps it there",
    );
  });

  test("of events says how far the run had come", () => {
    const rig = limited({ events: 1_000 }, { ann: parrot(1), bob: parrot(1) });
    rig.at("1s", () => rig.send("ann", "bob", mail(1)));
    expect(limitOf(() => rig.run())).toBe("limits.events (1000) was reached: the run had come to 1998000 us");
  });

  test("of pending events is reached by messages", () => {
    const rig = limited({ pending: 10_000 }, { ann: parrot(2), bob: parrot(2) });
    rig.at("1s", () => rig.send("ann", "bob", mail(1)));
    expect(limitOf(() => rig.run())).toMatch(/^limits.pending \(10000\) was reached: at \d+ us that many events/);
  });

  test("of pending events is reached by what programs wait for", async () => {
    const hoarder = program(async (cx) => {
      for (;;) {
        for (let n = 0; n < 100; n++) void cx.sleep("1h");
        await cx.sleep("1ms");
      }
    });
    const rig = limited({ pending: 10_000 }, { ann: hoarder });
    await expect(rig.play("1h")).rejects.toThrow("limits.pending (10000) was reached");
    expect(rig.cluster.queue.length).toBeLessThan(11_000);
  });

  test("of messages in flight names the link", () => {
    const rig = limited(
      { inFlightPerLink: 1_000 },
      { ann: mailbox, bob: mailbox, cat: mailbox },
      { network: { latency: "1h" } },
    );
    for (let n = 0; n < 5_000; n++) {
      rig.at(n, () => rig.send("ann", n % 3 === 0 ? "bob" : "cat", mail(n)));
    }
    expect(limitOf(() => rig.run("1s"))).toMatch(
      /^limits.inFlightPerLink \(1000\) was reached: at \d+ us that many messages are on their way from ann to cat$/,
    );
    expect(rig.traffic.sent).toBeLessThan(3_000);
  });

  test("of messages in flight is not reached by as many messages on different links", () => {
    const rig = limited(
      { inFlightPerLink: 1_000 },
      { ann: mailbox, bob: mailbox, cat: mailbox },
      { network: { latency: "1h" } },
    );
    rig.at(0, () => {
      for (let n = 0; n < 1_000; n++) {
        for (const [from, to] of [
          ["ann", "bob"],
          ["bob", "ann"],
          ["ann", "cat"],
        ] as const)
          rig.send(from, to, mail(n));
      }
    });
    expect(limitOf(() => rig.run())).toBe("none");
  });

  test("of messages held is that of pending events", () => {
    const rig = limited({ pending: 1_000 }, { ann: mailbox, bob: mailbox });
    rig.hold(betweenGroups(2, [[0], [1]]));
    rig.at(0, () => {
      for (let n = 0; n <= 1_000; n++) rig.send("ann", "bob", mail(n));
    });
    expect(limitOf(() => rig.run())).toBe("limits.pending (1000) was reached: at 0 us that many messages are held");
  });

  test("of the backlog names the node that is paused, or busy", () => {
    const outcomes = [(rig: Rig) => rig.machine("ann").pause(), (rig: Rig) => rig.machine("ann").work("1h")].map(
      (stop) => {
        const rig = limited({ backlog: 100 }, { ann: mailbox });
        rig.at("1s", () => {
          stop(rig);
          rig.machine("ann").settle();
        });
        rig.at("2s", () => {
          for (let n = 0; n < 200; n++) rig.send("ann", "ann", mail(n));
        });
        return limitOf(() => rig.run());
      },
    );
    expect(outcomes).toEqual([
      "limits.backlog (100) was reached: that much is waiting for ann, which is paused",
      "limits.backlog (100) was reached: that much is waiting for ann, which is up",
    ]);
  });

  test("of the backlog names the program that does not read its inbox", async () => {
    const rig = limited({ backlog: 100 }, { ann: program(async (cx) => cx.sleep("1000d")), bob: idle });
    rig.at("2s", () => {
      for (let n = 0; n < 200; n++) rig.send("bob", "ann", n);
    });
    await expect(rig.play()).rejects.toThrow(
      "limits.backlog (100) was reached: that much lies in the inbox of ann, which does not read it",
    );
  });

  test("ends the run even if the process that ran into it catches what is thrown", async () => {
    const swallow = protocol<{ state: object; timer: "again" }>({
      state: () => ({}),
      start: (cx) => cx.setTimer("again", "1ms"),
      timers: {
        again: (cx) => {
          try {
            for (let n = 0; n < 100; n++) cx.send("bob", mail(n) as never);
          } catch {
            // It goes on as if nothing had been.
          }
          cx.setTimer("again", "1ms");
        },
      },
    });
    const rig = limited({ pending: 5_000 }, { ann: swallow, bob: idle }, { network: { latency: "1h" } });
    expect(limitOf(() => rig.run("10s"))).toMatch(/^limits.pending \(5000\)/);
    expect(rig.nowUs).toBeLessThan(60_000);
    const deaf = program(async (cx) => {
      for (;;) {
        await cx.sleep("1ms");
        for (let n = 0; n < 100; n++) {
          try {
            cx.send("bob", n);
          } catch {
            // As above.
          }
        }
      }
    });
    const other = limited({ pending: 5_000 }, { ann: deaf, bob: idle }, { network: { latency: "1h" } });
    await expect(other.play("10s")).rejects.toThrow("limits.pending (5000)");
    expect(other.nowUs).toBeLessThan(60_000);
  });

  test("is wide enough by default for what is no runaway", () => {
    const rig = new Rig({ ann: mailbox, bob: mailbox });
    rig.at("1s", () => {
      for (let n = 0; n < defaultLimits.eventsPerInstant - 1; n++) rig.send("ann", "bob", mail(n));
    });
    expect(limitOf(() => rig.run())).toBe("none");
  });
});

describe("the digest", () => {
  interface Play {
    readonly seed?: number;
    readonly body?: unknown;
    readonly recorded?: boolean;
    readonly thorough?: boolean;
    readonly network?: RigOptions["network"];
    readonly also?: (rig: Rig) => void;
  }

  function play({ seed = 1, body = "x", recorded = false, thorough = false, network, also }: Play = {}) {
    const rig = new Rig(
      { ann: parrot(1), bob: parrot(1) },
      { seed, thorough, network: network ?? { latency: ["1ms", "5ms"] } },
    );
    if (recorded) rig.record();
    rig.at("1s", () => rig.send("ann", "bob", mail(body)));
    also?.(rig);
    rig.run("2s");
    return { digest: rig.digest, contents: String(rig.cluster.contents), events: rig.cluster.queue.taken };
  }

  const reference = play();

  test("is the same whenever the same run is played, and on every machine", () => {
    expect([play(), reference.digest]).toEqual([reference, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(reference).toMatchInlineSnapshot(`
      {
        "contents": "null",
        "digest": "463b8542f1c48889",
        "events": 328,
      }
    `);
  });

  test("is the same whether or not somebody takes notes, or looks at contents too", () => {
    expect(play({ recorded: true })).toEqual(reference);
    expect(play({ thorough: true }).digest).toBe(reference.digest);
  });

  test("is another one with another seed, another fault, or one more message, even one that is lost", () => {
    const others = [
      play({ seed: 2 }),
      play({ also: (rig) => rig.at("1500ms", () => rig.machine("bob").pause()) }),
      play({ also: (rig) => rig.at("1500ms", () => rig.send("bob", "ann", mail("y"))) }),
      play({
        also: (rig) => {
          rig.at("3s", () => {});
          rig.at("1500ms", () => {
            const heal = rig.cut(betweenGroups(2, [[0], [1]]));
            rig.send("bob", "bob", { kind: "unheard of" });
            heal();
          });
        },
      }),
    ];
    expect(new Set([reference, ...others].map(({ digest }) => digest)).size).toBe(5);
  });

  test("of contents shows what messages say; the digest of events does not", () => {
    const [one, other] = [play({ thorough: true }), play({ thorough: true, body: "y" })];
    expect([one.digest === other.digest, one.contents === other.contents]).toEqual([true, false]);
  });

  test("tells requests apart by all of their number, not by its last bits only", () => {
    // Ticket numbers leave 32 bits after four thousand requests: here they differ by exactly that many.
    const digests = [0, 4_096].map((earlier) => {
      const rig = new Rig({ ann: idle }, { clients: ["client"] });
      for (let n = 0; n < earlier; n++) rig.cluster.newTicket(1);
      rig.at("1s", () => rig.ask("client", "ann", "x"));
      return rig.run().digest;
    });
    expect(digests[0]).not.toBe(digests[1]);
  });
});

describe("a recorder", () => {
  test("is told every event with its cause, and every effect", () => {
    const process = protocol<{
      state: object;
      message: { kind: "go" };
      timer: "tick";
      request: string;
      result: string;
    }>({
      state: () => ({}),
      on: {
        go: (cx) => {
          cx.log("went");
          cx.disk.append("log", 1);
          cx.disk.sync();
          cx.work("1ms");
          cx.setTimer("tick", "1s");
          cx.cancelTimer("tick");
          cx.send("bob", mail("went") as never);
        },
      },
      timers: { tick: () => {} },
      serve: (cx, request, ticket) => cx.answer(ticket, request),
    });
    const rig = new Rig({ ann: process, bob: mailbox }, { clients: ["client"] });
    const notes = rig.record();
    rig.at("1s", () => rig.send("ann", "ann", { kind: "go" }));
    rig.at("2s", () => rig.ask("client", "ann", "what"));
    rig.at("3s", () => rig.machine("ann").crash("struck"));
    rig.run();
    expect(notes.events.map(({ index, atUs, kind, who, cause }) => [index, atUs, kind, who, cause])).toEqual([
      [0, 0, Occasion.boot, 0, -1],
      [1, 0, Occasion.boot, 1, -1],
      [2, 1_000_000, 16, 0, -1],
      [3, 1_000_000, Occasion.message, 0, 2],
      [4, 1_001_000, Occasion.synced, 0, 3],
      [5, 1_002_000, Occasion.message, 1, 3],
      [6, 2_000_000, 16, 0, -1],
      [7, 2_001_000, Occasion.message, 0, 6],
      [8, 2_002_000, Occasion.message, 2, 7],
      [9, 3_000_000, 16, 0, -1],
    ]);
    expect(notes.effects).toEqual([
      { kind: "send", to: "ann", message: { kind: "go" }, fate: "arrives at 1000000 us" },
      { kind: "log", text: "went" },
      { kind: "write", file: "log", change: "append", value: 1 },
      { kind: "sync", endUs: 1_001_000 },
      { kind: "work", lengthUs: 1_000 },
      { kind: "timer set", timer: "tick", atUs: 2_001_000 },
      { kind: "timer cancelled", timer: "tick" },
      { kind: "send", to: "bob", message: mail("went"), fate: "arrives at 1002000 us" },
      { kind: "send", to: "ann", message: "what", fate: "arrives at 2001000 us" },
      { kind: "answer", to: "client", answer: { kind: "ok", value: "what" }, fate: "arrives at 2002000 us" },
      { kind: "crash", reason: "struck" },
    ]);
  });

  test("is told what a program does to its disk", async () => {
    const rig = new Rig({
      ann: program(async (cx) => {
        await cx.disk.append("log", 1);
        await cx.disk.replace("log", [2]);
        await cx.disk.truncate("log", 0);
        await cx.disk.sync();
      }),
    });
    const notes = rig.record();
    await rig.play();
    expect(notes.effects).toEqual([
      { kind: "write", file: "log", change: "append", value: 1 },
      { kind: "write", file: "log", change: "replace", value: [2] },
      { kind: "write", file: "log", change: "truncate", value: 0 },
      { kind: "sync", endUs: 1_000 },
      { kind: "crash", reason: "its program returned" },
    ]);
  });

  test("is told which event a step is about that had to wait for its node", () => {
    const rig = new Rig({ ann: mailbox, bob: mailbox });
    const notes = rig.record();
    rig.at("1s", () => rig.machine("bob").pause());
    rig.at("2s", () => rig.send("ann", "bob", mail("late")));
    rig.at("3s", () => rig.machine("bob").unpause());
    rig.run();
    const late = notes.events.filter(({ atUs, kind }) => atUs === 3_000_000 && kind === Occasion.message);
    expect(late).toEqual([
      { index: 6, atUs: 3_000_000, kind: Occasion.message, who: 1, whom: 0, what: 0, payload: mail("late"), cause: 3 },
    ]);
  });
});

describe("somebody between a node and its wire", () => {
  test("may change what leaves, keep it back or add to it; several work on one another's results", () => {
    const rig = new Rig({ ann: idle, bob: mailbox, cat: mailbox });
    const double = (_to: number, message: unknown) => [message, message];
    const count = (to: number, message: unknown) => [{ ...(message as object), body: `to ${to}` }];
    const silent = (to: number, message: unknown) => (to === 2 ? [] : [message]);
    rig.at("1s", () => {
      for (const each of [double, count, silent]) rig.cluster.addInterposer(0, each);
      rig.send("ann", "bob", mail(1));
      rig.send("ann", "cat", mail(1));
    });
    rig.at("2s", () => {
      for (const each of [count, double, silent]) rig.cluster.removeInterposer(0, each);
      rig.send("ann", "bob", mail(2));
      rig.send("ann", "cat", mail(2));
    });
    rig.run();
    expect([bodiesOf(rig, "bob"), bodiesOf(rig, "cat")]).toEqual([["to 1", "to 1", 2], [2]]);
  });

  test("never touches what other nodes send", () => {
    const rig = new Rig({ ann: idle, bob: mailbox, cat: idle });
    rig.cluster.addInterposer(0, () => []);
    rig.at("1s", () => rig.send("cat", "bob", mail(1)));
    rig.run();
    expect(bodiesOf(rig, "bob")).toEqual([1]);
  });
});

describe("a cluster", () => {
  test("starts all nodes at once, in order, before anything else happens", () => {
    const order: string[] = [];
    const process = protocol<{ state: object; message: { kind: "x" } }>({
      state: () => ({}),
      start: (cx) => {
        order.push(`${cx.name} starts`);
        cx.broadcast({ kind: "x" });
      },
      on: { x: (cx, _message, from) => void order.push(`${cx.name} hears ${from}`) },
    });
    new Rig({ cat: process, ann: process, bob: process }, { network: { latency: "0us" } }).run();
    expect(order).toEqual([
      "cat starts",
      "ann starts",
      "bob starts",
      "ann hears cat",
      "bob hears cat",
      "cat hears ann",
      "bob hears ann",
      "cat hears bob",
      "ann hears bob",
    ]);
  });

  test("gives every request a ticket of its own, which says who asked", () => {
    const rig = new Rig({ ann: idle }, { clients: ["one", "two"] });
    const tickets = [1, 2, 1].map((peer) => rig.cluster.newTicket(peer));
    expect([new Set(tickets).size, tickets.map((ticket) => ticket % 2 ** 20)]).toEqual([3, [1, 2, 1]]);
  });
});
