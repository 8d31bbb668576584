import { writeRow } from "../faults/write-row.js";
import { realise, type ScenarioSource } from "../scenario/realise.js";
import { play } from "../simulation/play.js";
import { simulate } from "../simulation/run.js";
import { type Capsule, makeCapsule, type Origin } from "./capsule.js";
import type { HuntedRun } from "./play-run.js";
import { playRun } from "./shrink/play-run.js";
import type { Size } from "./shrink/size.js";
import { shrink } from "./shrink.js";
import { plural } from "./summary.js";

/** A run to be kept, and what became of it when it was made as simple as it can be. */
export interface KeptRun {
  readonly capsule: Capsule;
  readonly shrunk: {
    readonly capsule: Capsule;
    /** How much there was, and how much is left. */
    readonly from: string;
    readonly to: string;
    /** The timetable that is left, as it would stand in a scenario. */
    readonly rows: readonly string[];
  } | null;
}

/** Plays a run that failed once more, to keep it, and shrinks it for as long as `isUnwanted` does not hold. */
export async function keepRun(
  { scenario, seed, set }: HuntedRun,
  versions: Origin["versions"],
  evaluate: () => Promise<ScenarioSource>,
  isUnwanted: () => boolean,
): Promise<KeptRun> {
  const keep = async (run: { seed: string; set: readonly string[] }) => {
    const simulation = simulate(await evaluate(), run);
    await play(simulation);
    return makeCapsule(simulation.report(), { scenario, set: run.set, versions });
  };
  const capsule = await keep({ seed, set });
  const shrunk = isUnwanted()
    ? null
    : await shrink(
        await evaluate(),
        { seed, set, edits: [] },
        { isUnwanted, play: async (run, limits) => playRun(await evaluate(), run, limits, isUnwanted) },
      );
  if (shrunk === null || shrunk.accepted.length === 0) return { capsule, shrunk: null };
  const smaller = await keep(shrunk);
  // What is another run each time cannot be kept.
  if (smaller.digest !== shrunk.report.digest) return { capsule, shrunk: null };
  const { faults = [] } = realise(await evaluate(), shrunk.seed, shrunk.set);
  const [from, to] = [shrunk.before, shrunk.after].map(tellSize);
  const shrunkFrom = { seed, digest: capsule.digest };
  return { capsule, shrunk: { capsule: { ...smaller, shrunkFrom }, from, to, rows: faults.map(writeRow) } };
}

function tellSize({ rows, nodes, clients, events }: Size): string {
  return [
    plural(rows, "fault"),
    plural(nodes, "node"),
    ...(clients === 0 ? [] : [plural(clients, "client")]),
    plural(events, "event"),
  ].join(", ");
}
