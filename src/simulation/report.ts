import type { Level } from "../checks/history.js";
import type { RecoveryReport } from "../checks/recovery.js";
import type { Occurrence } from "../faults/timetable.js";
import type { Traffic } from "../network/network.js";
import type { Drawn } from "../scenario/draw.js";
import type { Edit } from "./edits.js";
import type { Milestones } from "./milestones.js";

/** Passed: everything was judged and held. Failed: something did not hold. Inconclusive: something was not tested. */
export type Verdict = "passed" | "failed" | "inconclusive";

/** Everything that one run found out, as plain data. Times are virtual, in microseconds. */
export interface Report {
  readonly title: string;
  readonly seed: string;
  /** What the scenario had left to chance, as it was drawn from the seed. */
  readonly drawn: readonly Drawn[];
  /** What made this run another one than the seed's. */
  readonly edits: readonly Edit[];
  readonly verdict: Verdict;
  /** Why the verdict is not "passed", a sentence each. */
  readonly reasons: readonly string[];
  /** Of everything that happened: equal digests, equal runs. */
  readonly digest: string;
  readonly events: number;
  /** Digests on the way there. */
  readonly milestones: Milestones;
  readonly virtualUs: number;
  readonly properties: readonly PropertyReport[];
  /** Which consistency models held, from strongest to weakest; only where a check tells them, as `strongestOf` does. */
  readonly consistencyLevels?: readonly LevelReport[];
  readonly faults: readonly Occurrence[];
  readonly recovery: (RecoveryReport & { readonly withinUs: number; readonly settleUs: number }) | null;
  readonly availability: Availability;
  readonly history: HistoryReport | null;
  readonly traffic: Traffic;
  /** The sites of `cx.maybe` that were asked, on any node, in order of name. */
  readonly sites: readonly SiteReport[];
  /** Processes that threw, or rejected without a handler. */
  readonly errors: readonly ErrorReport[];
  /** How the nodes ended. */
  readonly nodes: readonly NodeReport[];
}

export type PropertyKind = "always" | "sometimes" | "eventually" | "consistency" | "recovers";

export interface PropertyReport {
  readonly kind: PropertyKind;
  readonly name: string;
  readonly verdict: "held" | "violated" | "never happened" | "not judged" | "unknown";
  /** Where it was violated; or, for `sometimes`, where it happened first. */
  readonly step: number | null;
  readonly atUs: number | null;
  /** Why, a line each. */
  readonly evidence: readonly string[];
  /** The nodes that show it, as they were then. */
  readonly nodes: readonly NodeReport[];
}

/** What became of one consistency model, as a check tells it besides its own. */
export interface LevelReport extends Level {
  /** The name of the check. */
  readonly check: string;
}

export interface SiteReport {
  readonly site: string;
  readonly asked: number;
  readonly fired: number;
}

export interface NodeReport {
  readonly name: string;
  readonly status: string;
  /** Why it is down; null while it is not. */
  readonly reason: string | null;
  readonly byzantine: boolean;
  /** Its state in a few words. */
  readonly summary: readonly string[];
  /** What is wrong with it from outside, and since when: `partition leader since 5.000 s`. */
  readonly faults: readonly string[];
  /** What its program called that the simulation does not have, and where; left out where there is none. */
  readonly refused?: readonly string[];
  /** What its program reached that is not simulated, where and when; left out where there is none. */
  readonly leaks?: readonly string[];
  /** The last line that its program wrote to stderr before it exited; left out unless it did so with another code than 0. */
  readonly saidLast?: string;
}

/** How much of the time, and how many of the requests, the service was there for. */
export interface Availability {
  /** Requests answered, of all that were made; the ratio is null without requests. */
  readonly requests: { readonly good: number; readonly valid: number; readonly ratio: number | null };
  /** Null unless the scenario says when its service is healthy. */
  readonly time: { readonly upUs: number; readonly observedUs: number; readonly ratio: number | null } | null;
}

export interface HistoryReport {
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** Turns on which a client still waited for its last answer. */
  readonly skipped: number;
}

export interface ErrorReport {
  readonly node: string;
  readonly message: string;
  readonly stack: string;
  readonly step: number;
  readonly atUs: number;
  /** Why this is no finding; null if it is one. */
  readonly excuse: string | null;
}
