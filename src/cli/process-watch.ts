import { writeSync } from "node:fs";
import { type NodeWorker, Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { WatchBriefing } from "./process-guard.js";
import { type Channel, WatchedThread } from "./watched-thread.js";

/*
 * A thread that watches the main thread and those that it has begun, and stops them, in whatever loop they are, before V8
 * would abort the process for want of memory. The inspector lets another thread do that; nothing in the thread itself
 * could. A few loops are closed to that, too (in Node 24, one that does nothing but `array.fill`): if it is the main
 * thread, they end with the process.
 */

const { questions, bytes } = workerData as WatchBriefing;

/** How often the memory is looked at, in milliseconds. */
const memoryMs = 50;

/** How often threads are asked for a sign, and how often the main thread may owe one: a minute and a half. */
const signMs = 2_000;
const mostOwed = 45;

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

setInterval(() => {
  if (process.memoryUsage.rss() < bytes) return;
  for (const thread of threads()) void thread.look("isFull");
}, memoryMs);

let owed = 0;
setInterval(() => {
  owed++;
  if (owed > mostOwed) {
    const lengthS = (mostOwed * signMs) / 1_000;
    writeSync(2, `? inconclusive  for ${lengthS} s a program is in a loop, or a call, that nothing can interrupt\n`);
    process.kill(process.pid, "SIGKILL");
  }
  void main.question("isStuck").then(() => {
    owed = 0;
  });
  for (const thread of threads()) void thread.look("isStuck");
}, signMs);

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
