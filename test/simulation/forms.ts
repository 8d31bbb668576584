import { type AnyProcess, program, protocol, replicas } from "../../src/node/process.js";
import type { ProgramContext } from "../../src/node/program-context.js";
import type { DrawnScenario, Scenario } from "../../src/scenario/scenario.js";
import type { Report } from "../../src/simulation/report.js";

export interface Member {
  readonly role: "member";
  heard: number;
  ticks: number;
}

/** Tells somebody, now and then, what it has heard; keeps it on disk, and answers clients. */
export const member = protocol<{
  state: Member;
  message: { kind: "tell"; heard: number };
  timer: "tick";
  request: "how much";
  result: number;
}>({
  state: () => ({ role: "member", heard: 0, ticks: 0 }),
  roles: ["member"],
  start: (cx) => cx.setTimer("tick", cx.random.int(1_000, 20_000)),
  recover: (cx) => {
    const { records } = cx.disk.read("heard") as { records: readonly number[] };
    cx.state.heard = records.at(-1) ?? 0;
    cx.setTimer("tick", "10ms");
  },
  on: {
    tell: (cx, { heard }) => {
      cx.state.heard = Math.max(cx.state.heard, heard) + 1;
      cx.disk.append("heard", cx.state.heard);
      cx.disk.sync();
    },
  },
  timers: {
    tick: (cx) => {
      cx.state.ticks++;
      cx.send(cx.random.pick(cx.peers), { kind: "tell", heard: cx.state.heard });
      cx.setTimer("tick", cx.random.int(5_000, 20_000));
    },
  },
  serve: (cx, _request, ticket) => cx.answer(ticket, cx.state.heard),
  summary: ({ heard }) => [`heard ${heard}`],
});

/** The same story, told by an async function. */
export const teller: AnyProcess = program<Member, "how much">(
  async (cx) => {
    const { records } = (await cx.disk.read("heard")) as { records: readonly number[] };
    cx.state.heard = records.at(-1) ?? 0;
    await Promise.all([listen(cx), tick(cx)]);
  },
  { state: () => ({ role: "member", heard: 0, ticks: 0 }), roles: ["member"] },
);

async function listen(cx: ProgramContext<Member, "how much">): Promise<void> {
  for await (const incoming of cx.inbox) {
    if (incoming.kind === "request") {
      incoming.answer(cx.state.heard);
      continue;
    }
    const { heard } = incoming.body as { heard: number };
    cx.state.heard = Math.max(cx.state.heard, heard) + 1;
    await cx.disk.append("heard", cx.state.heard);
    await cx.disk.sync();
  }
}

async function tick(cx: ProgramContext<Member, "how much">): Promise<void> {
  for (;;) {
    await cx.sleep(cx.random.int(5_000, 20_000));
    cx.state.ticks++;
    cx.send(cx.random.pick(cx.peers), { kind: "tell", heard: cx.state.heard });
  }
}

const names = ["ann", "bob", "cat"] as const;

/** Three nodes with clients and faults of several kinds, and a property of each kind: it passes from every seed. */
export function lively(process: AnyProcess = member): Scenario {
  return {
    title: "three nodes tell one another what they have heard",
    duration: "2s",
    rest: "500ms",
    nodes: replicas(names, process),
    network: { latency: { exponential: "1ms", atLeast: "200us" }, loss: 0.02, duplicate: 0.02, reorder: 0.05 },
    workload: { clients: 2, every: ["20ms", "60ms"], timeout: "100ms", request: () => "how much" },
    faults: [
      { at: "300ms", for: "200ms", crash: { any: 1 } },
      { at: "800ms", for: "200ms", partition: "ann" },
      { at: "1200ms", for: "100ms", pause: "bob" },
      { at: "1500ms", for: "300ms", delay: "cat", by: ["1ms", "30ms"] },
    ],
    always: {
      "nobody is in two roles": ({ nodes }) => nodes.every(({ state }) => (state as Member).role === "member"),
    },
    sometimes: { "much was heard": ({ nodes }) => nodes.some(({ state }) => (state as Member).heard > 20) },
    eventually: { "all are up": ({ nodes }) => nodes.every(({ status }) => status === "up") },
    recovers: {
      healthy: ({ nodes }) => nodes.every(({ status }) => status !== "crashed"),
      within: "400ms",
      settle: "50ms",
    },
  };
}

/** The least that passes: one node that does nothing, one property that holds, and what a test adds. */
export function form(changes: Partial<DrawnScenario> = {}): DrawnScenario {
  return {
    title: "a test",
    duration: "1s",
    rest: "100ms",
    nodes: { ann: idle },
    network: { latency: "1ms" },
    always: { "there are nodes": ({ nodes }) => nodes.length > 0 },
    ...changes,
  };
}

/** A node that does nothing. */
export const idle: AnyProcess = protocol<{ state: object }>({ state: () => ({}) });

/** A node that counts in its state, every 10 ms; and does what a test adds. */
export function counter(also: (count: number) => void = () => {}): AnyProcess {
  return protocol<{ state: { count: number }; timer: "tick" }>({
    state: () => ({ count: 0 }),
    start: (cx) => cx.setTimer("tick", "10ms"),
    timers: {
      tick: (cx) => {
        cx.state.count++;
        cx.setTimer("tick", "10ms");
        also(cx.state.count);
      },
    },
  });
}

/** A report as it may be compared: stacks lead through the engine, and through whoever called it. */
export function withoutStacks(report: Report): Report {
  return { ...report, errors: report.errors.map((error) => ({ ...error, stack: "" })) };
}
