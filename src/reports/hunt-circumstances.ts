import type { ShrunkBug } from "../hunt/results.js";
import type { Bug } from "../hunt/summary.js";

/** What the summary of a hunt cannot know: how it went outside, and how to see again what it has found. */
export interface HuntCircumstances {
  /** Null for what was hunted before: how long that took as a whole is not known any more. */
  readonly elapsedMs: number | null;
  readonly workers: number | null;
  /** Whether it was ended before its time. */
  readonly interrupted: boolean;
  followUp(bug: Bug): FollowUp;
}

/** Where to go from a bug. */
export interface FollowUp {
  /**
   * Command lines to copy, for the shortest run, by what they are for and in the order in which they are told: `replay`,
   * `look`, `kept`, `shrink`.
   */
  readonly commands: Readonly<Record<string, string>>;
  /** The file in which that run was kept; null if it was not. */
  readonly capsule: string | null;
  /** What became of it by shrinking; null if nobody has tried. */
  readonly shrunk: ShrunkBug | null;
}
