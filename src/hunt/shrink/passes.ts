import type { Failing, Proposals } from "./candidate.js";
import { earlierEnd } from "./earlier-end.js";
import { fewerEdits } from "./fewer-edits.js";
import { fewerRows, mergedRows, plainStarts } from "./fewer-rows.js";
import { lessWork } from "./less-work.js";
import { earlierFaults, orderedFaults, rounderFaults, shorterFaults, simplerFaults } from "./simpler-rows.js";
import { fewerNodes, tamerDraws } from "./smaller-cluster.js";
import { tamerHardware } from "./tamer-hardware.js";

/** One way of making runs simpler. */
export interface Pass {
  /** What it proposes for a run that fails. */
  readonly propose: (now: Failing) => Proposals;
  /** It leaves the steps before the failure as they are, so that edits still mean what they meant. */
  readonly keepsSteps?: true;
}

/** Passes that are gone through before those of the next stage; what they change sends one back to the first. */
export interface Stage {
  readonly passes: readonly Pass[];
  /** With so many other seeds a proposal is tried that does not fail with the run's own. */
  readonly otherSeeds: number;
}

const frame: readonly Pass[] = [
  { propose: fewerEdits, keepsSteps: true },
  { propose: (now) => earlierEnd(now, 2), keepsSteps: true },
];

/** Who takes part, and what happens: the story, of which less is better told with another seed. What pays most comes first. */
const story: readonly Pass[] = [
  { propose: tamerDraws },
  { propose: fewerRows },
  { propose: fewerNodes },
  { propose: lessWork },
  { propose: mergedRows },
  { propose: plainStarts },
  { propose: tamerHardware },
  { propose: simplerFaults },
];

/** When it happens, and for how long. */
const details: readonly Pass[] = [
  { propose: shorterFaults },
  { propose: earlierFaults },
  { propose: (now) => earlierEnd(now, 1), keepsSteps: true },
  { propose: rounderFaults },
  { propose: orderedFaults },
];

/** What takes most runs comes last. */
export const stages: readonly Stage[] = [
  { passes: [...frame, ...story], otherSeeds: 0 },
  { passes: details, otherSeeds: 0 },
  { passes: [{ propose: fewerRows }, { propose: fewerNodes }], otherSeeds: 32 },
  { passes: story, otherSeeds: 6 },
];
