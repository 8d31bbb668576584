import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { EventQueue, Priority } from "../src/kernel/queue.js";
import { ObjectHeap } from "./object-heap.js";
import { median, millions, printTable } from "./table.js";

/*
 * The hold model: take the earliest event, schedule one at a random length from now. Beside ours run a binary heap of
 * objects, as one would write it first, and, where a C++ compiler is at hand, `std::priority_queue` of structs that carry the same.
 */

const holds = 200_000;
const rounds = 7;
const sizes = [10, 100, 1_000, 10_000, 100_000, 1_000_000];

export async function queueBench(): Promise<void> {
  const native = cppHolds();
  const rows: string[][] = [];
  for (const size of sizes) {
    const ours = await nsPerHold(radixQueue(size));
    const heap = size > 100_000 ? Number.NaN : await nsPerHold(objectHeap(size));
    const cpp = native?.get(size) ?? Number.NaN;
    rows.push([
      String(size),
      ours.toFixed(0),
      millions(ours),
      ...(Number.isNaN(heap) ? ["", ""] : [heap.toFixed(0), (heap / ours).toFixed(2)]),
      ...(Number.isNaN(cpp) ? ["", ""] : [cpp.toFixed(0), (cpp / ours).toFixed(2)]),
    ]);
  }
  const header = [
    "pending",
    "ours, ns",
    "M events/s",
    "heap of objects, ns",
    "ratio",
    "C++ priority_queue, ns",
    "ratio",
  ];
  printTable("Event queue alone: hold model, exponential increments of 1 ms", header, rows);
}

async function nsPerHold(hold: () => void): Promise<number> {
  const bench = new Bench({ iterations: rounds, time: 0, warmupIterations: 2, warmupTime: 0 });
  bench.add("hold", () => {
    for (let count = 0; count < holds; count++) hold();
  });
  await bench.run();
  const [task] = bench.tasks;
  if (task.result.state !== "completed") throw new Error("the bench did not complete");
  return (task.result.latency.p50 * 1_000_000) / holds;
}

const increments = Float64Array.from({ length: 65_536 }, (_, index) =>
  Math.ceil(-Math.log((index + 0.5) / 65_536) * 1_000),
);
shuffle(increments);

function shuffle(values: Float64Array): void {
  let state = 123_456_789;
  for (let at = values.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (at + 1);
    [values[at], values[other]] = [values[other], values[at]];
  }
}

function radixQueue(size: number): () => void {
  const queue = new EventQueue();
  let draw = 0;
  const schedule = () =>
    queue.schedule(queue.nowUs + increments[draw++ & 65_535], Priority.ordinary, 1, draw & 1_023, 0, 0, null);
  for (let count = 0; count < size; count++) schedule();
  return () => {
    queue.take();
    schedule();
  };
}

function objectHeap(size: number): () => void {
  const heap = new ObjectHeap<{ readonly atUs: number; readonly sequence: number }>();
  let draw = 0;
  const push = (nowUs: number) => heap.push({ atUs: nowUs + increments[draw & 65_535], sequence: draw++ });
  for (let count = 0; count < size; count++) push(0);
  return () => push(heap.pop()?.atUs as number);
}

/** What `std::priority_queue` takes, by size; undefined without a compiler. */
function cppHolds(): Map<number, number> | undefined {
  const source = fileURLToPath(new URL("./hold.cpp", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "hold-"));
  try {
    const program = join(folder, "hold");
    execFileSync("g++", ["-O2", "-o", program, source], { stdio: "ignore" });
    if (!existsSync(program)) return undefined;
    const samples = Array.from({ length: 3 }, () => execFileSync(program, sizes.map(String), { encoding: "utf8" }));
    const tables = samples.map(
      (text) =>
        new Map(
          text
            .trim()
            .split("\n")
            .map((line) => line.split(" ").map(Number) as [number, number]),
        ),
    );
    return new Map(sizes.map((size) => [size, median(tables.map((table) => table.get(size) ?? Number.NaN))]));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
