import { gossip, observedRemoveSet, replicas, wan } from "faultline";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { initial } from "../../src/playback/reduce.js";
import { searchSteps } from "../../src/playback/search.js";
import type { View } from "../../src/playback/view.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import type { Edit } from "../../src/simulation/edits.js";
import { finish } from "../playback/runs.js";
import { forgetful } from "../scenarios/forgetful-stores.js";
import { shipped } from "../scenarios/shipped.js";
import { type Twin, twins } from "../scenarios/twins.js";

const recordings = new Map<string, Promise<Recording>>();

/** A run, recorded once. */
function recorded(name: string, form: Scenario, seed: string, edits: readonly Edit[] = []): Promise<Recording> {
  const key = `${name} ${seed} ${JSON.stringify(edits)}`;
  const recording = recordings.get(key) ?? record(form, { seed, edits });
  recordings.set(key, recording);
  return recording;
}

export const partitionRun = (edits: readonly Edit[] = []) =>
  recorded("partition", shipped.partition as unknown as Scenario, "42", edits);
export const gossipRun = () => recorded("gossip", shipped.gossip as unknown as Scenario, "7");
export const asymmetricRun = () => recorded("asymmetric", shipped.asymmetric as unknown as Scenario, "5");
export const jobQueueRun = () => recorded("job-queue", shipped["job-queue"] as unknown as Scenario, "3");

/** Entries are acknowledged before they are durable, and the checks see it. */
export const brokenRun = () => {
  const twin = twins.find(
    ({ of, mistake }) => of === "crash-storm" && mistake === "acknowledges before syncing",
  ) as Twin;
  return recorded("broken", twin.broken as Scenario, "1");
};

/** A real program that has not synced what it acknowledged. */
export const forgetfulRun = () => recorded("forgetful", forgetful("sync of the log") as Scenario, "1");

/** More nodes than any terminal has columns. */
export const crowdRun = () => {
  const form = {
    title: "a crowd",
    duration: "600ms",
    rest: "100ms",
    nodes: replicas(1_200, gossip(observedRemoveSet, { every: "200ms", fanout: 1 })),
    network: wan(),
    faults: [{ at: "300ms", for: "200ms", crash: { any: 20 } }],
  };
  return recorded("crowd", form as unknown as Scenario, "1");
};

/** A view of a run at a step, or where it opens. */
export function at(recording: Recording, step?: number, changes: Partial<View> = {}): View {
  return { ...initial(recording, step === undefined ? {} : { step }), ...changes };
}

/** The steps whose text contains another. */
export function matches(recording: Recording, text: string): ArrayLike<number> {
  return finish(searchSteps(recording, text));
}
