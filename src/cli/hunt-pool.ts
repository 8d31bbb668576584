import { Worker } from "node:worker_threads";
import type { HuntedRun } from "../hunt/play-run.js";
import { type RunRecord, recordLoss } from "../hunt/run-record.js";
import type { Said, Task, Tasks, WorkerBriefing } from "./hunt-worker.js";
import type { Bundle } from "./load-scenario.js";
import { guardProcess, type Lost, threadMegabytes } from "./process-guard.js";

/** Runs that a worker is given ahead, so that it never waits for the next. */
const ahead = 3;

/** How long a thread may take to end, in milliseconds: one that is in a call that nothing can interrupt never does. */
const endMs = 3_000;

export interface PoolOptions {
  readonly bundles: readonly Bundle[];
  readonly workers: number;
  /** How long one run may take before its thread is ended, in milliseconds. */
  readonly runMs: number;
}

function startWorker(bundles: readonly Bundle[]): Worker {
  guardProcess();
  const workerData: WorkerBriefing = { bundles };
  // What scenarios print would drown what the hunt prints.
  const options = {
    workerData,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: threadMegabytes },
  };
  return new Worker(new URL("./hunt-worker.js", import.meta.url), options);
}

/** Ends a thread; one that does not end is left behind, and keeps nobody waiting. */
async function endWorker(worker: Worker): Promise<void> {
  const clock = setTimeout(() => {
    worker.unref();
    process.once("exit", leave);
    // Whoever waits for its end has come to it.
    worker.emit("exit", 1);
  }, endMs);
  await worker.terminate();
  clearTimeout(clock);
}

/** From Node 22.15 on, where there are processes that can become others. */
type Replaceable = NodeJS.Process & { execve?(file: string, args: readonly string[]): never };

/** An end in good order would wait for the thread that was left behind. Where Node can, the exit code is kept. */
function leave(exitCode: number): void {
  (process as Replaceable).execve?.("/bin/sh", ["sh", "-c", `exit ${exitCode}`]);
  process.kill(process.pid, "SIGKILL");
}

/** Has a thread of its own do one task; null if that takes too long, ends the thread, or is given up. */
export function askWorker<Name extends keyof Tasks>(
  bundles: readonly Bundle[],
  name: Name,
  asked: Parameters<Tasks[Name]>[0],
  mostMs: number,
  givenUp?: AbortSignal,
): Promise<Awaited<ReturnType<Tasks[Name]>> | null> {
  const worker = startWorker(bundles);
  return new Promise((done) => {
    const end = (answer: Awaited<ReturnType<Tasks[Name]>> | null) => {
      clearTimeout(clock);
      done(answer);
      void endWorker(worker);
    };
    const clock = setTimeout(() => end(null), mostMs);
    worker.once("message", (said: Said<Awaited<ReturnType<Tasks[Name]>>>) => {
      end(said.kind === "answer" ? said.answer : null);
    });
    worker.once("error", () => end(null));
    worker.once("exit", () => end(null));
    givenUp?.addEventListener("abort", () => end(null), { once: true });
    worker.postMessage({ name, asked } as Task);
  });
}

/** Threads that play runs side by side. */
export class HuntPool {
  private readonly options: PoolOptions;
  private readonly threads = new Set<Thread>();
  private runs: Iterator<HuntedRun> = [].values();
  private onRecord: (record: RunRecord) => void = () => {};
  private isOver: () => boolean = () => true;
  private finish: (() => void) | null = null;
  /** Runs that were given to a thread which is no more, before it came to them. */
  private readonly returned: HuntedRun[] = [];

  constructor(options: PoolOptions) {
    this.options = options;
  }

  /** Plays runs until there are none left, or `isOver` after one of them; those under way then come to their ends. */
  async play(runs: Iterator<HuntedRun>, onRecord: (record: RunRecord) => void, isOver: () => boolean): Promise<void> {
    Object.assign(this, { runs, onRecord, isOver });
    await new Promise<void>((finish) => {
      this.finish = finish;
      while (this.threads.size < this.options.workers) this.begin();
      this.feed();
    });
  }

  /** Ends all threads at once; what they are playing is lost. */
  async close(): Promise<void> {
    const threads = [...this.threads];
    this.threads.clear();
    await Promise.all(threads.map((thread) => thread.end()));
    this.finish?.();
  }

  private begin(): void {
    const thread = new Thread(this.options, {
      played: (record) => {
        this.onRecord(record);
        this.feed();
      },
      ended: (lost, left) => {
        // Whoever has closed the pool wants no other thread, and nothing of what was under way.
        if (!this.threads.delete(thread)) return;
        this.returned.push(...left);
        this.begin();
        if (lost !== null) this.onRecord(lost);
        this.feed();
      },
    });
    this.threads.add(thread);
  }

  private feed(): void {
    // Round by round, so that the last runs are shared out evenly.
    for (let depth = 0; depth < ahead; depth++) {
      for (const thread of this.threads) {
        if (thread.waiting > depth) continue;
        const run = this.next();
        if (run === undefined) {
          this.rest();
          return;
        }
        thread.give(run);
      }
    }
  }

  private next(): HuntedRun | undefined {
    if (this.isOver()) return undefined;
    return this.returned.shift() ?? this.runs.next().value;
  }

  private rest(): void {
    if ([...this.threads].every(({ waiting }) => waiting === 0)) this.finish?.();
  }
}

/** Whom a thread tells what becomes of its runs. */
interface Overseer {
  played(record: RunRecord): void;
  /** It is no more: the run that it was playing is lost, the others were not begun. */
  ended(lost: RunRecord | null, left: readonly HuntedRun[]): void;
}

/** One thread, and the runs that it was given. */
class Thread {
  private readonly worker: Worker;
  private readonly given: HuntedRun[] = [];
  private readonly runMs: number;
  private clock: NodeJS.Timeout | undefined;
  private sinceMs = 0;
  /** Why it ends, if that is known before it does. */
  private why: { readonly outcome: Lost["outcome"]; readonly reasons: readonly string[] } | null = null;

  constructor({ bundles, runMs }: PoolOptions, overseer: Overseer) {
    this.runMs = runMs;
    this.worker = startWorker(bundles);
    this.worker.on("message", (said: Said<RunRecord>) => {
      if (said.kind === "lost") {
        this.giveUp(said);
        return;
      }
      this.given.shift();
      this.restartClock();
      overseer.played(said.answer);
    });
    this.worker.on("error", (error) => {
      this.why ??= { outcome: "died", reasons: [`it brought down its thread: ${String(error)}`] };
    });
    this.worker.once("exit", (code) => {
      clearTimeout(this.clock);
      const [lost, ...left] = this.given.splice(0);
      overseer.ended(lost === undefined ? null : this.recordLost(lost, code), left);
    });
  }

  get waiting(): number {
    return this.given.length;
  }

  give(run: HuntedRun): void {
    this.given.push(run);
    if (this.given.length === 1) this.restartClock();
    this.worker.postMessage({ name: "play", asked: run } satisfies Task);
  }

  async end(): Promise<void> {
    await endWorker(this.worker);
  }

  private giveUp(why: NonNullable<Thread["why"]>): void {
    this.why ??= why;
    void this.end();
  }

  private restartClock(): void {
    clearTimeout(this.clock);
    this.sinceMs = performance.now();
    if (this.given.length === 0) return;
    this.clock = setTimeout(() => {
      this.giveUp({ outcome: "hung", reasons: [`it took longer than ${this.runMs / 1_000} s, and was ended`] });
    }, this.runMs);
  }

  private recordLost({ scenario, seed }: HuntedRun, exitCode: number): RunRecord {
    const died = { outcome: "died", reasons: [`it ended its thread, with exit code ${exitCode}`] } as const;
    const { outcome, reasons } = this.why ?? died;
    return recordLoss(scenario, seed, outcome, reasons, Math.round(performance.now() - this.sinceMs));
  }
}
