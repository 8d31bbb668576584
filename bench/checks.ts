import { bank } from "../src/checks/bank.js";
import { noCausalReverse } from "../src/checks/causal-reverse.js";
import { counterBounds } from "../src/checks/counter-bounds.js";
import { fullSet } from "../src/checks/full-set.js";
import type { Consistency, History, Operation } from "../src/checks/history.js";
import { kafkaLog } from "../src/checks/kafka-log.js";
import { noLongFork } from "../src/checks/long-fork.js";
import { mutualExclusion } from "../src/checks/mutual-exclusion.js";
import {
  monotonicReads,
  monotonicWrites,
  pram,
  readYourWrites,
  writesFollowReads,
} from "../src/checks/session-guarantees.js";
import { totalQueue } from "../src/checks/total-queue.js";
import { uniqueIds } from "../src/checks/unique-ids.js";
import { causal, causallyConvergent, readAtomic, readCommitted } from "../src/checks/weak-isolation.js";
import { Random } from "../src/kernel/random.js";
import { median, printTable } from "./table.js";

/*
 * How many operations a second each check judges, of correct histories of clients that take turns and overlap. The clock
 * tells how long the one thread took that judges, and counts in what others on the machine took from it meanwhile. CPU time
 * is that of all threads of the process: what others do makes no difference, but the helpers of the garbage collector,
 * which work beside the one thread, come on top. Rate and ratio are of CPU time, the stricter one of the two on an idle
 * machine. Making a history is not counted; and there is one at a time, as the garbage collector walks through all there are.
 */

const rounds = 3;
const plenty = 1e12;

interface Contest {
  readonly check: Consistency;
  /** What the history is made of, where there are several. */
  readonly of?: string;
  readonly history: History;
  /** Operations per second. */
  readonly target: number;
}

export function checksBench(): void {
  const weak = [readCommitted(), readAtomic(), causal(), causallyConvergent()];
  const guarantees = [readYourWrites(), monotonicReads(), monotonicWrites(), writesFollowReads(), pram()];
  table(
    "Session guarantees and weak isolation: 10 sessions, 100 keys, single operations",
    among([...guarantees, ...weak], reads(500_000, 1)),
  );
  table(
    "The same in transactions of 5 operations each (operations are counted, not transactions)",
    among(weak, reads(500_000, 5)),
  );
  table("The rest of the box", played(box()));
}

function among(checks: readonly Consistency[], history: History): readonly Contest[] {
  return checks.map((check) => ({ check, history, target: 500_000 }));
}

function* played(workloads: Iterable<Workload>): Generator<Contest> {
  for (const { take, operations, ...contest } of workloads) yield { ...contest, history: clients(operations, take) };
}

interface Workload extends Omit<Contest, "history"> {
  readonly operations: number;
  /** What the next operation asks, and is answered. */
  readonly take: (place: number, client: number) => { request: unknown; result: unknown };
}

/** Systems that execute each operation at once. */
function* box(): Generator<Workload> {
  const random = new Random("box");
  const million = 1_000_000;
  for (const elementOf of [(place: number) => place, (place: number) => `e${place}`]) {
    const elements: unknown[] = [];
    yield {
      check: fullSet(),
      of: typeof elementOf(0) === "string" ? "texts" : "integers",
      target: million,
      operations: million,
      // Ten reads, of 5.5 million elements altogether.
      take: (place) => {
        if (place % 100_000 === 99_999) return { request: { kind: "read" }, result: [...elements] };
        elements.push(elementOf(place));
        return { request: { kind: "add", element: elementOf(place) }, result: true };
      },
    };
  }
  let sum = 0;
  yield {
    check: counterBounds(),
    target: million,
    operations: million,
    take: () => {
      if (random.chance(0.5)) return { request: { kind: "read" }, result: sum };
      const delta = random.int(0, 9);
      sum += delta;
      return { request: { kind: "add", delta }, result: true };
    },
  };
  yield {
    check: uniqueIds(),
    target: million,
    operations: million,
    take: (place) => ({ request: { kind: "generate" }, result: `id ${place}` }),
  };
  const accounts = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const balances = Object.fromEntries(accounts.map((account) => [account, 100]));
  yield {
    check: bank({ accounts, total: 800 }),
    target: million,
    operations: million,
    take: () => {
      if (random.chance(0.5)) return { request: { kind: "read" }, result: { ...balances } };
      const [from, to] = random.sample(accounts, 2);
      const amount = random.int(0, balances[from]);
      balances[from] -= amount;
      balances[to] += amount;
      return { request: { kind: "transfer", from, to, amount }, result: true };
    },
  };
  const queue: number[] = [];
  let head = 0;
  yield {
    check: totalQueue(),
    target: million,
    operations: million,
    take: (place) => {
      if (place === million - 1) return { request: { kind: "drain" }, result: queue.slice(head) };
      if (head < queue.length && random.chance(0.5)) return { request: { kind: "dequeue" }, result: queue[head++] };
      queue.push(place);
      return { request: { kind: "enqueue", value: place }, result: true };
    },
  };
  yield {
    check: noLongFork(),
    target: 500_000,
    operations: 500_000,
    take: (place) => {
      const group = Math.floor(place / 20);
      const keys = [0, 1, 2].map((key) => `${group}.${key}`);
      if (place % 20 < 3) return { request: { kind: "write", key: keys[place % 20] }, result: true };
      return { request: { kind: "read", keys }, result: Object.fromEntries(keys.map((key) => [key, 1])) };
    },
  };
  const values: number[] = [];
  yield {
    check: noCausalReverse(),
    target: 500_000,
    operations: 500_000,
    // Ten reads, of 2.75 million values altogether.
    take: (place) => {
      if (place % 50_000 === 49_999) return { request: { kind: "read" }, result: [...values] };
      values.push(place);
      return { request: { kind: "write", value: place }, result: true };
    },
  };
  yield {
    check: mutualExclusion({ lease: "1us" }),
    target: million,
    operations: million,
    take: (place) => {
      const token = place - (place % 3);
      if (place % 3 === 0) return { request: { kind: "acquire" }, result: token };
      return { request: { kind: place % 3 === 1 ? "use" : "release", token }, result: true };
    },
  };
  const logs: number[][] = Array.from({ length: 10 }, () => []);
  const positions = Array.from({ length: 10 }, () => new Int32Array(10));
  yield {
    check: kafkaLog(),
    target: 200_000,
    operations: 200_000,
    take: (place, client) => {
      const key = random.int(0, 9);
      if (place < 190_000 && random.chance(0.5)) {
        logs[key].push(place);
        return { request: { kind: "send", key, value: place }, result: logs[key].length - 1 };
      }
      const from = positions[client][key];
      const polled = logs[key].slice(from, from + 2_000);
      positions[client][key] += polled.length;
      return { request: { kind: "poll" }, result: { [key]: polled.map((value, at) => [from + at, value]) } };
    },
  };
}

function table(title: string, contests: Iterable<Contest>): void {
  const rows: string[][] = [];
  for (const { check, of, history, target } of contests) {
    const times = Array.from({ length: rounds }, () => {
      const start = process.hrtime.bigint();
      const before = process.cpuUsage();
      const judgement = check.judge(history, plenty);
      const { user, system } = process.cpuUsage(before);
      const clockMs = Number(process.hrtime.bigint() - start) / 1e6;
      if (judgement.verdict !== "valid") throw new Error(`${check.name}: ${JSON.stringify(judgement)}`);
      return { clockMs, cpuMs: (user + system) / 1_000 };
    });
    const clockMs = median(times.map((time) => time.clockMs));
    const cpuMs = median(times.map((time) => time.cpuMs));
    const size = sizeOf(history);
    const perSecond = (size / cpuMs) * 1_000;
    rows.push([
      of === undefined ? check.name : `${check.name} of ${of}`,
      String(size),
      clockMs.toFixed(0),
      cpuMs.toFixed(0),
      rate(perSecond),
      rate(target),
      (perSecond / target).toFixed(2),
    ]);
  }
  printTable(title, ["check", "operations", "clock ms", "CPU ms", "M/s", "target", "ratio"], rows);
}

const rate = (perSecond: number) => (perSecond / 1_000_000).toFixed(2);

const sizeOf = (history: History) =>
  history.reduce((sum, { request }) => sum + (Array.isArray(request) ? request.length : 1), 0);

/** Ten clients, each with one operation open at a time, in the order in which they take effect. */
function clients(
  count: number,
  execute: (place: number, client: number) => { request: unknown; result: unknown },
): History {
  const processes = 10;
  return Array.from({ length: count }, (_, place): Operation => {
    const process = place % processes;
    const invokedAt = 2 * place;
    const completedAt = 2 * (place + processes) - 1 - 2 * (place % 3);
    const times = { invokedAt, invokedUs: invokedAt * 100, completedAt, completedUs: completedAt * 100 };
    return { process, node: "ann", outcome: "ok", ...times, ...execute(place, process) };
  });
}

/** Reads and writes of a store that executes them at once. */
function reads(operations: number, perTransaction: number): History {
  const random = new Random("checks");
  const state = new Map<string, number>();
  let value = 0;
  const access = (): readonly [string, string, number | null] => {
    const key = `key ${random.int(0, 99)}`;
    if (random.chance(0.5)) return ["r", key, state.get(key) ?? null];
    state.set(key, ++value);
    return ["w", key, value];
  };
  return clients(operations / perTransaction, () => {
    if (perTransaction > 1) {
      const result = Array.from({ length: perTransaction }, access);
      return { request: result.map(([kind, key, seen]) => [kind, key, kind === "r" ? null : seen]), result };
    }
    const [kind, key, seen] = access();
    return kind === "r"
      ? { request: { kind: "read", key }, result: seen }
      : { request: { kind: "write", key, value: seen }, result: null };
  });
}
