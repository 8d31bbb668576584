import type { Scenario } from "../scenario/scenario.js";
import type { Edit } from "../simulation/edits.js";
import { play } from "../simulation/play.js";
import { simulate } from "../simulation/run.js";
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

/**
 * Plays a run once more, and keeps all of it. Throws a `Refusal` if the scenario has mistakes, and rejects with what a
 * function of the scenario throws.
 */
export async function record(form: Scenario, options: RecordOptions): Promise<Recording> {
  // Nearly always, what is not looked at has not changed. Where it has, everything is looked at.
  return (await tryToRecord(form, options, false)) ?? ((await tryToRecord(form, options, true)) as Recording);
}

async function tryToRecord(form: Scenario, options: RecordOptions, isThorough: boolean): Promise<Recording | null> {
  const { seed, edits = [], onProgress, until } = options;
  const simulation = simulate(form, { seed, edits });
  const log = new RunLog(simulation, isThorough);
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
  return log.isTrue ? log.recording(seed, edits) : null;
}
