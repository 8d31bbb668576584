import type { History, Operation } from "../src/checks/history.js";
import { listAppend } from "../src/checks/list-append.js";
import { rwRegister } from "../src/checks/rw-register.js";
import type { TransactionalConsistency } from "../src/checks/transactions/consistency.js";
import { draw } from "../src/kernel/draws.js";
import { median, printTable } from "./table.js";

/*
 * Histories of a store that is strictly serializable, by ten processes: each transaction has two to four steps on a few
 * keys that are in use at the time; a key is left after so many writes. The generator is not measured.
 */

const processes = 10;
const keysInUse = 10;
const rounds = 3;

interface Shape {
  readonly name: string;
  readonly size: number;
  readonly writesPerKey: number;
}

const shapes: readonly Shape[] = [
  { name: "32 writes a key", size: 50_000, writesPerKey: 32 },
  { name: "32 writes a key", size: 200_000, writesPerKey: 32 },
  { name: "32 writes a key", size: 1_000_000, writesPerKey: 32 },
  { name: "100 writes a key", size: 200_000, writesPerKey: 100 },
];

export function transactionsBench(): void {
  const header = ["check", "transactions", "edges", "ms", "a second", "processor, ms", "a second of it"];
  const rows = shapes.flatMap((shape) => [
    measure(`list-append, ${shape.name}`, listAppend(), history(shape, "append")),
    measure(`rw-register, ${shape.name}`, rwRegister(), history(shape, "w")),
    measure(
      `rw-register, linearizable keys, ${shape.name}`,
      rwRegister({ linearizableKeys: true }),
      history(shape, "w"),
    ),
  ]);
  printTable("Transactional histories that are strictly serializable", header, rows);
}

/** Time by the clock, and time of the processor with that of the garbage collector's threads, which others cannot take. */
function measure(name: string, check: TransactionalConsistency, of: History): string[] {
  let edges = 0;
  const times = Array.from({ length: rounds }, () => {
    const start = process.hrtime.bigint();
    const used = process.cpuUsage();
    const analysis = check.analyse(of);
    const { user, system } = process.cpuUsage(used);
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    if (analysis.verdict !== "valid") throw new Error(`${name}: ${analysis.verdict}`);
    edges = analysis.edges;
    return { ms, cpuMs: (user + system) / 1_000 };
  });
  const ms = median(times.map((time) => time.ms));
  const cpuMs = median(times.map((time) => time.cpuMs));
  const rate = (spent: number) => ((1_000 * of.length) / spent).toFixed(0);
  return [name, String(of.length), String(edges), ms.toFixed(0), rate(ms), cpuMs.toFixed(0), rate(cpuMs)];
}

function history({ size, writesPerKey }: Shape, write: "append" | "w"): History {
  let drawn = 0;
  const below = (limit: number) => draw(7, 11, drawn++) % limit;
  const lists = new Map<number, number[]>();
  const inUse = Array.from({ length: keysInUse }, (_, key) => key);
  let nextKey = keysInUse;
  const open: { at: number; invokedAt: number; place: number }[] = [];
  const free = Array.from({ length: processes }, (_, at) => at);
  const operations: Operation[] = [];
  let index = 0;
  const complete = () => {
    const [{ at, invokedAt, place }] = open.splice(below(open.length), 1);
    const request: unknown[] = [];
    const result: unknown[] = [];
    for (let step = 2 + below(3); step > 0; step--) {
      const slot = below(keysInUse);
      const key = inUse[slot];
      let list = lists.get(key);
      if (list === undefined) {
        list = [];
        lists.set(key, list);
      }
      if (below(2) === 0) {
        request.push(["r", key, null]);
        result.push(["r", key, write === "append" ? list.slice() : (list.at(-1) ?? null)]);
      } else {
        list.push(list.length + 1);
        request.push([write, key, list.length]);
        result.push([write, key, list.length]);
        if (list.length === writesPerKey) {
          lists.delete(key);
          inUse[slot] = nextKey++;
        }
      }
    }
    const completedAt = index++;
    operations[place] = {
      process: at,
      request,
      result,
      invokedAt,
      invokedUs: 100 * invokedAt,
      completedAt,
      completedUs: 100 * completedAt,
      outcome: "ok",
      node: "ann",
    };
    free.push(at);
  };
  for (let place = 0; place < size; place++) {
    while (free.length === 0 || (open.length > 0 && below(2) === 0)) complete();
    open.push({ at: free.shift() as number, invokedAt: index++, place });
  }
  while (open.length > 0) complete();
  return operations;
}
