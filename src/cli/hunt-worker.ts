import { parentPort, workerData } from "node:worker_threads";
import { type KeptRun, keepRun } from "../hunt/keep-run.js";
import { type HuntedRun, playRun } from "../hunt/play-run.js";
import { type RunRecord, recordLoss } from "../hunt/run-record.js";
import { describeMistake, type Mistake, Refusal } from "../kernel/refusal.js";
import { record } from "../playback/record.js";
import { failureHtml } from "../reports/failure-html.js";
import type { FollowUp } from "../reports/hunt-circumstances.js";
import { readScenario } from "../scenario/plan.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import { type Bundle, evaluateScenario } from "./load-scenario.js";
import { guardThread, type Lost } from "./process-guard.js";
import { versionsWith } from "./run.js";

/*
 * A thread that does with scenarios what is asked of it, one task after another: no code of users runs where the hunt
 * itself does. Each time a scenario has its modules for itself, and what it leaves in the global object is taken out
 * again: no run sees that others were before it.
 */

/** What a worker is started with. */
export interface WorkerBriefing {
  readonly bundles: readonly Bundle[];
}

/** What a worker is asked, and what it answers. */
export interface Tasks {
  /** Plays a run. */
  play(run: HuntedRun): Promise<RunRecord>;
  /** Looks whether scenarios can be played at all, by one seed: tells what is wrong with them. */
  check(asked: { readonly seed: string; readonly set: readonly string[] }): Promise<readonly Mistake[]>;
  /** Plays a run once more to keep it, and shrinks it for so long. */
  keep(asked: { readonly run: HuntedRun; readonly shrinkMs: number }): Promise<KeptRun>;
  /** Records a run, and makes a page of where it failed. */
  page(asked: { readonly run: HuntedRun; readonly commands: FollowUp["commands"] }): Promise<string>;
}

/** What a worker says: the answer to a task; or that it is lost in the midst of one, and has to be ended. */
export type Said<Answer = unknown> =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "lost"; readonly outcome: Lost["outcome"]; readonly reasons: readonly string[] };

/** A task by its name, with what it is asked. */
export type Task = {
  readonly [Name in keyof Tasks]: { readonly name: Name; readonly asked: Parameters<Tasks[Name]>[0] };
}[keyof Tasks];

const { bundles } = workerData as WorkerBriefing;
const ownGlobals = new Set(Reflect.ownKeys(globalThis));
const nowMs = () => performance.now();

const tasks: Tasks = {
  async play(run) {
    const { scenario, seed } = run;
    const startMs = nowMs();
    try {
      return await playRun(run, () => evaluate(scenario), nowMs);
    } catch (thrown) {
      const reason = thrown instanceof Refusal ? thrown.mistakes.map(describeMistake).join("; ") : String(thrown);
      return recordLoss(scenario, seed, "died", [reason], Math.round(nowMs() - startMs));
    }
  },
  async check({ seed, set }) {
    const mistakes: Mistake[] = [];
    for (const { path } of bundles) {
      try {
        readScenario(realise(await evaluate(path), seed, set));
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        // In words, since what stands there may be a function, which cannot be told to another thread.
        const tell = (mistake: Mistake) => (mistake.path === path ? mistake.problem : describeMistake(mistake));
        mistakes.push(...thrown.mistakes.map((mistake) => ({ path, problem: tell(mistake) })));
      }
    }
    return mistakes;
  },
  keep({ run, shrinkMs }) {
    const untilMs = nowMs() + shrinkMs;
    const versions = versionsWith(bundleOf(run.scenario).code);
    return keepRun(
      run,
      versions,
      () => evaluate(run.scenario),
      () => nowMs() >= untilMs,
    );
  },
  async page({ run: { scenario, seed, set }, commands }) {
    const recording = await record(realise(await evaluate(scenario), seed, set), { seed });
    return failureHtml(recording, commands);
  },
};

const say = (said: Said) => parentPort?.postMessage(said);
guardThread(({ outcome, why, run, where }) => {
  say({ kind: "lost", outcome, reasons: run === null ? [why] : [why, where] });
});
let last: Promise<unknown> = Promise.resolve();
parentPort?.on("message", ({ name, asked }: Task) => {
  last = last.then(async () => say({ kind: "answer", answer: await tasks[name](asked as never) }));
});

function evaluate(scenario: string): Promise<ScenarioSource> {
  for (const key of Reflect.ownKeys(globalThis)) if (!ownGlobals.has(key)) Reflect.deleteProperty(globalThis, key);
  return evaluateScenario(bundleOf(scenario));
}

function bundleOf(scenario: string): Bundle {
  return bundles.find(({ path }) => path === scenario) as Bundle;
}
