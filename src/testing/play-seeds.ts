import { commandFor, quote, stepOption } from "../cli/command-line.js";
import { bundleScenario, evaluateScenario } from "../cli/load-scenario.js";
import { type RunRecord, recordRun } from "../hunt/run-record.js";
import { plural, summarise } from "../hunt/summary.js";
import { Refusal } from "../kernel/refusal.js";
import { consoleReport } from "../reports/console.js";
import { styleFor } from "../reports/style.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import { play } from "../simulation/play.js";
import type { Report } from "../simulation/report.js";
import { simulate } from "../simulation/run.js";
import { FailedRun } from "./failed-run.js";
import { keepRegression, regressionFileOf, regressionsOf } from "./regressions.js";
import { type SeedEnvironment, type SeedsOption, seedsToPlay } from "./seeds-to-play.js";

/** What a test plays, and who it is. */
export interface SeedTest {
  /** The test's name, after those of the groups it is in. */
  readonly name: string;
  /** Its file, relative to where the tests were started. */
  readonly file: string;
  /** A form, or the path of a scenario's file. */
  readonly scenario: ScenarioSource | string;
  readonly seeds: SeedsOption | undefined;
  readonly set: readonly string[];
  readonly bail: boolean;
  readonly environment: SeedEnvironment & { readonly CI?: string };
  /** Told when nobody waits for the test any more. */
  readonly signal: AbortSignal;
}

/** A seed that has failed: what went wrong, and all there is to say of it. */
interface Failure {
  readonly seed: string;
  readonly reason: string;
  readonly text: string;
}

const { setImmediate } = globalThis;
const mostTold = 10;

/**
 * Plays a scenario from many seeds, first from those that have failed before. Throws a `FailedRun` for the first that
 * fails, or for all of them; and if they have not failed, but something was tested by none, or could not be judged.
 */
export async function playSeeds(test: SeedTest): Promise<void> {
  const { seeds, single } = seedsToPlay(test.seeds, test.environment);
  const known = single ? [] : regressionsOf(regressionFileOf(test.file), test.name);
  const sourceFor = await sourceOf(test.scenario);
  const records: RunRecord[] = [];
  const failures: Failure[] = [];
  for (const seed of inTurn(known, seeds)) {
    const startMs = performance.now();
    const report = await playSeed(await sourceFor(), seed, test);
    // Short runs, one after another, would leave the runner no time to say that it is alive.
    await new Promise((resolve) => setImmediate(resolve));
    if (test.signal.aborted) return;
    const wallMs = performance.now() - startMs;
    records.push(recordRun(test.name, report, null, wallMs));
    if (report.verdict !== "failed") continue;
    const kept = failures.length < mostTold ? keep(test, report) : "";
    failures.push({ seed, reason: report.reasons[0], text: `${failureText(test, report, records)}${kept}` });
    if (test.bail) break;
  }
  if (failures.length > 0) throw new FailedRun(tellFailures(failures, records.length));
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
  await play(simulation, { until: () => signal.aborted });
  return simulation.report();
}

function failureText(test: SeedTest, report: Report, records: readonly RunRecord[]): string {
  const { wallMs } = records[records.length - 1];
  const commands = commandsFor(test, report.seed, stepOption(report) ?? "");
  const text = consoleReport(report, { ...commands, capsule: null, wallMs, verified: false }, styleFor(false));
  const before =
    records.length === 1 ? "the first that was played" : `${plural(records.length - 1, "seed")} played before`;
  return `${text}  seed      ${before}\n`;
}

/** Keeps a seed that has failed, and says so. A machine of CI would forget it. */
function keep(test: SeedTest, { seed, reasons }: Report): string {
  const { CI } = test.environment;
  if (CI && CI !== "false") return "";
  const file = regressionFileOf(test.file);
  try {
    const isNew = keepRegression(file, test.name, seed, reasons[0]);
    return `  kept      ${file}${isNew ? ", to be played first from now on" : ", where it was already"}\n`;
  } catch (thrown) {
    if (thrown instanceof Refusal) return `  not kept  ${thrown.message}\n`;
    throw thrown;
  }
}

function commandsFor({ scenario, set, file, name }: SeedTest, seed: string, step: string) {
  if (typeof scenario === "string") {
    const subject = { scenario, set };
    return {
      reproduce: commandFor("run", seed, subject),
      look: commandFor("explore", seed, subject, step),
    };
  }
  const pattern = name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return { reproduce: `SIM_SEED=${quote(seed)} npx vitest run ${quote(file)} -t ${quote(pattern)}`, look: null };
}

function tellFailures(failures: readonly Failure[], played: number): string {
  const [first, ...others] = failures;
  if (others.length === 0) return `${first.reason}\n\n${first.text}`;
  const rows = failures.slice(0, mostTold).map(({ seed, reason }) => `  seed ${seed.padEnd(8)} ${reason}`);
  const rest = failures.length > mostTold ? [`  … and ${failures.length - mostTold} more`] : [];
  const head = `${failures.length} of ${plural(played, "seed")} failed`;
  return `${head}\n\n${[...rows, ...rest].join("\n")}\n\n${first.text}`;
}

/** Doubts about one run by itself: what did not happen in it may have happened in another. */
function ownDoubts({ outcome, reasons }: RunRecord): readonly string[] {
  return outcome === "inconclusive" ? reasons.filter((reason) => !/^sometimes ".*" never happened$/s.test(reason)) : [];
}

function tellDoubts(test: SeedTest, doubts: readonly string[], records: readonly RunRecord[]): string {
  const lines = doubts.map((doubt) => `  ${doubt.replace(`${test.name}: `, "")}\n`);
  const doubtful = records.find((record) => ownDoubts(record).length > 0);
  const replay = doubtful === undefined ? "" : `\n  replay    ${commandsFor(test, doubtful.seed, "").reproduce}\n`;
  return `inconclusive after ${plural(records.length, "seed")}\n\n${lines.join("")}${replay}`;
}
