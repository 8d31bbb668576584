import { closeSync, writeSync } from "node:fs";
import { totalmem } from "node:os";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { isDebugged, type Place } from "../node/event-guard.js";
import { runUnderWay } from "../simulation/play.js";
import { ExitCode } from "./exit-codes.js";

/** What the thread that watches this one is given. */
export interface WatchBriefing {
  /** The name of the symbol under which the global object has the questions that are put to this thread. */
  readonly questions: string;
  /** How much of the heap, and of the memory of the machine, may be used before it is looked at closely, in bytes. */
  readonly heap: number;
  readonly physical: number;
}

/** What is asked of this thread, in the midst of whatever it does. */
export interface Questions {
  /** Whether it has been at one event for much longer than an event may take: none is ended in time everywhere. */
  isStuck(): boolean;
  /** Ends the process if it is stuck, or if its memory is used up; tells at which place it was. */
  endIfLost(places: readonly Place[]): void;
}

const name = "faultline.questions";

/** With a larger share of the memory in use there is no going on. */
const most = 0.75;

/** What the limit of the heap counts that nothing can stay in. */
const youngBytes = (Number.parseInt(process.versions.node, 10) < 24 ? 48 : 192) * 2 ** 20;

let isGuarded = false;

/**
 * From now on this process ends with a word on what it was doing before its memory is used up, as that of a program that
 * allocates without end would be, since V8 would end it without one; and where a loop has not been ended otherwise.
 */
export function guardProcess(): void {
  if (isGuarded) return;
  isGuarded = true;
  const briefing: WatchBriefing = {
    questions: name,
    heap: most * (getHeapStatistics().heap_size_limit - youngBytes),
    physical: most * Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY),
  };
  Object.defineProperty(globalThis, Symbol.for(name), { value: questionsWithin(briefing) });
  const worker = new Worker(new URL("./process-watch.js", import.meta.url), { workerData: briefing });
  // Without it everything goes on as well.
  worker.on("error", () => {});
  worker.unref();
}

function questionsWithin({ heap, physical }: WatchBriefing): Questions {
  let step = -1;
  let sinceMs = 0;
  const isStuck = () => {
    const run = runUnderWay();
    if (run === null || run.cluster.step !== step) {
      step = run?.cluster.step ?? -1;
      sinceMs = performance.now();
    }
    return run !== null && !isDebugged() && performance.now() - sinceMs > 2_000 * run.plan.limits.eventSeconds;
  };
  return {
    isStuck,
    endIfLost(places) {
      if (isStuck()) end("one event lasts longer than it may", places);
      // Much of what lies there may be garbage that nobody has had a reason to collect.
      setFlagsFromString("--expose-gc");
      runInNewContext("gc")();
      const { heapUsed, rss } = process.memoryUsage();
      if (heapUsed >= heap || rss >= physical)
        end(`the memory of this process is used up (${Math.round(rss / 2 ** 20)} MB)`, places);
    },
  };
}

function end(why: string, places: readonly Place[]): never {
  const run = runUnderWay();
  const where =
    run === null ? "" : `, in "${run.plan.title}" from seed ${run.cluster.seed.text}: ${run.tellWhere(places)}`;
  writeSync(2, `? inconclusive  ${why}${where}\n`);
  // Node says that it waits for a debugger, which the other thread is to it.
  process.once("exit", () => closeSync(2));
  process.exit(ExitCode.inconclusive);
}
