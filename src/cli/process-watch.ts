import { writeSync } from "node:fs";
import { type NodeWorker, Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { formatInstant } from "../kernel/time.js";
import type { RunBriefing, WatchBriefing } from "./process-guard.js";
import { type Channel, WatchedThread } from "./watched-thread.js";

/*
 * A thread that watches the main thread and those that it has begun, and stops them, in whatever loop they are, before V8
 * would abort the process for want of memory. The inspector lets another thread do that; nothing in the thread itself
 * could. A few loops are closed to that, too (in Node 24, one that does nothing but `array.fill`): if it is the main
 * thread, they end with the process, and are told from memory that both threads share.
 */

const { questions, bytes } = workerData as WatchBriefing;

/** How often the memory is looked at, in milliseconds, and how often the main thread may keep that waiting. */
const memoryMs = 50;
const mostWaits = 100;

/** How often threads are asked for a sign. */
const signMs = 2_000;

/** The run that was begun last. */
let run: RunBriefing | null = null;
parentPort?.on("message", (begun: RunBriefing) => {
  run = begun;
});

const session = new Session();
// At once: a thread that is in the midst of a loop lets nobody connect.
session.connectToMainThread();

const main = new WatchedThread(
  {
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        session.post(method, params, (problem, answer) => (problem === null ? resolve(answer) : reject(problem)));
      }),
    on: (event, heard) => {
      session.removeAllListeners(event);
      session.on(event, ({ params }: { params: unknown }) => heard(params));
    },
  },
  questions,
);

/** The threads that the main thread has begun, by the numbers of their sessions, and what they are to be told of. */
const others = new Map<string, { readonly thread: WatchedThread; readonly hear: (message: string) => void }>();
session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => others.set(sessionId, reach(sessionId)));
session.on("NodeWorker.detachedFromWorker", ({ params: { sessionId } }) => others.delete(sessionId));
session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
  const { sessionId, message } = params as NodeWorker.ReceivedMessageFromWorkerEventDataType;
  others.get(sessionId)?.hear(message);
});
session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });

let waits = 0;
setInterval(() => {
  const isMuch = process.memoryUsage.rss() >= bytes;
  waits = isMuch && main.isLooking ? waits + 1 : 0;
  // What V8 says when it gives up is not about any program.
  if (waits === mostWaits)
    tell("the memory of this process is nearly used up, and nothing can interrupt what takes it");
  if (!isMuch) return;
  for (const thread of threads()) void thread.look("isFull");
}, memoryMs);

let owedMs = 0;
setInterval(() => {
  owedMs += signMs;
  // Three times what one event may take: by then it would have ended if it could.
  if (owedMs > 3_000 * (run?.eventSeconds ?? 30)) {
    tell(`for ${owedMs / 1_000} s a program is in a loop, or a call, that nothing can interrupt`);
    process.kill(process.pid, "SIGKILL");
  }
  void main.question("isStuck").then(() => {
    owedMs = 0;
  });
  for (const thread of threads()) void thread.look("isStuck");
}, signMs);

function tell(what: string): void {
  writeSync(2, `? inconclusive  ${what}${run === null ? "" : whereIs(run)}\n`);
}

function whereIs({ title, seed, names, whereabouts: [step, atUs, node] }: RunBriefing): string {
  return `, in "${title}" from seed ${seed}: ${names[node] ?? "the scenario"} in step ${step}, at ${formatInstant(atUs)}`;
}

function threads(): readonly WatchedThread[] {
  return [main, ...[...others.values()].map(({ thread }) => thread)];
}

/** Reaches a thread through the main thread, which passes on what is written. */
function reach(sessionId: string) {
  let last = 0;
  const waiting = new Map<number, (answer: unknown) => void>();
  const listeners = new Map<string, (params: unknown) => void>();
  const channel: Channel = {
    ask: (method, params) =>
      new Promise((resolve) => {
        waiting.set(++last, resolve);
        const message = JSON.stringify({ id: last, method, params });
        session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
      }),
    on: (event, heard) => listeners.set(event, heard),
  };
  const hear = (message: string) => {
    const { id, result = {}, method, params } = JSON.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
    listeners.get(method)?.(params);
  };
  return { thread: new WatchedThread(channel, questions), hear };
}
