import { parentPort, workerData } from "node:worker_threads";
import { type HuntedRun, playRun } from "../hunt/play-run.js";
import { type RunRecord, recordLoss } from "../hunt/run-record.js";
import { describeMistake, Refusal } from "../kernel/refusal.js";
import type { ScenarioSource } from "../scenario/realise.js";
import { type Bundle, evaluateScenario } from "./load-scenario.js";

/** What a worker is started with. */
export interface WorkerBriefing {
  readonly bundles: readonly Bundle[];
}

/*
 * A thread that plays runs, one after another. Each has the scenario's modules for itself, and what one of them leaves
 * in the global object is taken out again: no run sees that others were before it.
 */

const { bundles } = workerData as WorkerBriefing;
const ownGlobals = new Set(Reflect.ownKeys(globalThis));
const nowMs = () => performance.now();
let last = Promise.resolve();

parentPort?.on("message", (run: HuntedRun) => {
  last = last.then(async () => parentPort?.postMessage(await record(run)));
});

async function record(run: HuntedRun): Promise<RunRecord> {
  const { scenario, seed } = run;
  const startMs = nowMs();
  try {
    return await playRun(run, () => evaluateAlone(scenario), nowMs);
  } catch (thrown) {
    const reason = thrown instanceof Refusal ? thrown.mistakes.map(describeMistake).join("; ") : String(thrown);
    return recordLoss(scenario, seed, "died", reason, Math.round(nowMs() - startMs));
  }
}

function evaluateAlone(scenario: string): Promise<ScenarioSource> {
  for (const key of Reflect.ownKeys(globalThis)) if (!ownGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
  return evaluateScenario(bundles.find(({ path }) => path === scenario) as Bundle);
}
