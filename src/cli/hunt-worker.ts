import { parentPort, workerData } from "node:worker_threads";
import { describeMistake } from "../kernel/refusal.js";
import { Refusal } from "../kernel/refusal.js";
import { type HuntedRun, playRun } from "../hunt/play-run.js";
import { recordLoss } from "../hunt/run-record.js";
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

function evaluate(scenario: string) {
  for (const key of Reflect.ownKeys(globalThis)) if (!ownGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
  return evaluateScenario(bundles.find(({ path }) => path === scenario) as Bundle);
}

parentPort?.on("message", async (run: HuntedRun) => {
  const { scenario, seed } = run;
  const startMs = performance.now();
  try {
    parentPort?.postMessage(await playRun(run, () => evaluate(scenario), () => performance.now()));
  } catch (thrown) {
    const reason = thrown instanceof Refusal ? thrown.mistakes.map(describeMistake).join("; ") : String(thrown);
    parentPort?.postMessage(recordLoss(scenario, seed, "died", reason, Math.round(performance.now() - startMs)));
  }
});
