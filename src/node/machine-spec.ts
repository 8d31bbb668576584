import type { Latency } from "../kernel/latency.js";
import type { Duration } from "../kernel/time.js";

/** The hardware of a node. Disk and CPU time are separate costs, so that one can be slow without the other. */
export interface MachineSpec {
  /** CPU time that every reaction takes; meanwhile the node does nothing else. None unless given. */
  readonly cpu?: Duration;
  /** From the end of a crash to the start of the process. None unless given. */
  readonly boot?: Duration;
  /** A supervisor starts the process again this long after it failed by itself. None unless given. */
  readonly restart?: Duration;
  readonly disk?: DiskSpec;
  /** What a right wall clock shows when the run begins, as in "2026-11-21T12:00:00Z". The first instant of 2026 unless given. */
  readonly date?: string;
}

export interface DiskSpec {
  /** From asking for a sync to its end, once those before it have ended. 1 ms unless given. */
  readonly sync?: Latency;
  /** How long reading a file keeps the node waiting. Nothing unless given. */
  readonly read?: Latency;
  /** Bytes that fit. Unlimited unless given. */
  readonly capacity?: number;
  /**
   * What real programs may rely on besides what they sync. "none": nothing, as POSIX has it. "ordered": a crash keeps
   * the changes of names and sizes up to some instant, with the contents written until then, as ext4 does by default.
   * "none" unless given.
   */
  readonly journal?: "none" | "ordered";
}
