/**
 * One operation of a client. `failed` means that it had no effect; `unknown`, that nobody knows: it may take effect at
 * any time from its invocation on, to the end of the history, or never.
 */
export interface Operation<Request = unknown, Result = unknown> {
  /** Who invoked it. A process has one open operation at most, and never another one after an unknown outcome. */
  readonly process: number;
  readonly request: Request;
  /** Order of invocations and completions among each other: an index, never two alike. */
  readonly invokedAt: number;
  readonly invokedUs: number;
  /** Infinity where the outcome is unknown. */
  readonly completedAt: number;
  readonly completedUs: number;
  readonly outcome: "ok" | "failed" | "unknown";
  /** What was answered, if the outcome is ok. */
  readonly result: Result | undefined;
  /** The node that answered, or that was asked last. */
  readonly node: string;
}

/** Everything that the clients did in a run, in order of invocation. */
export type History<Request = unknown, Result = unknown> = readonly Operation<Request, Result>[];

/** What a consistency check finds; and how, where there is more than one way. */
export type Judgement =
  | { readonly verdict: "valid"; readonly steps: number; readonly decidedBy?: string }
  | {
      readonly verdict: "invalid";
      readonly steps: number;
      readonly evidence: readonly string[];
      readonly decidedBy?: string;
    }
  /** The search ended at a limit before it knew. */
  | { readonly verdict: "unknown"; readonly steps: number; readonly reason: string };

/** What became of one consistency model in a history. */
export interface Level {
  readonly model: string;
  readonly verdict: "held" | "violated" | "not decided";
  /** What it follows from, or why it was not decided; null where it follows from nothing else. */
  readonly because: string | null;
}

/** A consistency check: a function of the history, bounded by a number of steps and never by time. */
export interface Consistency {
  readonly name: string;
  judge(history: History, maxSteps: number): Judgement;
  /** Where it is to be told which other models held, from strongest to weakest: given what `judge` has found. */
  levels?(history: History, judgement: Judgement, maxSteps: number): readonly Level[];
}
