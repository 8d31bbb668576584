import { closeSync, writeSync } from "node:fs";
import { totalmem } from "node:os";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import type { Place } from "../node/event-guard.js";
import { runUnderWay } from "../simulation/play.js";
import { ExitCode } from "./exit-codes.js";

/** What the thread that watches the memory is given. */
export interface MemoryBriefing {
  /** How much of the heap, and of the memory of the machine, may be used before it is looked at closely, in bytes. */
  readonly heap: number;
  readonly physical: number;
  /** The name of the symbol under which the global object has what looks closely. */
  readonly ending: string;
}

const ending = "faultline.memoryIsUsedUp";

/** With a larger share of what there is in use there is no going on. */
const most = 0.8;

/** What the limit of the heap counts that nothing can stay in. */
const youngBytes = (Number.parseInt(process.versions.node, 10) < 24 ? 48 : 192) * 2 ** 20;

let limits: MemoryBriefing | null = null;

/**
 * From now on this process ends with a word on what it was doing before its memory is used up, as that of a program that
 * allocates without end would be: V8 would end it without one.
 */
export function guardMemory(): void {
  if (limits !== null) return;
  limits = {
    heap: most * (getHeapStatistics().heap_size_limit - youngBytes),
    physical: most * Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY),
    ending,
  };
  Object.defineProperty(globalThis, Symbol.for(ending), { value: endIfUsedUp });
  const worker = new Worker(new URL("./memory-watch.js", import.meta.url), { workerData: limits });
  // Without it everything goes on as well.
  worker.on("error", () => {});
  worker.unref();
}

/** Called in the midst of whatever goes on, by the thread that watches. */
function endIfUsedUp(places: readonly Place[]): void {
  // Much of what lies there may be garbage that nobody has had a reason to collect.
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, rss } = process.memoryUsage();
  if (limits === null || (heapUsed < limits.heap && rss < limits.physical)) return;
  const run = runUnderWay();
  const place =
    run === null ? "" : `, of "${run.plan.title}" from seed ${run.cluster.seed.text}: ${run.tellWhere(places)}`;
  writeSync(2, `? inconclusive  the memory of this process is used up (${Math.round(rss / 2 ** 20)} MB)${place}\n`);
  // Node says that it waits for a debugger, which the other thread is to it.
  process.once("exit", () => closeSync(2));
  process.exit(ExitCode.inconclusive);
}
