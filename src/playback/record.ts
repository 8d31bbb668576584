import type { Scenario } from "../scenario/scenario.js";
import type { Edit } from "../simulation/edits.js";
import { play } from "../simulation/play.js";
import { simulate } from "../simulation/run.js";
import type { Care } from "./difference.js";
import { Paths } from "./paths.js";
import type { Recording } from "./recording.js";
import { RunLog } from "./run-log.js";

export interface RecordOptions {
  readonly seed: string;
  readonly edits?: readonly Edit[];
  /** Called now and then: how many events have happened, and how far the run has come. */
  readonly onProgress?: (events: number, atUs: number) => void;
  /** Stops after the event at which this holds: the recording ends there. */
  readonly until?: () => boolean;
}

/** Events between two reports of progress. */
const eventsPerReport = 1_000;

/** How often a run is played again because something has changed where nobody looked. */
const mostAttempts = 8;

/**
 * Plays a run once more, and keeps all of it. Throws a `Refusal` if the scenario has mistakes, and rejects with what a
 * function of the scenario throws.
 */
export async function record(form: Scenario, options: RecordOptions): Promise<Recording> {
  const { seed, edits = [] } = options;
  const paths = new Paths();
  // Long arrays are not compared in full, nor nodes where nothing happens. If that was wrong, it is found out.
  const inFull = new Set<number>();
  for (let attempt = 1; ; attempt++) {
    const before = inFull.size;
    const log = await playOnce(form, options, { paths, inFull });
    if (log.isTrue) return log.recording(seed, edits);
    for (const path of log.missed) inFull.add(path);
    if (inFull.size === before || attempt === mostAttempts) break;
  }
  return (await playOnce(form, options, { paths, inFull: "all" })).recording(seed, edits);
}

async function playOnce(form: Scenario, options: RecordOptions, care: Care): Promise<RunLog> {
  const { seed, edits = [], onProgress, until } = options;
  const simulation = simulate(form, { seed, edits });
  const log = new RunLog(simulation, care);
  await play(simulation, {
    until({ cluster }) {
      log.conclude();
      if (onProgress !== undefined && cluster.queue.taken % eventsPerReport === 0) {
        onProgress(cluster.queue.taken, cluster.nowUs);
      }
      return !log.isTrue || (until?.() ?? false);
    },
  });
  log.end();
  return log;
}
