import { describe, expect, test } from "vitest";
import type { MaelstromDirector } from "../../src/maelstrom/director.js";
import type { LineProgram } from "../../src/maelstrom/line-program.js";
import { maelstromScenario } from "../../src/maelstrom/maelstrom.js";
import type { NodeState } from "../../src/maelstrom/node.js";
import type { MaelstromOptions } from "../../src/maelstrom/options.js";
import { resultsOf } from "../../src/maelstrom/results.js";
import { warningsOf } from "../../src/maelstrom/warnings.js";
import { FailStop } from "../../src/node/fail-stop.js";
import type { Machine } from "../../src/node/machine.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";
import { afterInit, lineProgram, reply } from "./line-echo.js";

async function playOnce(program: LineProgram, options: Partial<MaelstromOptions> = {}, seed = 1) {
  const all: MaelstromOptions = { workload: "echo", nodeCount: 1, timeLimit: 2, ...options };
  const simulation = simulate(maelstromScenario(all, program), { seed });
  await play(simulation);
  const report = simulation.report();
  const states = simulation.world.nodes.map(({ state }) => state as NodeState);
  const outcomes = simulation.world.history.map(({ outcome }) => outcome);
  const results = resultsOf(simulation, report, all);
  return { simulation, report, states, outcomes, results, warnings: warningsOf(simulation, report) };
}

const echo = afterInit((message, print) => print(reply(message, { echo: message.body.echo })));

/** Says something on stderr instead of answering `init`, and is no more. */
function endsAtInit(end: (machine: Machine) => void): LineProgram {
  return {
    runner(machine, host, output) {
      const receive = () => {
        for (const line of ["a", "b", "c", "d", "e"]) output.note(line);
        end(machine);
      };
      return { ...lineProgram(() => {}).runner(machine, host, output), receive };
    },
  };
}

describe("a node", () => {
  test("is told its name and those of all servers, once, before anything else", async () => {
    const told: unknown[] = [];
    const program = lineProgram((message, print) => {
      told.push(message);
      print(reply(message, { echo: message.body.echo }));
    });
    await playOnce(program, { nodeCount: 2, rate: 0 });
    const init = (node_id: string) => ({
      src: "c0",
      dest: node_id,
      body: { type: "init", msg_id: 1, node_id, node_ids: ["n0", "n1"] },
    });
    expect(told).toEqual([init("n0"), init("n1")]);
  });

  test("that answers nothing to init fails after ten seconds", async () => {
    const { report, results } = await playOnce(
      lineProgram(() => {}),
      { timeLimit: 20 },
    );
    expect(report.errors).toMatchObject([
      { node: "n0", atUs: 10_000_000, message: "Error: n0 has not answered init within 10 s" },
    ]);
    expect(results["valid?"]).toBe(false);
  });

  test("that answers nothing to init in a run shorter than that fails at its end", async () => {
    const { report } = await playOnce(lineProgram(() => {}));
    expect(report.errors).toMatchObject([{ node: "n0", message: "n0 has not answered init in all the time" }]);
  });

  test("that answers init with an error fails at once", async () => {
    const program = lineProgram((message, print) =>
      print(reply(message, { type: "error", code: 13, text: "no disk" })),
    );
    const { report } = await playOnce(program);
    expect(report.errors).toMatchObject([{ atUs: 0, message: "Error: n0 has answered init with error 13: no disk" }]);
  });

  test.each([
    ["ends", (machine: Machine) => machine.stop("it exited with code 0"), "it exited with code 0"],
    ["gives up", (machine: Machine) => machine.fail(new FailStop("it exited with code 3")), "it exited with code 3"],
  ])("that %s before it has answered init fails at once, with what it said last", async (_, end, how) => {
    const { report, results, warnings } = await playOnce(endsAtInit(end), { nodeCount: 3, timeLimit: 20 });
    const message = `n0 has not answered init: ${how}`;
    const stack = `${message}\n${["b", "c", "d", "e"].map((line) => `    stderr: ${line}`).join("\n")}`;
    expect(report.errors).toEqual([{ node: "n0", message, stack, step: expect.any(Number), atUs: 0, excuse: null }]);
    expect([results["valid?"], warnings]).toEqual([false, []]);
  });

  test("that throws before it has answered init is told of once", async () => {
    const end = (machine: Machine) => machine.fail(new Error("bad config"));
    const { report } = await playOnce(endsAtInit(end));
    expect(report.errors).toMatchObject([{ node: "n0", atUs: 0, message: "Error: bad config" }]);
  });

  test.each([
    ["I am here", "is not JSON: only messages may be printed to stdout, notes belong to stderr"],
    ["[1]", "is no message: it must be an object with src, dest and body"],
    ['{"dest":"n0","body":{}}', 'has no "src" that is a text'],
    ['{"src":"n0","body":{}}', 'has no "dest" that is a text'],
    ['{"src":"n0","dest":"n0"}', 'has no "body" that is an object'],
    ['{"src":"n0","dest":"n7","body":{}}', 'goes to "n7", which is not there'],
    ['{"src":"n7","dest":"n0","body":{}}', 'comes from "n7", which is not there'],
    ['{"src":"lin-kv","dest":"lin-tso","body":{}}', 'says that it comes from "lin-kv"'],
  ])("that prints %s is told what is wrong with it, and goes on", async (line, problem) => {
    const program = afterInit((message, print) => {
      print(line);
      print(reply(message, { echo: message.body.echo }));
    });
    const { states, results, warnings, outcomes } = await playOnce(program);
    expect(states[0].complaints[0]).toMatchObject({ line, problem });
    expect(states[0].complained).toBe(outcomes.length);
    expect(warnings[0]).toMatch(/^a line of n0 at \d\.\d{3} s /);
    expect(results["valid?"]).toBe(true);
  });

  test("that answers every answer never leaves the instant: the run ends at a limit, and says who it was", async () => {
    const program = afterInit((message, print) => {
      print(JSON.stringify({ src: message.dest, dest: message.dest, body: { type: "again" } }));
    });
    const { results, warnings } = await playOnce(program);
    expect(results["valid?"]).toBe("unknown");
    expect(warnings[0]).toMatch(/^limits\.eventsPerInstant \(100000\) was reached: at \d+ us n0 keeps it there$/);
  });

  test("that answers twice, or somebody who has not asked, is not heard", async () => {
    const program = afterInit((message, print) => {
      const answer = reply(message, { echo: message.body.echo });
      print(answer);
      print(answer);
      print(JSON.stringify({ src: "n0", dest: "c99", body: { type: "echo_ok", echo: "", in_reply_to: 1 } }));
    });
    const { states, results, outcomes } = await playOnce(program);
    expect(states[0].unexpected).toBe(2 * outcomes.length);
    expect(results["valid?"]).toBe(true);
  });

  test("is given the very line that another one has printed, with numbers that nobody here can hold", async () => {
    const line = '{"dest":"n1", "body":{"type":"big","value":12345678901234567890,"kind":1,"client":2}, "src":"n0"}';
    const told: string[] = [];
    const program: LineProgram = {
      runner(machine, host, output) {
        const inner = echo.runner(machine, host, output);
        const receive = inner.receive.bind(inner);
        return Object.assign(inner, {
          receive(text: string) {
            if (text.includes('"init"')) receive(text);
            else if (text.includes('"big"')) told.push(text);
            else output.print(line);
          },
        });
      },
    };
    const { results } = await playOnce(program, { nodeCount: 2, concurrency: 1, timeLimit: 8 });
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told)).toEqual(new Set([line]));
    expect(results.net).toMatchObject({ servers: { "send-count": told.length, "recv-count": told.length } });
  });

  test("is set up again when it was killed", async () => {
    let inits = 0;
    const program = lineProgram((message, print) => {
      if (message.body.type === "init") inits++;
      print(reply(message, { echo: message.body.echo }));
    });
    const { report } = await playOnce(program, { timeLimit: 10, nemesis: ["kill"], nemesisInterval: 1 });
    expect(report.faults.length).toBeGreaterThan(1);
    expect(inits).toBe(report.faults.length + 1);
  });
});

describe("a client", () => {
  const answering = (body: Record<string, unknown>) => afterInit((message, print) => print(reply(message, body)));

  test.each([
    ["echo", 11, "failed"],
    ["echo", 13, "unknown"],
    ["echo", 1234, "unknown"],
    ["echo", 12345678, "unknown"],
    ["echo", 99, "unknown"],
    ["g-set", 11, "unknown"],
  ] as const)("of %s takes error %i for %s", async (workload, code, outcome) => {
    const { outcomes } = await playOnce(answering({ type: "error", code }), { workload });
    expect(new Set(outcomes)).toEqual(new Set([outcome]));
  });

  test("takes every error of what is safe for a failure, and goes on as another one after a doubt", async () => {
    const program = afterInit((message, print) =>
      print(reply(message, message.body.type === "topology" ? {} : { type: "error", code: 13 })),
    );
    const { simulation } = await playOnce(program, { workload: "broadcast", concurrency: 1, timeLimit: 5 });
    const told = simulation.world.history.map(({ request, outcome }) => [(request as { kind: string }).kind, outcome]);
    expect(new Set(told.map(String))).toEqual(new Set(["broadcast,unknown", "read,failed"]));
    const processes = simulation.world.history.filter(({ outcome }) => outcome === "unknown");
    expect(new Set(processes.map(({ process }) => process)).size).toBe(processes.length);
  });

  test.each([
    [{ echo: "x", more: 1 }, 'echo_ok must not have "more"'],
    [{}, 'echo_ok must have "echo"'],
    [{ type: "ok" }, 'the reply is "ok", and must be "echo_ok" or "error"'],
  ])("does not understand %o, and says why", async (body, problem) => {
    const { simulation, outcomes } = await playOnce(answering(body));
    const { exceptions } = simulation.director as MaelstromDirector;
    expect(exceptions.length).toBe(outcomes.length);
    expect(exceptions[0]).toMatchObject({ node: "n0", request: "echo", problem });
    expect(new Set(outcomes)).toEqual(new Set(["unknown"]));
  });

  test("says so if an error has a code that there is not, and takes those of programs as they are", async () => {
    const problems = async (code: unknown) => {
      const { simulation } = await playOnce(answering({ type: "error", code }), { concurrency: 1 });
      return new Set((simulation.director as MaelstromDirector).exceptions.map(({ problem }) => problem));
    };
    expect(await problems(1000)).toEqual(new Set());
    expect(await problems(99)).toEqual(new Set(["error code 99 is none, and taken for no certain answer"]));
    expect(await problems(undefined)).toEqual(
      new Set(["error code undefined is none, and taken for no certain answer"]),
    );
  });

  test("waits for five seconds", async () => {
    const { simulation } = await playOnce(
      afterInit(() => {}),
      { concurrency: 1, timeLimit: 20 },
    );
    const times = simulation.world.history.map(({ invokedUs }) => invokedUs);
    const gaps = times.slice(1).map((us, at) => us - times[at]);
    expect(Math.min(...gaps)).toBe(5_000_000);
  });
});

test("a run is exactly determined by its seed", async () => {
  const digest = async (seed: number) => (await playOnce(echo, {}, seed)).report.digest;
  expect(await digest(1)).toBe(await digest(1));
  expect(await digest(1)).not.toBe(await digest(2));
});

test("operations come at the rate that was asked for, and messages are counted", async () => {
  const { results, outcomes } = await playOnce(echo, { rate: 100, timeLimit: 20 });
  expect(outcomes.length).toBeGreaterThan(1900);
  expect(outcomes.length).toBeLessThan(2100);
  const messages = 2 * outcomes.length + 2;
  expect(results.net).toEqual({
    all: {
      "send-count": messages,
      "recv-count": messages,
      "msg-count": messages,
      "msgs-per-op": Number((messages / outcomes.length).toPrecision(8)),
    },
    clients: { "send-count": messages, "recv-count": messages, "msg-count": messages },
    servers: { "send-count": 0, "recv-count": 0, "msg-count": 0, "msgs-per-op": 0 },
    "valid?": true,
  });
});
