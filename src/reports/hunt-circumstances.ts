import type { Bug } from "../hunt/summary.js";

/** What the summary of a hunt cannot know: how it went outside, and how to see again what it has found. */
export interface HuntCircumstances {
  readonly elapsedMs: number;
  readonly workers: number;
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
  readonly shrunk: Shrunk | null;
}

/** A smaller run with the same bug. */
export interface Shrunk {
  /** How much there was, and how much is left, as in `9 faults, 61126 events`. */
  readonly from: string;
  readonly to: string;
  /** What is left, as it would stand in a scenario. */
  readonly rows: readonly string[];
  readonly capsule: string | null;
}
