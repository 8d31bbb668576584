import type { KeptBug } from "../hunt/results.js";
import type { Bug } from "../hunt/summary.js";
import { askWorker } from "./hunt-pool.js";
import { keepCapsule } from "./keep-capsule.js";
import type { Bundle } from "./load-scenario.js";

/** Only so many bugs are kept: who has more has one that hides the others. */
const mostKept = 20;

export interface KeepOptions {
  readonly bundles: readonly Bundle[];
  readonly set: readonly string[];
  /** How long one run may take. */
  readonly runMs: number;
  /** Folder for the capsules. */
  readonly folder: string;
  readonly onKept: (kept: KeptBug) => void;
}

/** Keeps the shortest run of each bug as a capsule; tells of each as soon as it is there. */
export async function keepBugs(
  bugs: readonly Bug[],
  { bundles, set, runMs, folder, onKept }: KeepOptions,
): Promise<void> {
  for (const { scenario, signature, shortest } of bugs.slice(0, mostKept)) {
    // What hung or died would do so again.
    if (shortest.outcome !== "failed") continue;
    const run = { scenario, seed: shortest.seed, set, twice: false };
    const capsule = await askWorker(bundles, "keep", run, runMs);
    if (capsule === null) continue;
    onKept({ kind: "kept", scenario, signature, capsule: keepCapsule(capsule, folder), shrunk: null });
  }
}
