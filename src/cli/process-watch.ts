import { writeSync } from "node:fs";
import { type Debugger, Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { Place } from "../node/event-guard.js";
import type { Questions, WatchBriefing } from "./process-guard.js";

/*
 * A thread that watches the main thread, and stops it, in whatever loop that is, before V8 would abort the process for
 * want of memory. The inspector lets another thread do that; nothing in the main thread could. A few loops are closed to
 * that, too (in Node 24, one that does nothing but `array.fill`): they end with the process.
 */

const { questions, heap, physical } = workerData as WatchBriefing;

/** How often the memory is looked at, in milliseconds. */
const memoryMs = 50;

/** How often the main thread is asked for a sign, and how often it may owe one: a minute and a half. */
const signMs = 2_000;
const mostOwed = 45;

const session = new Session();
// At once: a thread that is in the midst of a loop lets nobody connect.
session.connectToMainThread();
const scripts = new Map<string, string>();
session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => scripts.set(scriptId, url));

let isLooking = false;

setInterval(() => {
  const bytes = process.memoryUsage.rss();
  if (isLooking || bytes < Math.min(heap, physical)) return;
  void look(async () => {
    const { usedSize } = await ask<{ readonly usedSize: number }>("Runtime.getHeapUsage");
    return usedSize >= heap || bytes >= physical;
  });
}, memoryMs);

let owed = 0;
setInterval(() => {
  owed++;
  if (owed > mostOwed) {
    const lengthS = (mostOwed * signMs) / 1_000;
    writeSync(2, `? inconclusive  for ${lengthS} s a program is in a loop, or a call, that nothing can interrupt\n`);
    process.kill(process.pid, "SIGKILL");
  }
  void question("isStuck").then((isStuck) => {
    owed = 0;
    if (isStuck === true && !isLooking) void look(async () => true);
  });
}, signMs);

/** Stops the main thread, if that is called for, and has it look closely where it is. */
async function look(isCalledFor: () => Promise<boolean>): Promise<void> {
  isLooking = true;
  if (await isCalledFor()) {
    await ask("Debugger.enable");
    const paused = new Promise<Debugger.PausedEventDataType>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params));
    });
    await ask("Debugger.pause");
    await question("endIfLost", placesOf(await paused));
    await ask("Debugger.resume");
    await ask("Debugger.disable");
  }
  isLooking = false;
}

async function question(name: keyof Questions, asked: unknown = null): Promise<unknown> {
  const expression = `globalThis[Symbol.for(${JSON.stringify(questions)})].${name}(${JSON.stringify(asked)})`;
  const { result } = await ask<{ readonly result: { readonly value?: unknown } }>("Runtime.evaluate", { expression });
  return result.value;
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
