import type { Capsule } from "../hunt/capsule.js";
import { partingOf } from "../simulation/milestones.js";
import type { Report } from "../simulation/report.js";

/** Where a run that was played again is no longer the one that was kept, and why, as far as versions tell. */
export interface Divergence {
  /** As it follows "somewhere". */
  readonly where: string;
  readonly why: string;
}

/** How a run differs from the one that a capsule has kept; null if it does not. */
export function divergenceFrom(
  capsule: Capsule,
  { digest, milestones }: Report,
  present: Capsule["versions"],
): Divergence | null {
  if (digest === capsule.digest) return null;
  const changed = (Object.keys(present) as (keyof typeof present)[])
    .filter((what) => capsule.versions[what] !== present[what])
    .map((what) => `${what} was ${capsule.versions[what]}, is ${present[what]}`);
  const [from, to] = partingOf(capsule.milestones, milestones) ?? [];
  return {
    where: from === undefined ? "near the end" : `between step ${from} and step ${to}`,
    why: changed.length === 0 ? "nothing that is known of has changed" : changed.join("; "),
  };
}
