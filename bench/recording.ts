import partition from "../scenarios/partition.js";
import writeAheadLog from "../scenarios/write-ahead-log.js";
import { play, type Scenario, simulate } from "../src/index.js";
import { draw } from "../src/kernel/draws.js";
import { record } from "../src/playback/record.js";
import type { Recording } from "../src/playback/recording.js";
import { realise } from "../src/scenario/realise.js";
import { printTable } from "./table.js";

/*
 * What it takes to record a run for the explorer, beside a plain run, and how soon a recording answers, wherever one
 * looks: the first look at a place, in a process that has only just warmed up. All times are processor time.
 */

const seed = "42";
/** Protocols and real programs, as they come, and stretched: the protocols to about a million events. */
const runs: readonly (readonly [name: string, scenario: unknown, settings: readonly string[]])[] = [
  ["partition", partition, []],
  ["partition, stretched", partition, ["duration=480s", "workload.clients=6"]],
  ["write-ahead-log", writeAheadLog, []],
  ["write-ahead-log, stretched", writeAheadLog, ["duration=30s"]],
];
const looks = 1_000;
const targets = { mb: 1_024, lookMs: 10 };

export async function recordingBench(): Promise<void> {
  const costs: string[][] = [];
  const answers: string[][] = [];
  for (const [name, scenario, settings] of runs) {
    const form = realise(scenario as Scenario, seed, settings);
    const plainMs = await timeOf(() => playPlain(form));
    let recording: Recording | null = null;
    let mostMb = rssMb();
    const onProgress = (events: number) => {
      if (events % 10_000 === 0) mostMb = Math.max(mostMb, rssMb());
    };
    const recordedMs = await timeOf(async () => {
      recording = await record(form, { seed, onProgress });
    });
    mostMb = Math.max(mostMb, rssMb());
    const done = recording as unknown as Recording;
    costs.push([
      name,
      String(done.length),
      (plainMs / 1_000).toFixed(2),
      (recordedMs / 1_000).toFixed(2),
      (recordedMs / plainMs).toFixed(2),
      mostMb.toFixed(0),
      `< ${targets.mb}`,
    ]);
    for (const [kind, look] of Object.entries(kinds)) {
      const times = lookAround(done, look);
      const slowest = times[times.length - 1];
      const middle = times[times.length >> 1];
      answers.push([name, kind, (middle * 1_000).toFixed(1), slowest.toFixed(2), `< ${targets.lookMs}`]);
    }
  }
  const costHeader = [
    "scenario",
    "events",
    "plain run, s",
    "recording, s",
    "recording / plain",
    "MB of process",
    "target",
  ];
  printTable("To record a run, judging included", costHeader, costs);
  const answerHeader = ["scenario", "question", "middle, µs", "slowest, ms", "target"];
  printTable(`What a recording answers, at ${looks} steps in no order`, answerHeader, answers);
}

const kinds: Readonly<Record<string, (recording: Recording, node: number, step: number) => unknown>> = {
  stepAt: (recording, _, step) => recording.stepAt(step),
  packetsOf: (recording, _, step) => recording.packetsOf(step),
  changesOf: (recording, _, step) => recording.changesOf(step),
  stateAt: (recording, node, step) => recording.stateAt(node, step),
  summaryAt: (recording, node, step) => recording.summaryAt(node, step),
  belongingsAt: (recording, node, step) => recording.belongingsAt(node, step),
  conditionAt: (recording, node, step) => recording.conditionAt(node, step),
  ailmentsAt: (recording, node, step) => recording.ailmentsAt(node, 0, step),
};

/** How much processor time each look took, in ms, in order. */
function lookAround(recording: Recording, look: (typeof kinds)[string]): number[] {
  const times: number[] = [];
  for (let place = 0; place < looks; place++) {
    const step = Math.abs(draw(1, 2, place)) % recording.length;
    const node = Math.abs(draw(3, 4, place)) % recording.nodeCount;
    const start = process.cpuUsage();
    look(recording, node, step);
    times.push(cpuMs(start));
  }
  return times.sort((one, other) => one - other);
}

async function playPlain(form: Scenario): Promise<void> {
  const simulation = simulate(form, { seed });
  await play(simulation);
  simulation.report();
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  return cpuMs(start);
}

/** What the processor has done for this process, others aside. */
function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e3;
}

function rssMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
