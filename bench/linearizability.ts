import type { History } from "../src/checks/history.js";
import { searchByKey } from "../src/checks/linearizability/rounds.js";
import { linearizable, searched } from "../src/checks/linearizability.js";
import { defaultLimits } from "../src/kernel/limits.js";
import { Random } from "../src/kernel/random.js";
import { fifoQueue } from "../src/objects/fifo-queue.js";
import { queue } from "../src/objects/queue.js";
import { type RegisterRequest, register } from "../src/objects/register.js";
import type { SequentialObject } from "../src/objects/sequential-object.js";
import { set } from "../src/objects/set.js";
import { stack } from "../src/objects/stack.js";
import { simulate } from "../test/checks/simulated-history.js";
import { median, printTable } from "./table.js";

/*
 * How long it takes to judge a history. First one register that ten processes (or five) read (40 %), write (36 %) and
 * compare-and-set (24 %) without a pause, with values from 0 to 4: as it was executed, and with one read of a value that
 * nobody wrote after nine tenths of it. Then the monitors beside the general search, which gets so many steps and no more.
 * Times are of the processor, the median of some rounds in one process, so that only the first round is cold.
 */

const rounds = 5;
const plenty = 60_000_000;
const mostSearched = defaultLimits.searchSteps;

interface Contention {
  readonly processes: number;
  readonly operations: number;
  readonly crashed?: number;
  readonly wrong?: true;
  readonly mostMs?: number;
}

const contentions: readonly Contention[] = [
  { processes: 5, operations: 1_000 },
  { processes: 10, operations: 1_000 },
  { processes: 5, operations: 10_000 },
  { processes: 10, operations: 10_000, mostMs: 300 },
  { processes: 5, operations: 50_000 },
  { processes: 10, operations: 50_000, mostMs: 3_000 },
  { processes: 10, operations: 1_000, wrong: true },
  { processes: 10, operations: 10_000, wrong: true },
  { processes: 10, operations: 1_000, crashed: 9, wrong: true },
  { processes: 10, operations: 1_000, crashed: 14, wrong: true },
  { processes: 10, operations: 1_000, crashed: 34 },
  { processes: 10, operations: 1_000, crashed: 34, wrong: true },
];

export function linearizabilityBench(): void {
  contentionTable();
  monitorTable();
}

function contentionTable(): void {
  const rows = contentions.map((contention) => {
    const { processes, operations, crashed = 0, wrong, mostMs } = contention;
    const history = contended(contention);
    const judged = cpuMs(() => linearizable(register).judge(history, plenty));
    const { verdict, steps } = judged.value;
    return [
      `${operations} operations, ${processes} processes${crashed > 0 ? `, ${crashed} crashed` : ""}${wrong ? ", one wrong" : ""}`,
      verdict,
      String(steps),
      (searchByKey(history, register as SequentialObject, plenty).words / 2 ** 18).toFixed(1),
      judged.firstMs.toFixed(0),
      judged.ms.toFixed(0),
      ...(mostMs === undefined ? ["", ""] : [String(mostMs), (judged.ms / mostMs).toFixed(2)]),
    ];
  });
  const header = ["one register", "verdict", "steps", "memory, MB", "first, ms", "median, ms", "at most", "ratio"];
  printTable("Linearizability: the general search", header, rows);
}

function contended({ processes, operations, crashed = 0, wrong = undefined }: Contention): History {
  const request = (random: Random): RegisterRequest => {
    const kind = random.fraction();
    if (kind < 0.4) return register.read();
    return kind < 0.76 ? register.write(random.int(0, 4)) : register.cas(random.int(0, 4), random.int(0, 4));
  };
  // A crashed read is none.
  const unknown = crashed / (0.6 * operations);
  const usage = { clients: processes, operations, unknown, pauseUs: 0, request };
  const history = simulate(register, usage, new Random("contended"));
  if (wrong === undefined) return history;
  const place = history.findIndex(
    ({ request, outcome }, at) => at > 0.9 * operations && request.kind === "read" && outcome === "ok",
  );
  return history.map((operation, at) => (at === place ? { ...operation, result: 9 } : operation));
}

interface Monitored {
  readonly object: SequentialObject;
  readonly requests: (random: Random, fresh: () => number) => unknown;
}

const half = (random: Random) => random.chance(0.5);

const monitored: readonly Monitored[] = [
  { object: register, requests: (random, fresh) => (half(random) ? register.read() : register.write(fresh())) },
  { object: queue, requests: (random, fresh) => (half(random) ? queue.dequeue() : queue.enqueue(fresh())) },
  { object: fifoQueue, requests: (random, fresh) => (half(random) ? fifoQueue.dequeue() : fifoQueue.enqueue(fresh())) },
  { object: stack, requests: (random, fresh) => (half(random) ? stack.pop() : stack.push(fresh())) },
  {
    object: set,
    requests: (random, fresh) => {
      const value = fresh();
      return half(random) ? set.add(value) : set.contains(Math.max(0, value - random.int(0, 20)));
    },
  },
] as readonly Monitored[];

function monitorTable(): void {
  const rows = monitored.flatMap(({ object, requests }) =>
    [2_000, 50_000].map((operations) => {
      let next = 0;
      const request = (random: Random) => requests(random, () => next++);
      const usage = { clients: 10, operations, pauseUs: 0, request };
      const history = simulate(object, usage, new Random("monitored"));
      const fast = cpuMs(() => linearizable(object).judge(history, plenty));
      const slow = cpuMs(() => searched(history, object, mostSearched), 1);
      const isDecided = slow.value.verdict !== "unknown";
      return [
        `${object.name}, ${operations} operations`,
        fast.value.verdict,
        fast.ms.toFixed(1),
        (operations / fast.ms / 1_000).toFixed(2),
        isDecided ? slow.ms.toFixed(0) : `unknown after ${slow.ms.toFixed(0)}`,
        `${isDecided ? "" : "> "}${(slow.ms / fast.ms).toFixed(0)}`,
      ];
    }),
  );
  const header = [
    "values put in once, 10 processes",
    "verdict",
    "monitor, ms",
    "M operations/s",
    "search, ms",
    "ratio",
  ];
  printTable("Linearizability: monitors beside the general search", header, rows);
}

function cpuMs<T>(work: () => T, times = rounds) {
  const spent: number[] = [];
  let value = undefined as T;
  for (let round = 0; round < times; round++) {
    const before = process.cpuUsage();
    value = work();
    spent.push(process.cpuUsage(before).user / 1_000);
  }
  return { value, firstMs: spent[0], ms: median(spent) };
}
