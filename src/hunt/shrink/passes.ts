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
  /** It changes the story and not its details: then another seed may be what it needs. */
  readonly isStory?: true;
}

/** What pays most comes first. */
export const passes: readonly Pass[] = [
  { propose: fewerEdits, keepsSteps: true },
  { propose: (now) => earlierEnd(now, 2), keepsSteps: true },
  { propose: tamerDraws, isStory: true },
  { propose: fewerRows, isStory: true },
  { propose: fewerNodes, isStory: true },
  { propose: lessWork, isStory: true },
  { propose: mergedRows, isStory: true },
  { propose: plainStarts, isStory: true },
  { propose: tamerHardware, isStory: true },
  { propose: simplerFaults, isStory: true },
  { propose: shorterFaults },
  { propose: earlierFaults },
  { propose: (now) => earlierEnd(now, 1), keepsSteps: true },
  { propose: rounderFaults },
  { propose: orderedFaults },
];
