import type { KeptBug, ShrunkBug } from "../hunt/results.js";
import type { Bug } from "../hunt/summary.js";
import { askWorker } from "./hunt-pool.js";
import { keepCapsule } from "./keep-capsule.js";
import type { Bundle } from "./load-scenario.js";

/** Only so many bugs are kept: who has more has one that hides the others. */
const mostKept = 10;

export interface KeepOptions {
  readonly bundles: readonly Bundle[];
  readonly workers: number;
  readonly set: readonly string[];
  /** How long one run may take, and shrinking one bug. */
  readonly runMs: number;
  readonly shrinkMs: number;
  /** Folder for the capsules. */
  readonly folder: string;
  readonly onKept: (kept: KeptBug) => void;
  readonly givenUp: AbortSignal;
}

/** Keeps the shortest run of each bug as a capsule, and what is left of it when it is shrunk; tells of each at once. */
export async function keepBugs(bugs: readonly Bug[], options: KeepOptions): Promise<void> {
  // What hung or died would do so again.
  const queue = bugs.slice(0, mostKept).filter(({ shortest }) => shortest.outcome === "failed");
  const keepNext = async (): Promise<void> => {
    for (let bug = queue.shift(); bug !== undefined && !options.givenUp.aborted; bug = queue.shift())
      await keep(bug, options);
  };
  await Promise.all(Array.from({ length: options.workers }, keepNext));
}

async function keep({ scenario, signature, shortest }: Bug, options: KeepOptions): Promise<void> {
  const { bundles, set, runMs, shrinkMs, folder, onKept, givenUp } = options;
  const run = { scenario, seed: shortest.seed, set, twice: false };
  const ask = (shrinkMs: number) => askWorker(bundles, "keep", { run, shrinkMs }, shrinkMs + 4 * runMs, givenUp);
  // A run that is simpler may bring down its thread: then this one is kept as it is.
  const kept = (await ask(shrinkMs)) ?? (givenUp.aborted ? null : await ask(0));
  if (kept === null) return;
  const capsule = keepCapsule(kept.capsule, folder);
  const shrunk =
    kept.shrunk && ({ ...kept.shrunk, capsule: keepCapsule(kept.shrunk.capsule, folder) } satisfies ShrunkBug);
  onKept({ kind: "kept", scenario, signature, capsule, shrunk });
}
