import { closeSync, writeSync } from "node:fs";
import { totalmem } from "node:os";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, Worker } from "node:worker_threads";
import { isDebugged, type Place } from "../node/event-guard.js";
import { runUnderWay, watchRuns } from "../simulation/play.js";
import type { Simulation } from "../simulation/simulation.js";
import { ExitCode } from "./exit-codes.js";

/** What the thread that watches this process is given. */
export interface WatchBriefing {
  /** The name of the symbol under which the global objects of threads have the questions that are put to them. */
  readonly questions: string;
  /** With less memory in use by the process, no thread is asked about its own. */
  readonly bytes: number;
}

/** A run that this process has begun: whose it is, and where it is. */
export interface RunBriefing {
  readonly title: string;
  readonly seed: string;
  readonly names: readonly string[];
  readonly eventSeconds: number;
  /** The step under way, its instant, and the number of its node. */
  readonly whereabouts: Float64Array;
}

/** What is asked of a thread, in the midst of whatever it does. */
export interface Questions {
  /** Whether it has been at one event for much longer than an event may take: none is ended in time everywhere. */
  isStuck(): boolean;
  /** Whether so much memory is in use that it must be looked at closely. */
  isFull(): boolean;
  /** Gives the thread up if it is stuck, or if its memory is used up; tells at which place it was. */
  endIfLost(places: readonly Place[]): void;
}

/** Why a thread cannot go on, and what it was doing. */
export interface Lost {
  readonly outcome: "hung" | "died";
  readonly why: string;
  /** The run that it was in the midst of. */
  readonly run: Simulation | null;
  readonly where: string;
}

const name = "faultline.questions";

/** With a larger share of the memory in use there is no going on. */
const most = 0.75;

/** What a thread that plays runs may take of the memory: with more, it dies. */
export const threadMegabytes = 2_048;

/** What the limit of the heap counts that nothing can stay in. */
const youngBytes = (Number.parseInt(process.versions.node, 10) < 24 ? 48 : 192) * 2 ** 20;

let isGuarded = false;

/**
 * From now on this process ends with a word on what it was doing before its memory is used up, as that of a program that
 * allocates without end would be, since V8 would end it without one; and where a loop has not been ended otherwise. Its
 * threads are looked after as well, if they say what is to become of them.
 */
export function guardProcess(): void {
  // A thread of somebody else's process is theirs to look after.
  if (isGuarded || !isMainThread) return;
  isGuarded = true;
  const heap = mostOfHeap();
  const physical = most * Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY);
  answerQuestions(() => {
    const { heapUsed, rss } = process.memoryUsage();
    return heapUsed >= heap || rss >= physical ? `the memory of this process is used up (${megabytes(rss)})` : null;
  }, end);
  const workerData: WatchBriefing = {
    questions: name,
    bytes: Math.min(heap, physical, most * threadMegabytes * 2 ** 20),
  };
  const worker = new Worker(new URL("./process-watch.js", import.meta.url), { workerData });
  // Without it everything goes on as well.
  worker.on("error", () => {});
  worker.unref();
  watchRuns(({ plan, cluster }) => {
    const { title, limits } = plan;
    const { names, seed } = cluster;
    const whereabouts = new Float64Array(new SharedArrayBuffer(3 * Float64Array.BYTES_PER_ELEMENT));
    cluster.whereabouts = whereabouts;
    const { eventSeconds } = limits;
    worker.postMessage({ title, seed: seed.text, names, eventSeconds, whereabouts } satisfies RunBriefing);
  });
}

/** From now on `giveUp` is called, in the midst of whatever this thread of a guarded process does, if it is lost. */
export function guardThread(giveUp: (lost: Lost) => void): void {
  const heap = mostOfHeap();
  answerQuestions(() => {
    const { heapUsed, external } = process.memoryUsage();
    const used = heapUsed + external;
    return used >= heap ? `the memory of its thread is used up (${megabytes(used)})` : null;
  }, giveUp);
}

function mostOfHeap(): number {
  return most * (getHeapStatistics().heap_size_limit - youngBytes);
}

function answerQuestions(shortage: () => string | null, giveUp: (lost: Lost) => void): void {
  let last: Simulation | null = null;
  let step = -1;
  let sinceMs = 0;
  const isStuck = () => {
    const run = runUnderWay();
    if (run === null || run !== last || run.cluster.step !== step) {
      last = run;
      step = run?.cluster.step ?? -1;
      sinceMs = performance.now();
    }
    return run !== null && !isDebugged() && performance.now() - sinceMs > 2_000 * run.plan.limits.eventSeconds;
  };
  const questions: Questions = {
    isStuck,
    isFull: () => shortage() !== null,
    endIfLost(places) {
      const run = runUnderWay();
      const where = run?.tellWhere(places) ?? "";
      if (isStuck()) giveUp({ outcome: "hung", why: "one event lasts longer than it may", run, where });
      // Much of what lies there may be garbage that nobody has had a reason to collect.
      setFlagsFromString("--expose-gc");
      runInNewContext("gc")();
      const why = shortage();
      if (why !== null) giveUp({ outcome: "died", why, run, where });
    },
  };
  Object.defineProperty(globalThis, Symbol.for(name), { value: questions });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

function end({ why, run, where }: Lost): void {
  const told = run === null ? "" : `, in "${run.plan.title}" from seed ${run.cluster.seed.text}: ${where}`;
  writeSync(2, `? inconclusive  ${why}${told}\n`);
  // Node says that it waits for a debugger, which the other thread is to it.
  process.once("exit", () => closeSync(2));
  try {
    process.exit(ExitCode.inconclusive);
  } catch {
    // A test runner lets nobody exit.
    process.kill(process.pid, "SIGKILL");
  }
}
