import type { DrainMethod } from "../../src/node/microtasks.js";
import { type AnyProcess, program, replicas } from "../../src/node/process.js";
import type { ProgramContext } from "../../src/node/program-context.js";
import { Rig } from "./rig.js";

type Cx = ProgramContext<{ heard: number; sum: number }, unknown>;

const names = ["ann", "bob", "cat", "dan", "eve"];

/** Awaits so deeply, and in so many ways, that one missed or early step shows in the order of what is sent. */
async function ponder(cx: Cx, depth: number): Promise<number> {
  if (depth === 0) return cx.random.int(0, 9);
  const parts = await Promise.all([ponder(cx, depth - 1), null, ponder(cx, depth - 1)]);
  await new Promise<void>((resolve) => {
    process.nextTick(() => queueMicrotask(resolve));
  });
  return (parts[0] as number) + (parts[2] as number);
}

async function listen(cx: Cx): Promise<void> {
  for await (const incoming of cx.inbox) {
    cx.state.heard++;
    if (incoming.kind === "request") {
      const sum = await ponder(cx, 2);
      if (sum % 7 === 0) incoming.refuse("unlucky");
      else incoming.answer(sum);
    } else if (cx.state.heard % 5 === 0) {
      cx.send(cx.random.pick(cx.peers), { text: "passed on", heard: cx.state.heard });
    }
  }
}

async function ask(cx: Cx): Promise<void> {
  for (;;) {
    await cx.sleep(cx.random.int(100, 20_000));
    const outcome = await cx.request<number>(cx.random.pick(cx.peers), "ponder", { timeout: "8ms" });
    if (outcome.kind === "ok") cx.state.sum += outcome.value;
    if (outcome.kind === "refused") await cx.work("300us");
    await cx.disk.append("log", outcome);
    if (cx.random.chance(0.3)) await cx.disk.sync();
    cx.send(cx.random.pick(cx.nodes), { sum: cx.state.sum });
  }
}

/** Now and then something goes wrong in it, in each of the ways in which a program can fail. */
async function stumble(cx: Cx): Promise<void> {
  for (;;) {
    await cx.sleep(cx.random.int(50_000, 300_000));
    const fall = () => {
      throw new RangeError(`${cx.name} stumbled`);
    };
    const way = cx.random.int(0, 4);
    if (way === 0) fall();
    else if (way === 1) process.nextTick(fall);
    else if (way === 2) queueMicrotask(fall);
    else if (way === 3) void Promise.resolve().then(fall);
    else cx.fail("on purpose");
  }
}

const busy = program<{ heard: number; sum: number }, unknown>(
  async (cx) => {
    const { records } = (await cx.disk.read("log")) as { records: readonly unknown[] };
    cx.state.sum = records.length;
    await Promise.all([listen(cx), ask(cx), stumble(cx)]);
  },
  { state: () => ({ heard: 0, sum: 0 }) },
);

/** What came of five programs that did all that programs can do, for some virtual seconds. */
export interface BusyRun {
  readonly digest: string;
  readonly contents: string;
  readonly events: number;
  readonly failures: number;
  readonly states: unknown;
}

export async function playBusily(method: DrainMethod | "best", seconds = 3, seed = 42): Promise<BusyRun> {
  const rig = new Rig(replicas(names, busy as AnyProcess), {
    seed,
    thorough: true,
    machine: { restart: "5ms", cpu: "20us", disk: { sync: ["1ms", "3ms"], read: "1ms" } },
    network: { latency: { exponential: "1ms", atLeast: "200us" }, loss: 0.02, duplicate: 0.02, reorder: 0.02 },
  });
  for (const [at, name] of names.entries()) {
    rig.at(300_000 + at * 211_000, () => rig.machine(name).crash("struck", at % 2 === 0));
    rig.at(350_000 + at * 211_000, () => rig.machine(name).revive());
    rig.at(500_000 + at * 97_000, () => rig.machine(name).pause());
    rig.at(540_000 + at * 97_000, () => rig.machine(name).unpause());
  }
  await rig.play(seconds * 1_000_000, method);
  return {
    digest: rig.digest,
    contents: String(rig.cluster.contents),
    events: rig.cluster.queue.taken,
    failures: rig.failures.length,
    states: names.map((name) => rig.state(name)),
  };
}
