import { describe, expect, test } from "vitest";
import { protocol } from "../../src/node/process.js";
import type { ProtocolContext } from "../../src/node/protocol-context.js";
import { Rig } from "../support/rig.js";

interface Words {
  state: { log: string[] };
  message: { kind: "do"; act: string };
  timer: "tick" | "tock";
}

type Act = (cx: ProtocolContext<Words>) => void;

/** A node that does what a test wrote down under a name when it is sent that name, and logs its timers. */
function build(acts: Readonly<Record<string, Act>>): {
  rig: Rig;
  log: string[];
  tell: (ms: number, act: string) => void;
} {
  const log: string[] = [];
  const fire = (name: string) => (cx: ProtocolContext<Words>) => {
    log.push(`${name} ${cx.nowUs / 1_000}`);
    acts[name]?.(cx);
  };
  const process = protocol<Words>({
    state: () => ({ log: [] }),
    on: { do: (cx, { act }) => acts[act]!(cx) },
    timers: { tick: fire("tick"), tock: fire("tock") },
  });
  const rig = new Rig({ ann: process });
  // To itself a message arrives at once.
  const tell = (ms: number, act: string) => rig.at(ms * 1_000, () => rig.send("ann", "ann", { kind: "do", act }));
  return { rig, log, tell };
}

describe("a timer", () => {
  test("fires once, after its delay", () => {
    const { rig, log, tell } = build({ set: (cx) => cx.setTimer("tick", "30ms") });
    tell(1, "set");
    rig.run();
    expect(log).toEqual(["tick 31"]);
  });

  test("that is set anew fires at the new time only, sooner or later", () => {
    const { rig, log, tell } = build({
      long: (cx) => cx.setTimer("tick", "100ms"),
      short: (cx) => cx.setTimer("tick", "10ms"),
    });
    tell(0, "long");
    tell(50, "long");
    tell(200, "long");
    tell(210, "short");
    rig.run();
    expect(log).toEqual(["tick 150", "tick 220"]);
  });

  test("that is cancelled does not fire; cancelling again, or what was never set, does nothing", () => {
    const { rig, log, tell } = build({
      set: (cx) => cx.setTimer("tick", "10ms"),
      cancel: (cx) => {
        cx.cancelTimer("tick");
        cx.cancelTimer("tick");
        cx.cancelTimer("tock");
      },
    });
    tell(0, "set");
    tell(5, "cancel");
    rig.run();
    expect(log).toEqual([]);
  });

  test("does not stand in the way of another, and may set itself again", () => {
    const { rig, log, tell } = build({
      both: (cx) => {
        cx.setTimer("tick", "10ms");
        cx.setTimer("tock", "15ms");
      },
      tick: (cx) => {
        if (cx.nowUs < 25_000) cx.setTimer("tick", "10ms");
      },
    });
    tell(0, "both");
    rig.run();
    expect(log).toEqual(["tick 10", "tock 15", "tick 20", "tick 30"]);
  });

  test("says whether it is set", () => {
    const seen: boolean[][] = [];
    const look: Act = (cx) => seen.push([cx.isSet("tick"), cx.isSet("tock")]);
    const { rig, tell } = build({
      look,
      set: (cx) => cx.setTimer("tick", "10ms"),
      cancel: (cx) => cx.cancelTimer("tick"),
      tick: look,
    });
    for (const [ms, act] of [
      [0, "look"],
      [1, "set"],
      [2, "look"],
      [12, "look"],
      [20, "set"],
      [21, "cancel"],
      [22, "look"],
    ] as const) {
      tell(ms, act);
    }
    rig.run();
    expect(seen).toEqual([
      [false, false],
      [true, false],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });

  test("fires late after a pause, in the order in which all that came meanwhile came", () => {
    const { rig, log, tell } = build({
      both: (cx) => {
        cx.setTimer("tock", "40ms");
        cx.setTimer("tick", "20ms");
      },
      note: (cx) => void log.push(`note ${cx.nowUs / 1_000}`),
    });
    tell(0, "both");
    rig.at("10ms", () => rig.machine("ann").pause());
    tell(30, "note");
    rig.at("100ms", () => rig.machine("ann").unpause());
    rig.run();
    expect(log).toEqual(["tick 100", "note 100", "tock 100"]);
  });

  test("that came up during a pause does not fire if it is cancelled before its turn", () => {
    const { rig, log, tell } = build({
      set: (cx) => cx.setTimer("tick", "20ms"),
      cancel: (cx) => cx.cancelTimer("tick"),
    });
    tell(0, "set");
    rig.at("10ms", () => rig.machine("ann").pause());
    tell(15, "cancel");
    rig.at("100ms", () => rig.machine("ann").unpause());
    rig.run();
    expect(log).toEqual([]);
  });

  test("that came up while the node was busy does not fire if it is set anew before its turn", () => {
    const { rig, log, tell } = build({
      set: (cx) => cx.setTimer("tick", "20ms"),
      work: (cx) => cx.work("50ms"),
    });
    tell(0, "set");
    tell(10, "work");
    tell(15, "set");
    rig.run();
    // Set anew at 60 ms, when the node is free again, while the old one was already due.
    expect(log).toEqual(["tick 80"]);
  });

  test("that came up during a pause does not fire after a crash", () => {
    const { rig, log, tell } = build({ set: (cx) => cx.setTimer("tick", "20ms") });
    tell(0, "set");
    rig.at("10ms", () => rig.machine("ann").pause());
    rig.at("30ms", () => rig.machine("ann").crash("struck"));
    rig.at("40ms", () => rig.machine("ann").revive());
    rig.at("50ms", () => rig.machine("ann").unpause());
    rig.run();
    expect(log).toEqual([]);
  });

  test("counts its delay from when the work of the reaction is done", () => {
    const { rig, log, tell } = build({
      set: (cx) => {
        cx.work("10ms");
        cx.setTimer("tick", "5ms");
      },
    });
    tell(0, "set");
    rig.run();
    expect(log).toEqual(["tick 15"]);
  });

  test("leaves nothing in the queue when it is reset ten thousand times", () => {
    const { rig, log, tell } = build({
      reset: (cx) => {
        for (let n = 0; n < 10_000; n++) cx.setTimer("tick", "1s");
      },
    });
    tell(0, "reset");
    rig.run("1ms");
    expect(rig.cluster.queue.length).toBe(1);
    rig.run();
    expect(log).toEqual(["tick 1000"]);
  });

  test("that the protocol does not name is the process's failure, and so is a delay that is none", () => {
    const { rig, tell } = build({ odd: (cx) => cx.setTimer("tuck" as never, "1s") });
    tell(0, "odd");
    rig.run();
    const other = build({ odd: (cx) => cx.setTimer("tick", Number.NaN) });
    other.tell(0, "odd");
    other.rig.run();
    expect([...rig.failures, ...other.rig.failures].map(({ error }) => error.message)).toEqual([
      'RangeError: there is no timer "tuck"',
      "RangeError: a delay of NaN microseconds is not a length of time",
    ]);
  });
});
