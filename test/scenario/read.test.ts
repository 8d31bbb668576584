import { describe, expect, test } from "vitest";
import { keyValue, program, protocol, Refusal, replicas } from "../../src/index.js";
import { readScenario, type WorkloadPlan } from "../../src/scenario/plan.js";

const store = protocol<{ state: { role: "leader" | "follower" }; request: unknown }>({
  roles: ["leader", "follower"],
  state: () => ({ role: "follower" }),
  serve() {},
});
const real = program("../runtime/programs/net/moody.mjs");
const good = {
  title: "good",
  duration: "10s",
  nodes: replicas(["ann", "bob", "cat", "dan"], store),
};
const workload = { clients: 1, every: "1s", timeout: "1s", request: () => keyValue.get("x") };
const socket = { port: 80, send: () => "get", read: () => undefined };
const consistency = { name: "any", judge: () => ({ verdict: "valid", steps: 0 }) };

/** What a form is refused for, a line for each mistake. */
function refusal(form: unknown): string {
  try {
    readScenario(form);
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.message;
    throw refusal;
  }
  return "not refused";
}

describe("a form with a mistake is refused before the run, with path, value and remedy", () => {
  const cases: [mistake: object, says: string][] = [
    [{ title: "" }, 'title: "" must be a text'],
    [{ title: undefined }, "title is missing: it must be a text"],
    [{ duration: "10" }, 'duration: "10" needs a unit, as in "10s"'],
    [{ duration: 10 }, 'duration: 10 must be a duration, as in "250ms"'],
    [{ duration: "-1s" }, 'duration: "-1s" must not be negative'],
    [{ duration: "10 parsecs" }, 'duration: "10 parsecs" has the unknown unit "parsecs" (units: us, ms, s, m, h, d)'],
    [{ duration: "100000d" }, 'duration: "100000d" is longer than 71 years, the longest run there is'],
    [{ durration: "1s" }, 'durration: "1s" is not known here; did you mean "duration"?'],
    [{ nodes: {} }, "nodes: {} must have at least one node"],
    [{ nodes: { 7: store } }, 'nodes["7"]: needs a name of letters, digits, - and _ that begins with a letter'],
    [
      { nodes: { ann: () => {} } },
      "nodes.ann: a function must be a process, made by protocol(), program() or a function that makes one, such as raft()",
    ],
    [{ network: { loss: -0.1 } }, "network.loss: -0.1 must be 0 to 1"],
    [{ network: { latency: ["10ms", "1ms"] } }, 'network.latency: ["10ms","1ms"] must have the shorter length first'],
    [{ network: { latency: { pareto: "1ms" } } }, "network.latency.shape is missing: it must be 0.1 to 100"],
    [
      { network: { links: { "ann>eve": {} } } },
      'network.links["ann>eve"]: {} needs a name of the form "ann>bob", with nodes of this scenario',
    ],
    [{ network: { queue: 1 } }, "network.queue: 1 has no effect without a bandwidth"],
    [{ machine: { cpu: "1" } }, 'machine.cpu: "1" needs a unit, as in "1s"'],
    [
      { machine: { date: "tomorrow" } },
      'machine.date: "tomorrow" must be a day or an instant of UTC between 1970 and 2199, as in "2026-11-21" or "2026-11-21T12:00:00Z"',
    ],
    [{ machines: { eve: {} } }, "machines.eve: {} is not known here"],
    [{ workload: { ...workload, clients: 0 } }, "workload.clients: 0 must be 1 to 100000"],
    [{ workload: { ...workload, clients: 1.5 } }, "workload.clients: 1.5 must be a whole number, 1 to 100000"],
    [{ workload: { ...workload, every: "0s" } }, 'workload.every: "0s" must be at least 1us'],
    [
      { workload: { ...workload, request: undefined } },
      "workload.request is missing: it must be a function, (random) => request, or work, such as mix([[1, request], …])",
    ],
    [
      { workload: { ...workload, to: ["eve"] } },
      'workload.to[0]: "eve" is no node that serves requests (ann, bob, cat, dan)',
    ],
    [{ workload: { ...workload, http: { port: 0 } } }, "workload.http.port: 0 must be 1 to 65535"],
    [
      { workload: { ...workload, http: { port: 80, red: 1 } } },
      'workload.http.red: 1 is not known here; did you mean "read"?',
    ],
    [
      { workload: { ...workload, socket: { ...socket, send: "get" } } },
      'workload.socket.send: "get" must be a function, (request) => text or bytes',
    ],
    [
      { workload: { ...workload, socket: { port: 80 } } },
      "workload.socket.read is missing: it must be a function, (received, request) => { outcome, result }, or undefined where more has to come",
    ],
    [
      { workload: { ...workload, socket: { ...socket, port: 65_536 } } },
      "workload.socket.port: 65536 must be 1 to 65535",
    ],
    [{ workload: { ...workload, socket: { ...socket, rest: 1 } } }, "workload.socket.rest: 1 is not known here"],
    [
      { workload: { ...workload, socket, http: { port: 80 } } },
      'workload.socket: {"port":80} cannot stand beside http: clients speak one or the other',
    ],
    [
      { workload: { ...workload, socket, to: ["ann"] } },
      'workload.to[0]: "ann" is no program, which may listen on a port ()',
    ],
    [
      { workload: { ...workload, http: { port: 80 }, to: ["ann"] } },
      'workload.to[0]: "ann" is no program, which may listen on a port ()',
    ],
    [{ consistency }, 'consistency: {"name":"any"} has nothing to judge: there is no workload'],
    [{ always: { holds: true } }, "always.holds: true must be a predicate, (world) => boolean, or { watch }"],
    [
      { recovers: { within: "1s" } },
      "recovers.healthy is missing: it must be a predicate, (world) => boolean, or { watch }",
    ],
    [{ limits: { events: 0 } }, "limits.events: 0 must be 1 to 9007199254740991"],
    [{ limits: { event: 1 } }, 'limits.event: 1 is not known here; did you mean "events"?'],
    [{ faults: {} }, "faults: {} must be a list"],
    [{ faults: [{ at: "5", crash: "ann" }] }, 'faults[0].at: "5" needs a unit, as in "5s"'],
    [
      { faults: [{ at: "15s", crash: "ann" }] },
      'faults[0].at: "15s" is not before the end of the trouble (see duration)',
    ],
    [{ faults: [{ crash: "ann" }] }, 'faults[0]: {"crash":"ann"} needs exactly one of at, every and when'],
    [
      { faults: [{ at: "1s", every: "1s", crash: "ann" }] },
      'faults[0]: {"at":"1s","every":"1s","crash":"ann"} needs exactly one of at, every and when, not at and every',
    ],
    [
      { faults: [{ at: "1s", crash: "ann", pause: "bob" }] },
      'faults[0]: {"at":"1s","crash":"ann","pause":"bob"} has 2 verbs: one verb to a row, not crash and pause',
    ],
    [{ faults: [{ at: "1s", for: "2", crash: "ann" }] }, 'faults[0].for: "2" needs a unit, as in "2s"'],
    [
      { faults: [{ at: "1s", crash: "leadr" }] },
      'faults[0].crash: "leadr" is neither a node (ann, bob, cat, dan) nor a role (leader, follower); did you mean "leader"?',
    ],
    [{ faults: [{ at: "1s", crash: ["ann", "eve"] }] }, 'faults[0].crash[1]: "eve" is no node (ann, bob, cat, dan)'],
    [{ faults: [{ at: "1s", crash: { any: 9 } }] }, "faults[0].crash.any: 9 must be 1 to 4"],
    [{ faults: [{ at: "1s", loss: "ann" }] }, "faults[0].by is missing: it must be a probability above 0, up to 1"],
    [{ faults: [{ at: "1s", loss: "ann", by: 30 }] }, "faults[0].by: 30 must be a probability above 0, up to 1"],
    [
      { faults: [{ at: "1s", skew: "ann", by: "0s" }] },
      'faults[0].by: "0s" must be a length that may be negative, as in "-250ms"',
    ],
    [
      { faults: [{ at: "1s", for: "1s", jump: "ann", by: "1s" }] },
      'faults[0].for: "1s" must be left out: this fault happens in a moment',
    ],
    [{ faults: [{ at: "1s", pause: "ann", by: 2 }] }, "faults[0].by: 2 must be nothing"],
    [
      { faults: [{ at: "1s", partition: { groups: [["ann"], ["ann"]] } }] },
      'faults[0].partition.groups: [["ann"],["ann"]] must not have a node in two groups',
    ],
    [
      { faults: [{ at: "1s", partition: { side: "ann" } }] },
      'faults[0].partition: {"side":"ann"} must be whom to cut off, or one of { groups }, { from, to }, { bridge }, { ring } and { among, cut }',
    ],
    [{ faults: [{ at: "1s", silence: "ann", by: ["eve"] }] }, 'faults[0].by[0]: "eve" is no node (ann, bob, cat, dan)'],
    [{ faults: [{ when: "later", crash: "ann" }] }, 'faults[0].when: "later" must be a function, (world) => boolean'],
    [{ faults: [{ at: "1s", crush: "ann" }] }, 'faults[0].crush: "ann" is not known here; did you mean "crash"?'],
  ];
  test.each(cases)("%o", (mistake, says) => {
    expect(refusal({ ...good, ...mistake }).split("\n")).toContain(says);
  });
});

test("all mistakes of a form are told at once, in its order", () => {
  expect(refusal({ ...good, duration: "10", faults: [{ at: "1s", crash: "nobody" }], limits: { events: -1 } })).toBe(
    [
      'duration: "10" needs a unit, as in "10s"',
      'faults[0].crash: "nobody" is neither a node (ann, bob, cat, dan) nor a role (leader, follower)',
      "limits.events: -1 must be 1 to 9007199254740991",
    ].join("\n"),
  );
});

test.each([undefined, null, 7, "text", [good]])("%o is no form", (form) => {
  expect(refusal(form)).toMatch(/^scenario.*must be an object$/);
});

test("clients that speak what nobody serves have nobody to talk to", () => {
  const http = { ...workload, http: { port: 80 } };
  expect(refusal({ ...good, workload: http })).toMatch(/^workload: .* nobody to talk to: no node is a program$/);
  const nodes = { api: real };
  const hint =
    /no node serves requests; a real program is asked with http: \{ port \} or socket: \{ port, send, read \}$/;
  expect(refusal({ ...good, nodes, workload })).toMatch(hint);
});

test("rest is long enough, unless given, to see a recovery that takes all the time it may and settles", () => {
  const recovers = { healthy: () => true, within: "2s", settle: "3s" };
  expect(readScenario({ ...good, recovers }).restUs).toBe(5_000_000);
  expect(readScenario({ ...good, recovers, rest: "1s" }).restUs).toBe(1_000_000);
  expect(readScenario(good).restUs).toBe(10_000_000);
});

test("clients talk to all nodes that serve", () => {
  const idle = protocol<{ state: object }>({ state: () => ({}) });
  const nodes = { ann: store, bob: idle, cat: program(async () => {}) };
  expect((readScenario({ ...good, nodes, workload }).workload as WorkloadPlan).to).toEqual(["ann", "cat"]);
  const http = { ...workload, http: { port: 80 } };
  const mixed = { ...good, nodes: { ...nodes, api: real }, workload: http };
  expect((readScenario(mixed).workload as WorkloadPlan).to).toEqual(["api"]);
});
