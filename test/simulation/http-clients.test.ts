import {
  type HttpRequest,
  http,
  inTurn,
  keyValue,
  program,
  type Reading,
  run,
  type Scenario,
  scenario,
  simulate,
  verifyDeterminism,
} from "faultline";
import { describe, expect, test } from "vitest";
import { play } from "../../src/simulation/play.js";

const moody = program("../runtime/programs/net/moody.mjs", { inspect: "state" });
const workload = { clients: 1, every: "200ms", timeout: "100ms" } as const;

const form = (requests: readonly HttpRequest[], changes: object = {}) =>
  scenario({
    title: "a server with moods",
    duration: `${200 * requests.length + 100}ms`,
    rest: "1s",
    nodes: { api: moody },
    network: { latency: "1ms" },
    workload: { ...workload, requests: requests.length, request: inTurn(requests), http: { port: 8080 } },
    ...changes,
  });

async function played(scenario: ReturnType<typeof form>) {
  const simulation = simulate(scenario, { seed: 1 });
  await play(simulation);
  return simulation;
}

const outcomes = async (scenario: ReturnType<typeof form>) =>
  (await played(scenario)).world.history.map(({ process, request, outcome, result }) => {
    const { path } = request as HttpRequest;
    const { status, body } = (result ?? {}) as { status?: number; body?: unknown };
    return [process, path, outcome, ...(status === undefined ? [] : [status, body])];
  });

describe("a request over http", () => {
  test("is answered by a real server, and its answer is the result", async () => {
    const requests = [http.get("/echo"), http.post("/echo", { a: 1 }), http.put("/echo", "text"), http.get("/once")];
    const echo = (method: string, text: string) => ({ method, host: "api:8080", text });
    expect(await outcomes(form(requests))).toEqual([
      [0, "/echo", "ok", 200, echo("GET", "")],
      [0, "/echo", "ok", 200, echo("POST", '{"a":1}')],
      [0, "/echo", "ok", 200, echo("PUT", "text")],
      [0, "/once", "ok", 200, "once"],
    ]);
  });

  test("is answered by an async function as well, where no real program is meant", async () => {
    const api = program(async (cx) => {
      await cx.serveHttp(8080, ({ method, path }) => ({ status: 201, body: { method, path } }));
    });
    const dependency = program(async () => {});
    expect(await outcomes(form([http.get("/a"), http.put("/b", "text")], { nodes: { api } }))).toEqual([
      [0, "/a", "ok", 201, { method: "GET", path: "/a" }],
      [0, "/b", "ok", 201, { method: "PUT", path: "/b" }],
    ]);
    const asked = await outcomes(
      form([http.get("/once")], { nodes: { bank: dependency, api: moody, tax: dependency } }),
    );
    expect(asked).toEqual([[0, "/once", "ok", 200, "once"]]);
  });

  test("is of unknown outcome when it is not answered, in any of the ways in which it is not", async () => {
    const paths = ["/never", "/later", "/half", "/reset", "/busy", "/echo"];
    expect(await outcomes(form(paths.map((path) => http.delete(path))))).toEqual([
      [0, "/never", "unknown"],
      [1, "/later", "unknown"],
      [2, "/half", "unknown"],
      [3, "/reset", "unknown"],
      [4, "/busy", "unknown"],
      [5, "/echo", "ok", 200, { method: "DELETE", host: "api:8080", text: "" }],
    ]);
  });

  test("has failed where nobody listens, and is of unknown outcome where the server was gone in the midst of it", async () => {
    const requests = ["/echo", "/gone", "/echo", "/echo"].map((path) => http.get(path));
    expect((await outcomes(form(requests))).map(([, , outcome]) => outcome)).toEqual([
      "ok",
      "unknown",
      "failed",
      "failed",
    ]);
  });

  test("has failed where no connection came about: the server never got a byte of it", async () => {
    const requests = [http.get("/echo"), http.get("/echo")];
    const down = form(requests, { faults: [{ at: "1ms", for: "1h", crash: "api" }] });
    expect((await outcomes(down)).map(([, , outcome]) => outcome)).toEqual(["failed", "failed"]);
  });

  test("is given up, though the server is about to answer, and the answer is nobody's", async () => {
    const requests = [http.get("/later"), http.get("/echo")];
    const impatient = form(requests, { workload: { ...form(requests).workload, timeout: "149ms" } });
    expect((await outcomes(impatient)).map(([, path, outcome]) => [path, outcome])).toEqual([
      ["/later", "unknown"],
      ["/echo", "ok"],
    ]);
  });

  test("goes over the connection of the one before, as long as both ends like", async () => {
    const from = async (path: string) => {
      const { cluster } = await played(form([http.get("/echo"), http.get(path), http.get("/echo")]));
      return cluster.machines[0].state;
    };
    expect(await from("/echo")).toEqual({ from: ["10.128.0.1"] });
    expect(await from("/once")).toEqual({ from: ["10.128.0.1", "10.128.0.1"] });
  });
});

describe("what requests and answers mean", () => {
  const mapped = (read: (response: { status: number; body: unknown }) => Reading) =>
    form([http.get("/echo")], {
      workload: {
        ...workload,
        requests: 1,
        request: () => keyValue.get("x"),
        http: { port: 8080, send: ({ kind }: { kind: string }) => http.post("/echo", kind), read },
      },
    });

  test("is said by two functions of the scenario", async () => {
    const scenario = mapped(({ body }) => ({ outcome: "ok", result: (body as { text: string }).text }));
    const [{ request, outcome, result }] = (await played(scenario)).world.history;
    expect([request, outcome, result]).toEqual([keyValue.get("x"), "ok", "get"]);
  });

  test.each(["failed", "unknown"] as const)("may be that it is %s", async (outcome) => {
    const [operation] = (await played(mapped(() => ({ outcome })))).world.history;
    expect(operation).toMatchObject({ outcome, result: undefined });
  });

  test.each<[problem: string, http: object]>([
    [
      "workload.http.send: .* threw Error: no",
      {
        send: () => {
          throw new Error("no");
        },
      },
    ],
    ["workload.http.send: .* is no http request: its path", { send: () => ({ method: "GET", path: "x" }) }],
    ["workload.http.send: .* threw TypeError: .* is a function", { send: () => http.post("/", { f() {} }) }],
    [
      "workload.http.read: .* threw Error: no",
      {
        read: () => {
          throw new Error("no");
        },
      },
    ],
    ["workload.http.read: .* must give", { read: () => 200 }],
  ])("is refused: %s", async (problem, functions) => {
    const scenario = form([http.get("/echo")]);
    const broken = { ...scenario, workload: { ...scenario.workload, http: { port: 8080, ...functions } } };
    await expect(run(broken as Scenario, { seed: 1 })).rejects.toThrow(new RegExp(problem));
  });
});

test("many clients of a server that is stopped, loses packets and crashes are the same run again", async () => {
  const scenario = form([http.get("/echo"), http.get("/later")], {
    duration: "6s",
    network: { latency: ["1ms", "9ms"], loss: 0.05 },
    workload: {
      ...workload,
      clients: 8,
      request: inTurn([http.get("/echo"), http.get("/later")]),
      http: { port: 8080 },
    },
    faults: [
      { every: "1s", for: "200ms", stop: "api" },
      { at: "4500ms", for: "300ms", crash: "api" },
    ],
  });
  for (const seed of [1, 2, 3, 4])
    expect(await verifyDeterminism(scenario, { seed })).toMatchObject({ deterministic: true });
});
