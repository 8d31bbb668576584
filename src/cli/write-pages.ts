import { basename, join } from "node:path";
import type { Bug } from "../hunt/summary.js";
import type { FollowUp } from "../reports/hunt-circumstances.js";
import { askWorker } from "./hunt-pool.js";
import type { Bundle } from "./load-scenario.js";
import { putPage } from "./write-page.js";

export interface PageOptions {
  readonly bundles: readonly Bundle[];
  readonly set: readonly string[];
  /** How long one run may take; recording it takes a few times as long. */
  readonly runMs: number;
  readonly folder: string;
  readonly followUp: (bug: Bug) => FollowUp;
}

/** Writes a page for each bug that was kept, beside the name of its capsule. */
export async function writePages(bugs: readonly Bug[], options: PageOptions): Promise<void> {
  const { bundles, set, runMs, folder, followUp } = options;
  for (const bug of bugs) {
    const { capsule, commands } = followUp(bug);
    if (capsule === null) continue;
    const run = { scenario: bug.scenario, seed: bug.shortest.seed, set, twice: false };
    const page = await askWorker(bundles, "page", { run, commands }, 10 * runMs);
    if (page !== null) putPage(join(folder, basename(capsule).replace(/\.json$/, ".html")), page);
  }
}
