// Every form in this file has one mistake, which the compiler must refuse in few words: see ../types.test.ts.
import { inTurn, keyValue, mix, onKeys, program, protocol, replicas, scenario } from "faultline";
import type { KeyValueRequest } from "../../../src/objects/key-value.js";

interface Store {
  state: { role: "leader" | "follower"; term: number };
  message: { kind: "hello" } | { kind: "bye"; reason: string };
  timer: "tick";
  request: KeyValueRequest;
}

const store = protocol<Store>({
  roles: ["leader", "follower"],
  state: () => ({ role: "follower", term: 0 }),
  on: { hello: (cx) => cx.setTimer("tick", "1s"), bye() {} },
  timers: { tick() {} },
  serve() {},
});
const counter = program<{ count: number }>(async () => {}, { state: () => ({ count: 0 }) });
const nodes = { ...replicas(["ann", "bob", "cat"], store), tally: counter };
const title = "a mistake";
const duration = "10s";
const asking = { clients: 1, every: "1s", timeout: "1s", request: () => keyValue.get("x") } as const;

// a missing unit
scenario({ title, duration: "10", nodes });
// an unknown unit
scenario({ title, duration, nodes, faults: [{ at: "5sec", crash: "ann" }] });
// an unknown key
scenario({ title, duration, nodes, falts: [] });
// an unknown node
scenario({ title, duration, nodes, faults: [{ at: "5s", crash: "dan" }] });
// an unknown node in a list
scenario({ title, duration, nodes, faults: [{ at: "5s", partition: ["ann", "dan"] }] });
// two verbs in one row
scenario({ title, duration, nodes, faults: [{ at: "5s", crash: "ann", pause: "bob" }] });
// an amount that is missing
scenario({ title, duration, nodes, faults: [{ at: "5s", loss: "ann" }] });
// an amount of the wrong kind
scenario({ title, duration, nodes, faults: [{ at: "5s", skew: "ann", by: 5 }] });
// an amount where there is none
scenario({ title, duration, nodes, faults: [{ at: "5s", pause: "ann", by: 5 }] });
// a length of something momentary
scenario({ title, duration, nodes, faults: [{ at: "5s", for: "1s", jump: "ann", by: "1s" }] });
// a foreign request
scenario({
  title,
  duration,
  nodes,
  workload: { clients: 1, every: "1s", timeout: "1s", request: () => ({ kind: "pop" }) },
});
// a foreign request in a mix
scenario({
  title,
  duration,
  nodes,
  workload: {
    clients: 1,
    every: "1s",
    timeout: "1s",
    request: mix([
      [1, keyValue.get("x")],
      [1, { kind: "pop" }],
    ]),
  },
});
// a foreign request of a function within work
scenario({
  title,
  duration,
  nodes,
  workload: { clients: 1, every: "1s", timeout: "1s", request: inTurn([() => ({ kind: "pop" })]) },
});
// a foreign request about keys
scenario({
  title,
  duration,
  nodes,
  workload: { clients: 1, every: "1s", timeout: "1s", request: onKeys(["x"], (key) => ({ kind: "pop", key })) },
});
// a weight that is missing
scenario({
  title,
  duration,
  nodes,
  workload: { clients: 1, every: "1s", timeout: "1s", request: mix([keyValue.get("x")]) },
});
// a rate without a unit
scenario({
  title,
  duration,
  nodes,
  workload: { clients: 1, every: { rate: "100" }, timeout: "1s", request: () => keyValue.get("x") },
});
// a node that a property does not know
scenario({ title, duration, nodes, always: { known: ({ node }) => node.dan.state.term > 0 } });
// a state that a node does not have
scenario({ title, duration, nodes, always: { counted: ({ node }) => node.tally.state.term > 0 } });
// a role that there is not
scenario({ title, duration, nodes, always: { led: ({ node }) => node.ann.state.role === "boss" } });
// hardware of nobody
scenario({ title, duration, nodes, machines: { dan: { cpu: "1ms" } } });
// a reaction that is missing
protocol<Store>({
  roles: [],
  state: () => ({ role: "leader", term: 1 }),
  on: { hello() {} },
  timers: { tick() {} },
  serve() {},
});
// an unknown timer
protocol<{ state: { n: number }; timer: "tick" }>({
  state: () => ({ n: 0 }),
  start: (cx) => cx.setTimer("tock", "1s"),
  timers: { tick() {} },
});
// a message that there is not
protocol<{ state: { n: number }; message: { kind: "hello" } }>({
  state: () => ({ n: 0 }),
  on: { hello: (cx) => cx.send("ann", { kind: "helo" }) },
});
// a request that the object does not have
keyValue.put("x");
// a port that is missing
scenario({
  title,
  duration,
  nodes,
  workload: { ...asking, http: {} },
});
// an outcome that there is not
scenario({
  title,
  duration,
  nodes,
  workload: { ...asking, http: { port: 80, read: () => ({ outcome: "okay" }) } },
});
// a socket that nobody reads
scenario({
  title,
  duration,
  nodes,
  workload: { ...asking, socket: { port: 80, send: () => "get" } },
});
// a request of a socket that is neither text nor bytes
scenario({
  title,
  duration,
  nodes,
  workload: { ...asking, socket: { port: 80, send: ({ key }) => ({ key }), read: () => undefined } },
});
// an outcome of a socket that there is not
scenario({
  title,
  duration,
  nodes,
  workload: {
    ...asking,
    socket: { port: 80, send: () => "get", read: ({ text }) => ({ outcome: "okay", result: text }) },
  },
});
// http and a socket at once
scenario({
  title,
  duration,
  nodes,
  workload: { ...asking, http: { port: 80 }, socket: { port: 80, send: () => "get", read: () => undefined } },
});
