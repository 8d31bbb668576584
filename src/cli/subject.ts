import type { Capsule, Origin } from "../hunt/capsule.js";
import { Refusal } from "../kernel/refusal.js";
import { realise } from "../scenario/realise.js";
import type { DrawnScenario } from "../scenario/scenario.js";
import type { Edit } from "../simulation/edits.js";
import type { Report } from "../simulation/report.js";
import { divergenceFrom } from "./divergence.js";
import type { ExploreArguments } from "./explore.js";
import { loadScenario } from "./load-scenario.js";
import { openCapsule } from "./replay.js";
import { drawSeed, versionsWith } from "./run.js";

/** A run that can be played, and where it came from. */
export interface Subject {
  readonly form: DrawnScenario;
  readonly origin: Origin;
  readonly seed: string;
  readonly edits: readonly Edit[];
  /** The capsule that it was kept in, and its file. */
  readonly kept: { readonly capsule: Capsule; readonly path: string } | null;
}

/** Finds what a command line names: a scenario and a seed, or a capsule of both. */
export async function openSubject(args: ExploreArguments): Promise<Subject> {
  const { run: path, set } = args;
  if (!path.endsWith(".json")) {
    const { source, code } = await loadScenario(path);
    const origin = { scenario: path, set, versions: versionsWith(code) };
    const seed = args.seed ?? process.env.SIM_SEED ?? drawSeed();
    return { form: realise(source, seed, set), origin, seed, edits: [], kept: null };
  }
  const own = [args.seed === undefined ? [] : ["--seed"], set.length === 0 ? [] : ["--set"]].flat();
  if (own.length > 0) {
    throw new Refusal(own.map((name) => ({ path: name, problem: `does not go with a capsule: ${path} has its own` })));
  }
  const capsule = openCapsule(path);
  const { source, code } = await loadScenario(capsule.scenario);
  return {
    form: realise(source, capsule.seed, capsule.set),
    origin: { scenario: capsule.scenario, set: capsule.set, versions: versionsWith(code) },
    seed: capsule.seed,
    edits: capsule.edits,
    kept: { capsule, path },
  };
}

/** That a run is no longer the one that was kept, and where it parts from that; null if it is the same. */
export function changedSince({ kept, origin }: Subject, report: Report): string | null {
  const divergence = kept === null ? null : divergenceFrom(kept.capsule, report, origin.versions);
  if (divergence === null) return null;
  return `not the run that was kept any more: another one from somewhere ${divergence.where} on (${divergence.why})`;
}
