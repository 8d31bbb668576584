import { writeSync } from "node:fs";
import { type Debugger, Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { Place } from "../node/event-guard.js";
import type { MemoryBriefing } from "./memory-guard.js";

/*
 * A thread that looks at the memory of its process, and stops the main thread, in whatever loop that is, before V8 would
 * abort it. The inspector lets another thread do that; nothing in the main thread could. A few loops are closed to that,
 * too (in Node 24, one that does nothing but `array.fill`): they end with the process.
 */

const { heap, physical, ending } = workerData as MemoryBriefing;

/** How often it is looked at, in milliseconds. */
const everyMs = 50;

/** How often the main thread is asked for a sign, and how often it may owe one: a minute and a half. */
const signMs = 5_000;
const mostOwed = 18;

const session = new Session();
// At once: a thread that is in the midst of a loop lets nobody connect.
session.connectToMainThread();
const scripts = new Map<string, string>();
session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => scripts.set(scriptId, url));
let looking = false;

setInterval(() => {
  const bytes = process.memoryUsage.rss();
  if (looking || bytes < Math.min(heap, physical)) return;
  looking = true;
  void look(bytes).finally(() => {
    looking = false;
  });
}, everyMs);

let owed = 0;
setInterval(() => {
  owed++;
  void ask("Runtime.getHeapUsage").then(() => {
    owed = 0;
  });
  if (owed <= mostOwed) return;
  const lengthS = (mostOwed * signMs) / 1_000;
  writeSync(2, `? inconclusive  for ${lengthS} s a program is in a loop, or a call, that nothing can interrupt\n`);
  process.kill(process.pid, "SIGKILL");
}, signMs);

async function look(bytes: number): Promise<void> {
  const { usedSize } = await ask<{ readonly usedSize: number }>("Runtime.getHeapUsage");
  if (usedSize < heap && bytes < physical) return;
  await ask("Debugger.enable");
  const paused = new Promise<Debugger.PausedEventDataType>((resolve) => {
    session.once("Debugger.paused", ({ params }) => resolve(params));
  });
  await ask("Debugger.pause");
  const call = `globalThis[Symbol.for(${JSON.stringify(ending)})](${JSON.stringify(placesOf(await paused))})`;
  await ask("Runtime.evaluate", { expression: call });
  await ask("Debugger.resume");
  await ask("Debugger.disable");
}

function ask<Answer>(method: string, params: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (problem, answer) => (problem === null ? resolve(answer as Answer) : reject(problem)));
  });
}

function placesOf({ callFrames }: Debugger.PausedEventDataType): readonly Place[] {
  return callFrames.map(({ functionName, location }) => ({
    script: scripts.get(location.scriptId) ?? "",
    line: location.lineNumber + 1,
    within: functionName,
  }));
}
