import { bundleScenario, evaluateScenario } from "../cli/load-scenario.js";
import { guardProcess } from "../cli/process-guard.js";
import { type RunRecord, recordRun } from "../hunt/run-record.js";
import { summarise } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import { play } from "../simulation/play.js";
import type { Report } from "../simulation/report.js";
import { simulate } from "../simulation/run.js";
import { FailedRun } from "./failed-run.js";
import { mostTold, nameOfTest, ownDoubts, type Replayable, tellDoubts, tellFailure, tellFailures } from "./messages.js";
import { keepRegression, regressionFileOf, regressionsOf } from "./regressions.js";
import { type SeedEnvironment, type SeedsOption, seedsToPlay } from "./seeds-to-play.js";

/** A test, and what the world around it asks for. */
export interface SeedTest extends Replayable {
  readonly seeds: SeedsOption | undefined;
  readonly bail: boolean;
  readonly environment: SeedEnvironment & { readonly CI?: string };
  /** Told when nobody waits for the test any more. */
  readonly signal: AbortSignal;
}

/**
 * Plays a scenario from many seeds, first from those that have failed before. Throws a `FailedRun` for the first that
 * fails, or for all of them; and if they have not failed, but something was tested by none, or could not be judged.
 */
export async function playSeeds(test: SeedTest): Promise<void> {
  const { seeds, single } = seedsToPlay(test.seeds, test.environment);
  const known = single ? [] : regressionsOf(regressionFileOf(test.file), nameOfTest(test));
  const sourceFor = await sourceOf(test.scenario);
  const records: RunRecord[] = [];
  let failures = 0;
  let first = "";
  for (const seed of inTurn(known, seeds)) {
    const startMs = performance.now();
    const report = await playSeed(await sourceFor(), seed, test);
    if (test.signal.aborted) return;
    records.push(recordRun(nameOfTest(test), report, null, performance.now() - startMs));
    if (report.verdict !== "failed") continue;
    failures++;
    const kept = failures <= mostTold ? keep(test, report) : "";
    if (failures === 1) first = `${tellFailure(test, report, records)}${kept}`;
    if (test.bail) break;
  }
  if (failures > 0) throw new FailedRun(tellFailures(records, first));
  const doubts = single ? ownDoubts(records[0]) : summarise(records).reasons;
  if (doubts.length > 0) throw new FailedRun(tellDoubts(test, doubts, records));
}

/** What gives the scenario for each run; a file is evaluated anew, so that no run sees what another has left behind. */
async function sourceOf(scenario: ScenarioSource | string): Promise<() => ScenarioSource | Promise<ScenarioSource>> {
  if (typeof scenario !== "string") return () => scenario;
  const bundle = await bundleScenario(scenario);
  return () => evaluateScenario(bundle);
}

function* inTurn(known: readonly string[], seeds: Iterable<string>): Iterable<string> {
  yield* known;
  for (const seed of seeds) if (!known.includes(seed)) yield seed;
}

async function playSeed(source: ScenarioSource, seed: string, { set, signal }: SeedTest): Promise<Report> {
  const simulation = simulate(realise(source, seed, set), { seed });
  if (simulation.hasPrograms) guardProcess();
  await play(simulation, { until: () => signal.aborted });
  return simulation.report();
}

/** Keeps a seed that has failed, and says so. A machine of CI would forget it. */
function keep(test: SeedTest, { seed, reasons }: Report): string {
  const { CI } = test.environment;
  if (CI && CI !== "false") return "";
  const file = regressionFileOf(test.file);
  try {
    const isNew = keepRegression(file, nameOfTest(test), seed, reasons[0]);
    return `  kept      ${file}${isNew ? ", to be played first from now on" : ", where it was already"}\n`;
  } catch (thrown) {
    if (thrown instanceof Refusal) return `  not kept  ${thrown.message}\n`;
    throw thrown;
  }
}
