import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyProcess, protocol } from "../../src/node/process.js";
import { Rig, type RigOptions } from "../support/rig.js";

type Note = { readonly kind: "note"; readonly text: string; readonly work?: `${number}ms`; readonly reply?: string };

interface Diary {
  entries: string[];
}

/** Writes down what happens to it and when, in milliseconds. The diary survives crashes: it belongs to the test. */
function diarist(diary: Diary): AnyProcess {
  const write = (cx: { nowUs: number }, text: string) => diary.entries.push(`${text} ${cx.nowUs / 1_000}`);
  return protocol<{ state: { notes: string[] }; message: Note; timer: "alarm"; request: string; result: string }>({
    state: () => ({ notes: [] }),
    start: (cx) => void write(cx, "start"),
    recover: (cx) => void write(cx, "recover"),
    on: {
      note: (cx, { text, work, reply }, from) => {
        if (text === "throw") throw new TypeError("it broke");
        if (text === "give up") cx.fail("the disk is full of nonsense");
        cx.state.notes.push(text);
        write(cx, text);
        if (work !== undefined) cx.work(work);
        if (reply !== undefined) cx.send(from, { kind: "note", text: reply });
      },
    },
    timers: { alarm: (cx) => void write(cx, "alarm") },
    serve: (cx, request, ticket) => {
      write(cx, `request ${request}`);
      cx.answer(ticket, request);
    },
  });
}

function build(options: RigOptions = {}): {
  rig: Rig;
  ann: Diary;
  bob: Diary;
  note: Tell;
} {
  const ann: Diary = { entries: [] };
  const bob: Diary = { entries: [] };
  const rig = new Rig({ ann: diarist(ann), bob: diarist(bob) }, { clients: ["client"], ...options });
  const note: Tell = (ms, to, text, more = {}) => {
    rig.at(ms * 1_000, () => rig.send("client", to, { kind: "note", text, ...more }));
  };
  return { rig, ann, bob, note };
}

type Tell = (ms: number, to: "ann" | "bob", text: string, more?: Partial<Note>) => void;

describe("a crash", () => {
  test("loses memory; the node starts again when it ends, and misses what came meanwhile", () => {
    const { rig, ann, note } = build();
    note(1, "ann", "before");
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    note(20, "ann", "meanwhile");
    rig.at("30ms", () => rig.machine("ann").revive());
    note(40, "ann", "after");
    rig.run("15ms");
    expect([rig.machine("ann").status, rig.machine("ann").reason, rig.state("ann")]).toEqual([
      "crashed",
      "struck",
      { notes: [] },
    ]);
    rig.run();
    expect(ann.entries).toEqual(["start 0", "before 2", "recover 30", "after 41"]);
    expect([rig.machine("ann").status, rig.machine("ann").reason, rig.state("ann")]).toEqual([
      "up",
      null,
      { notes: ["after"] },
    ]);
    expect(rig.lifecycle).toEqual(["ann up", "bob up", "ann crashed", "ann up"]);
  });

  test("touches no other node", () => {
    const { rig, bob, note } = build();
    rig.at("1ms", () => rig.machine("ann").crash("struck"));
    note(2, "bob", "on");
    rig.run();
    expect(bob.entries).toEqual(["start 0", "on 3"]);
  });

  test("takes as long to start from as the machine needs to boot", () => {
    const { rig, ann, note } = build({ machine: { boot: "5ms" } });
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    rig.at("20ms", () => rig.machine("ann").revive());
    note(22, "ann", "too early");
    note(24, "ann", "just in time");
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 25", "just in time 25"]);
  });

  test("while booting makes it boot anew", () => {
    const { rig, ann } = build({ machine: { boot: "10ms" } });
    rig.at("10ms", () => rig.machine("ann").crash("once"));
    rig.at("20ms", () => rig.machine("ann").revive());
    rig.at("25ms", () => rig.machine("ann").crash("again"));
    rig.at("28ms", () => rig.machine("ann").revive());
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 38"]);
  });

  test("before the node ever started does not make its first start a recovery", () => {
    const { rig, ann } = build();
    rig.at("0s", () => rig.machine("ann").crash("struck"));
    rig.at("10ms", () => rig.machine("ann").revive());
    rig.at("20ms", () => rig.machine("ann").crash("struck"));
    rig.at("30ms", () => rig.machine("ann").revive());
    rig.run();
    expect(ann.entries).toEqual(["start 10", "recover 30"]);
  });

  test("drops the timers of before, and lets the new process set its own", () => {
    const entries: string[] = [];
    const process = protocol<{ state: object; timer: "alarm" }>({
      state: () => ({}),
      start: (cx) => cx.setTimer("alarm", "50ms"),
      recover: (cx) => cx.setTimer("alarm", "100ms"),
      timers: { alarm: (cx) => void entries.push(`alarm ${cx.nowUs / 1_000}`) },
    });
    const rig = new Rig({ ann: process });
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    rig.at("20ms", () => rig.machine("ann").revive());
    rig.run();
    expect(entries).toEqual(["alarm 120"]);
  });
});

describe("a pause", () => {
  test("keeps memory; what comes meanwhile is handled when it ends, in order, and late", () => {
    const { rig, ann, note } = build();
    rig.at("10ms", () => rig.machine("ann").pause());
    for (const ms of [11, 12, 13]) note(ms, "ann", `sent at ${ms}`);
    rig.at("50ms", () => rig.machine("ann").unpause());
    note(49, "ann", "at the same instant");
    note(60, "ann", "after");
    rig.run();
    expect(ann.entries).toEqual([
      "start 0",
      "sent at 11 50",
      "sent at 12 50",
      "sent at 13 50",
      "at the same instant 50",
      "after 61",
    ]);
    expect(rig.lifecycle).toEqual(["ann up", "bob up", "ann paused", "ann up"]);
  });

  test("does not lose what is still waiting when the next one begins", () => {
    const { rig, ann, note } = build();
    rig.at("10ms", () => rig.machine("ann").pause());
    for (const n of [1, 2, 3]) note(11, "ann", `${n}`, { work: "10ms" });
    rig.at("20ms", () => rig.machine("ann").unpause());
    rig.at("25ms", () => rig.machine("ann").pause());
    rig.at("100ms", () => rig.machine("ann").unpause());
    rig.run();
    expect(ann.entries).toEqual(["start 0", "1 20", "2 100", "3 110"]);
  });

  test("that is over before anything came leaves no trace", () => {
    const { rig, ann, note } = build();
    rig.at("10ms", () => rig.machine("ann").pause());
    rig.at("11ms", () => rig.machine("ann").unpause());
    note(20, "ann", "on");
    rig.run();
    expect(ann.entries).toEqual(["start 0", "on 21"]);
  });

  test("during which the node crashes ends for the next process", () => {
    const { rig, ann, note } = build();
    rig.at("10ms", () => rig.machine("ann").pause());
    note(11, "ann", "lost with the crash");
    rig.at("20ms", () => rig.machine("ann").crash("struck"));
    rig.at("30ms", () => rig.machine("ann").revive());
    note(35, "ann", "waits for the start");
    rig.at("40ms", () => rig.machine("ann").unpause());
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 40", "waits for the start 40"]);
    expect(rig.lifecycle).toEqual(["ann up", "bob up", "ann paused", "ann crashed", "ann paused", "ann up"]);
  });
});

describe("overlapping faults of a node", () => {
  type Fault = { readonly kind: "crash" | "pause"; readonly atMs: number; readonly forMs: number };
  const fault: fc.Arbitrary<Fault> = fc.record({
    kind: fc.constantFrom("crash", "pause"),
    atMs: fc.integer({ min: 1, max: 100 }),
    forMs: fc.integer({ min: 1, max: 100 }),
  });

  test("end one by one, in any order: the node is up exactly when none is left", () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 8 }), fc.constantFrom("0ms", "7ms"), (faults, boot) => {
        const { rig, ann, note } = build({ machine: { boot: boot as "0ms" } });
        const bootMs = Number.parseInt(boot, 10);
        // What of this instant begins is scheduled first: a fault that ends then does not end another too early.
        for (const { kind, atMs } of faults) {
          rig.at(atMs * 1_000, () =>
            kind === "crash" ? rig.machine("ann").crash("struck") : rig.machine("ann").pause(),
          );
        }
        for (const { kind, atMs, forMs } of faults) {
          const end = () => (kind === "crash" ? rig.machine("ann").revive() : rig.machine("ann").unpause());
          rig.at((atMs + forMs) * 1_000, end);
        }
        const under = (kind: string, ms: number) =>
          faults.some((fault) => fault.kind === kind && fault.atMs <= ms && ms < fault.atMs + fault.forMs);
        const endOfCrashes = (ms: number) =>
          Math.max(
            -100,
            ...faults.flatMap((fault) =>
              fault.kind === "crash" && fault.atMs + fault.forMs <= ms ? [fault.atMs + fault.forMs] : [],
            ),
          );
        for (let ms = 0; ms <= 220; ms++) {
          rig.run(ms * 1_000);
          const isCrashed = under("crash", ms) || ms < endOfCrashes(ms) + bootMs;
          const expected = isCrashed ? "crashed" : under("pause", ms) ? "paused" : "up";
          expect([ms, rig.machine("ann").status]).toEqual([ms, expected]);
        }
        note(230, "ann", "well again");
        rig.run();
        expect(ann.entries.at(-1)).toBe("well again 231");
        expect(rig.failures).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("never handle an event twice, and never lose one but to a crash", () => {
    const pause = fc.record({ atMs: fc.integer({ min: 1, max: 100 }), forMs: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(pause, { maxLength: 6 }), fc.array(fc.nat(3)), (pauses, works) => {
        const { rig, ann, note } = build();
        for (const { atMs, forMs } of pauses) {
          rig.at(atMs * 1_000, () => rig.machine("ann").pause());
          rig.at((atMs + forMs) * 1_000, () => rig.machine("ann").unpause());
        }
        works.forEach((work, n) => {
          note(n * 3, "ann", `${n}`, { work: `${work}ms` });
        });
        rig.run();
        const handled = ann.entries.slice(1).map((entry) => Number(entry.split(" ")[0]));
        expect(handled).toEqual(works.map((_, n) => n));
      }),
    );
  });
});

describe("CPU time", () => {
  test("delays what the node sends, and everything that happens to it next", () => {
    const { rig, ann, bob, note } = build();
    rig.at("1ms", () => rig.send("bob", "ann", { kind: "note", text: "first", work: "10ms", reply: "reply" }));
    note(2, "ann", "second", { work: "5ms" });
    note(3, "ann", "third");
    rig.run();
    expect(ann.entries).toEqual(["start 0", "first 2", "second 12", "third 17"]);
    expect(bob.entries).toEqual(["start 0", "reply 13"]);
  });

  test("is taken by every reaction, if the machine says so", () => {
    const { rig, ann, note } = build({ machine: { cpu: "3ms" } });
    for (const text of ["first", "second", "third"]) note(1, "ann", text);
    rig.run();
    // Each takes its time before the process goes on: it reads the clock after that.
    expect(ann.entries).toEqual(["start 3", "first 6", "second 9", "third 12"]);
  });

  test("delays the answer to a request", () => {
    const { rig } = build({ machine: { cpu: "3ms" } });
    rig.at("100ms", () => rig.ask("client", "ann", "x"));
    rig.run();
    expect(rig.replies.map(({ answer, atUs }) => [answer, atUs])).toEqual([[{ kind: "ok", value: "x" }, 105_000]]);
  });

  test("is longer on a slow machine, by all factors at once, and each ends by itself", () => {
    const { rig, ann, note } = build();
    let felt = 0;
    const slownesses = [2, 5].map((factor) => ({ factor, onEffect: () => felt++ }));
    rig.at("1ms", () => rig.machine("ann").addSlowness(slownesses[0]!));
    rig.at("100ms", () => rig.machine("ann").addSlowness(slownesses[1]!));
    rig.at("200ms", () => rig.machine("ann").removeSlowness(slownesses[0]!));
    rig.at("300ms", () => rig.machine("ann").removeSlowness(slownesses[1]!));
    for (const ms of [9, 109, 209, 309]) {
      note(ms, "ann", "works", { work: "3ms" });
      note(ms, "ann", "is free again");
    }
    rig.run();
    expect(ann.entries.filter((entry) => entry.startsWith("is"))).toEqual([
      "is free again 16",
      "is free again 140",
      "is free again 225",
      "is free again 313",
    ]);
    expect(felt).toBe(4);
  });

  test("that a crash cut short is not owed by the next process", () => {
    const { rig, ann, note } = build();
    note(1, "ann", "works", { work: "500ms" } as never);
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    rig.at("20ms", () => rig.machine("ann").revive());
    note(30, "ann", "on");
    rig.run();
    expect(ann.entries).toEqual(["start 0", "works 2", "recover 20", "on 31"]);
  });

  test("that a failing process had spent is not owed by the one its supervisor starts", () => {
    const entries: string[] = [];
    const process = protocol<{ state: object; message: { kind: "go" } }>({
      state: () => ({}),
      start: (cx) => void entries.push(`start ${cx.nowUs / 1_000}`),
      on: {
        go: (cx) => {
          cx.work("500ms");
          throw new Error("too much");
        },
      },
    });
    const rig = new Rig({ ann: process }, { machine: { restart: "10ms" } });
    rig.at("1ms", () => rig.send("ann", "ann", { kind: "go" }));
    rig.run();
    expect(entries).toEqual(["start 0", "start 11"]);
  });
});

describe("a process that throws", () => {
  test("crashes its own node, with message and stack, and no other", () => {
    const { rig, bob, note } = build();
    note(1, "ann", "throw");
    note(2, "bob", "on");
    rig.run();
    expect(rig.failures.map(({ node, error, atUs }) => [node, error.message, atUs])).toEqual([
      ["ann", "TypeError: it broke", 2_000],
    ]);
    expect(rig.failures[0]!.error.stack).toContain("machine.test.ts");
    expect([rig.machine("ann").status, rig.machine("ann").reason]).toEqual([
      "crashed",
      "it failed: TypeError: it broke",
    ]);
    expect(bob.entries).toEqual(["start 0", "on 3"]);
  });

  test("stays down without a supervisor, unless a crash fault ends", () => {
    const { rig, ann, note } = build();
    note(1, "ann", "throw");
    rig.at("10ms", () => rig.machine("ann").crash("struck"));
    rig.at("20ms", () => rig.machine("ann").revive());
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 20"]);
  });

  test("is started again by a supervisor, each time", () => {
    const { rig, ann, note } = build({ machine: { restart: "5ms", boot: "70ms" } });
    note(1, "ann", "throw");
    note(10, "ann", "on");
    note(20, "ann", "give up");
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 7", "on 11", "recover 26"]);
    expect(rig.failures.length).toBe(1);
  });

  test("is not started by its supervisor while a crash fault lasts", () => {
    const { rig, ann, note } = build({ machine: { restart: "5ms", boot: "1ms" } });
    note(1, "ann", "throw");
    rig.at("4ms", () => rig.machine("ann").crash("struck"));
    rig.at("50ms", () => rig.machine("ann").revive());
    rig.run();
    expect(ann.entries).toEqual(["start 0", "recover 51"]);
  });

  test("on purpose is no finding", () => {
    const { rig, note } = build();
    note(1, "ann", "give up");
    rig.run();
    expect([rig.failures, rig.machine("ann").status, rig.machine("ann").reason]).toEqual([
      [],
      "crashed",
      "the disk is full of nonsense",
    ]);
  });

  test.each<[what: string, thrown: unknown, message: string]>([
    ["a text", "just a text", "just a text"],
    ["nothing", undefined, "undefined"],
    ["a symbol", Symbol("odd"), "Symbol(odd)"],
    ["an object without a prototype", Object.create(null), "an object"],
    [
      "something that cannot be told",
      {
        toString() {
          throw new Error("no");
        },
      },
      "an object",
    ],
    ["an error of another realm", { name: "TypeError", message: "foreign", stack: "at there" }, "TypeError: foreign"],
  ])("%s crashes its node only", (_, thrown, message) => {
    const process = protocol<{ state: object }>({
      state: () => ({}),
      start: () => {
        throw thrown;
      },
    });
    const rig = new Rig({ ann: process, bob: process });
    rig.run();
    expect(rig.failures.map(({ node, error }) => [node, error.message])).toEqual([
      ["ann", message],
      ["bob", message],
    ]);
  });
});

describe("a message", () => {
  test("without a reaction is left unread", () => {
    const { rig, ann } = build();
    for (const message of [{ kind: "unheard of" }, { kind: "toString" }, "text", null, undefined, 5, []]) {
      rig.at("1ms", () => rig.send("client", "ann", message));
    }
    rig.run();
    expect([ann.entries, rig.failures]).toEqual([["start 0"], []]);
  });

  test("cannot be changed by its sender after it was sent, nor by its receiver", () => {
    const tries: string[] = [];
    const message = { kind: "note" as const, list: [1] };
    const process = protocol<{ state: object; message: { kind: "note"; list: number[] } }>({
      state: () => ({}),
      start: (cx) => {
        if (cx.name !== "ann") return;
        cx.send("bob", message);
        expect(() => message.list.push(2)).toThrow(TypeError);
        tries.push("sender");
      },
      on: {
        note: (_cx, { list }) => {
          expect(() => list.push(3)).toThrow(TypeError);
          tries.push(`receiver ${list}`);
        },
      },
    });
    new Rig({ ann: process, bob: process }).run();
    expect(tries).toEqual(["sender", "receiver 1"]);
  });

  test("to a node that does not exist is the sender's failure", () => {
    const process = protocol<{ state: object; message: { kind: "x" } }>({
      state: () => ({}),
      start: (cx) => cx.send("nobody", { kind: "x" }),
      on: { x: () => {} },
    });
    const rig = new Rig({ ann: process }).run();
    expect(rig.failures.map(({ error }) => error.message)).toEqual(['RangeError: there is no node "nobody"']);
  });

  test("to a node with an empty name is the sender's failure", () => {
    const process = protocol<{ state: object; message: { kind: "x" } }>({
      state: () => ({}),
      start: (cx) => cx.send("", { kind: "x" }),
      on: { x: () => {} },
    });
    const rig = new Rig({ ann: process }).run();
    expect(rig.failures.map(({ error }) => error.message)).toEqual(['RangeError: there is no node ""']);
  });

  test("goes to a node that is meant by its position; a position that none has is the sender's failure", () => {
    const heard: string[] = [];
    const process = protocol<{ state: object; message: { kind: "x" } }>({
      state: () => ({}),
      start: (cx) => cx.send([1, 0, -1, 0.5, 5][cx.nodes.indexOf(cx.name)] as number, { kind: "x" }),
      on: { x: (cx, _message, from) => void heard.push(`${from}>${cx.name}`) },
    });
    const rig = new Rig({ ann: process, bob: process, cat: process, dan: process, eve: process }).run();
    expect(heard).toEqual(["ann>bob", "bob>ann"]);
    expect(rig.failures.map(({ node, error }) => [node, error.message.startsWith("RangeError: there is no")])).toEqual([
      ["cat", true],
      ["dan", true],
      ["eve", true],
    ]);
  });

  test("goes to every other node when it is broadcast", () => {
    const heard: string[] = [];
    const process = protocol<{ state: object; message: { kind: "x" } }>({
      state: () => ({}),
      start: (cx) => {
        if (cx.name === "bob") cx.broadcast({ kind: "x" });
      },
      on: { x: (cx, _message, from) => void heard.push(`${from}>${cx.name}`) },
    });
    new Rig({ ann: process, bob: process, cat: process }).run();
    expect(heard).toEqual(["bob>ann", "bob>cat"]);
  });
});

describe("a request", () => {
  test("is answered with what the protocol says, once it says so", () => {
    let kept = 0;
    const process = protocol<{ state: object; timer: "later"; request: string; result: string }>({
      state: () => ({}),
      serve: (cx, request, ticket) => {
        if (request === "refuse") cx.refuse(ticket, "not now", "bob");
        else if (request === "later") {
          kept = ticket;
          cx.setTimer("later", "1s");
        } else cx.answer(ticket, `${request}!`);
      },
      timers: { later: (cx) => cx.answer(kept, "at last") },
    });
    const rig = new Rig({ ann: process }, { clients: ["one", "two"] });
    rig.at("1s", () => {
      rig.ask("one", "ann", "later");
      rig.ask("two", "ann", "now");
      rig.ask("two", "ann", "refuse");
    });
    rig.run();
    expect(rig.replies.map(({ client, answer, atUs }) => [client, answer, atUs])).toEqual([
      ["two", { kind: "ok", value: "now!" }, 1_002_000],
      ["two", { kind: "refused", reason: "not now", instead: "bob" }, 1_002_000],
      ["one", { kind: "ok", value: "at last" }, 2_002_000],
    ]);
  });

  test("is refused by a protocol that serves none", () => {
    const rig = new Rig({ ann: protocol<{ state: object }>({ state: () => ({}) }) }, { clients: ["client"] });
    rig.at("1s", () => rig.ask("client", "ann", "x"));
    rig.run();
    expect(rig.replies.map(({ answer }) => answer)).toEqual([
      { kind: "refused", reason: "ann does not serve requests" },
    ]);
  });
});
