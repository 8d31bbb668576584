import { record } from "../playback/record.js";
import type { Recording } from "../playback/recording.js";
import type { DrawnScenario } from "../scenario/scenario.js";
import { type Edit, readEdited } from "../simulation/edits.js";
import type { RecordControl } from "../tui/explorer.js";

/** Records a run to its end; null if it is not wanted any more. */
export async function recordUnless(
  form: DrawnScenario,
  seed: string,
  edits: readonly Edit[],
  { told, isUnwanted }: RecordControl,
): Promise<Recording | null> {
  const { durationUs, restUs } = readEdited(form, edits);
  const recording = await record(form, {
    seed,
    edits,
    onProgress: (_events, atUs) => told(Math.min(1, atUs / (durationUs + restUs))),
    until: isUnwanted,
  });
  return isUnwanted() ? null : recording;
}
