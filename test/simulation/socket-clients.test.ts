import { inTurn, program, type Received, run, type Scenario, scenario, simulate, verifyDeterminism } from "faultline";
import { describe, expect, test } from "vitest";
import { shrink } from "../../src/hunt/shrink.js";
import { briefStep } from "../../src/playback/brief.js";
import { record } from "../../src/playback/record.js";
import { play } from "../../src/simulation/play.js";
import { lineStore } from "./line-stores.js";

const moody = (env: Readonly<Record<string, string>> = {}) =>
  program<{ connections: number; heard: readonly string[] }>("../runtime/programs/net/line-moods.mjs", {
    env,
    inspect: "state",
  });

/** An answer ends with its line. */
const line = ({ text }: Received) =>
  text.endsWith("\n") ? ({ outcome: "ok", result: text.trimEnd() } as const) : undefined;

const form = (requests: readonly string[], socket: object = {}, changes: object = {}) =>
  scenario({
    title: "a server of lines, with moods",
    duration: `${200 * requests.length + 100}ms`,
    rest: "1s",
    nodes: { moods: moody() },
    network: { latency: "1ms" },
    workload: {
      clients: 1,
      every: "200ms",
      timeout: "100ms",
      requests: requests.length,
      request: inTurn(requests),
      socket: { port: 7000, send: (request: string) => `${request}\n`, read: line, ...socket },
    },
    ...changes,
  });

async function played(scenario: ReturnType<typeof form>) {
  const simulation = simulate(scenario, { seed: 1 });
  await play(simulation);
  const { state } = simulation.cluster.machines[0];
  return { history: simulation.world.history, state: state as { connections: number; heard: readonly string[] } };
}

const outcomes = async (scenario: ReturnType<typeof form>) =>
  (await played(scenario)).history.map(({ process, outcome, result }) => [
    process,
    outcome,
    ...(outcome === "ok" ? [result] : []),
  ]);

describe("a request over a socket", () => {
  test("is answered by a real server, over one connection that is kept", async () => {
    const { history, state } = await played(form(["echo one", "echo two", "echo three"]));
    expect(history.map(({ outcome, result }) => [outcome, result])).toEqual([
      ["ok", "one"],
      ["ok", "two"],
      ["ok", "three"],
    ]);
    expect(state).toEqual({ connections: 1, heard: ["echo one", "echo two", "echo three"] });
  });

  test("may be bytes, and its answer too", async () => {
    const bytes = {
      send: () => new TextEncoder().encode("bytes\n"),
      read: ({ bytes }: Received) => ({ outcome: "ok", result: [...bytes] }),
    };
    expect(await outcomes(form(["any"], bytes))).toEqual([[0, "ok", [0, 255, 10]]]);
  });

  test("is answered when its answer is whole, in however many segments it comes", async () => {
    const requests = ["pieces", "large 200000", "echo after"];
    expect(await outcomes(form(requests))).toEqual([
      [0, "ok", "pie€ces"],
      [0, "ok", "x".repeat(200_000)],
      [0, "ok", "after"],
    ]);
  });

  test("may be answered by the end of the connection, and the next one has another", async () => {
    const toTheEnd = {
      read: ({ text, isEnded }: Received) => (isEnded ? { outcome: "ok", result: text } : undefined),
    };
    const { history, state } = await played(form(["ends", "ends"], toTheEnd));
    const ended = { outcome: "ok", result: "an answer without an end of its own" };
    expect(history).toMatchObject([ended, ended]);
    expect(state.connections).toBe(2);
  });

  test("is answered by what came unasked, where the server ends the connection then", async () => {
    const read = (received: Received) => (received.isEnded ? { outcome: "ok", result: received.text } : line(received));
    expect(await outcomes(form(["news 1", "quits"], { read }))).toEqual([
      [0, "ok", "told"],
      [0, "ok", "news "],
    ]);
  });

  test("is of unknown outcome when it is not answered, in any of the ways in which it is not", async () => {
    expect(await outcomes(form(["never", "later", "half", "reset", "ends", "echo one", "gone", "echo two"]))).toEqual([
      [0, "unknown"],
      [1, "unknown"],
      [2, "unknown"],
      [3, "unknown"],
      [4, "unknown"],
      [5, "ok", "one"],
      [5, "unknown"],
      [6, "failed"],
    ]);
  });

  test("has failed where no connection came about: the server never got a byte of it", async () => {
    const crash = { faults: [{ at: "1ms", for: "1h", crash: "moods" }] };
    const { history } = await played(form(["echo one", "echo two"], {}, crash));
    expect(history.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
  });

  test("is never answered by what came too late for the one before", async () => {
    const impatient = form(["later", "echo one"]);
    const { history, state } = await played(impatient);
    expect(history.map(({ outcome, result }) => [outcome, result])).toEqual([
      ["unknown", undefined],
      ["ok", "one"],
    ]);
    expect(state.connections).toBe(2);
  });

  test("finds what came unasked in front of its answer: a greeting, or news", async () => {
    const greeting = { nodes: { moods: moody({ GREETING: "hello " }) } };
    expect(await outcomes(form(["echo one", "echo two", "news 1", "echo three"], {}, greeting))).toEqual([
      [0, "ok", "hello one"],
      [0, "ok", "two"],
      [0, "ok", "told"],
      [0, "ok", "news three"],
    ]);
  });

  test("ends the run where more comes than may be unread, whether it was asked for or not", async () => {
    const limits = { limits: { unreadBytes: 1_000 } };
    const problem = /^limits\.unreadBytes \(1000\) was reached: .*workload\.socket\.read took no answer$/;
    const asked = form(
      ["echo one", "large 2000"],
      { read: (received: Received) => (received.bytes.length < 9 ? line(received) : undefined) },
      limits,
    );
    const unasked = form(["news 300", "echo one"], {}, limits);
    for (const scenario of [asked, unasked]) {
      expect(await run(scenario, { seed: 1 })).toMatchObject({
        verdict: "inconclusive",
        reasons: [expect.stringMatching(problem)],
      });
    }
    const taken = form(["large 2000"], {}, limits);
    expect(await outcomes(taken)).toEqual([[0, "ok", "x".repeat(2_000)]]);
  });
});

describe("a function of a socket", () => {
  const throws = () => {
    throw new Error("no");
  };
  test.each<[problem: string, socket: object]>([
    ["workload.socket.send: a function threw Error: no", { send: throws }],
    ["workload.socket.send: a function must give a text or bytes, at least one; it gave 5", { send: () => 5 }],
    ['workload.socket.send: a function must give a text or bytes, at least one; it gave ""', { send: () => "" }],
    ["workload.socket.read: a function threw Error: no", { read: throws }],
    [
      'workload.socket.read: a function must give { outcome.* it gave "one"',
      { read: ({ text }: Received) => text.trim() },
    ],
    ["workload.socket.read: a function must give { outcome.* it gave null", { read: () => null }],
    [
      'workload.socket.read: a function must give { outcome.* it gave {"outcome":"okay"}',
      { read: () => ({ outcome: "okay" }) },
    ],
    [
      "workload.socket.read: a function threw TypeError: a Promise cannot be",
      { read: async () => ({ outcome: "ok" }) },
    ],
  ])("is refused: %s", async (problem, socket) => {
    await expect(run(form(["echo one"], socket) as Scenario, { seed: 1 })).rejects.toThrow(new RegExp(problem));
  });
});

describe("a key-value store behind a line protocol", () => {
  test("is linearizable through loss, crashes, partitions and stops, and is the same run again", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { verdict, reasons, history } = await run(lineStore(), { seed });
      expect({ seed, verdict, reasons }).toEqual({ seed, verdict: "passed", reasons: [] });
      expect(history?.ok).toBeGreaterThan(300);
    }
    for (const seed of [1, 2]) {
      expect(await verifyDeterminism(lineStore(), { seed })).toMatchObject({ deterministic: true });
    }
  });

  test("tells who explores it what clients and servers said", async () => {
    const recording = await record(lineStore() as unknown as Scenario, { seed: "1" });
    expect(recording.report.digest).toBe((await run(lineStore(), { seed: 1 })).digest);
    const told = new Set(Array.from({ length: 100 }, (_, step) => briefStep(recording, step)));
    expect([...told]).toEqual(
      expect.arrayContaining([
        "← client 2 tcp SYN",
        "← client 2 tcp GET x",
        "← client 3 tcp SET x 3↵GET x",
        "← store tcp NONE↵3",
      ]),
    );
  });

  test.each(["answers before it has stored", "forgets to sync", "mixes up what comes in one segment"])(
    "is caught if it %s",
    async (mistake) => {
      const { verdict, reasons } = await run(lineStore(mistake), { seed: 1 });
      expect([verdict, reasons]).toEqual([
        "failed",
        [expect.stringMatching(/^consistency "linearizable key-value store" stopped holding at /)],
      ]);
    },
  );

  test.each([
    ["forgets to sync", 1, 3],
    ["mixes up what comes in one segment", 0, 1],
  ])("that %s is shrunk to one client, %i rows of faults and %i operations", async (mistake, rows, operations) => {
    const shrunk = await shrink(lineStore(mistake), { seed: "1", set: [], edits: [] });
    expect(shrunk?.after).toMatchObject({ nodes: 1, clients: 1, rows, operations });
  });
});
