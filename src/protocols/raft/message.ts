import type { Entry } from "./state.js";

/** What servers say to one another: the two calls of the paper, and their answers. */
export type RaftMessage = RequestVote | Vote | AppendEntries | Appended | Rejected | Outdated;

export interface RequestVote {
  readonly kind: "request vote";
  /** The term to be led: in a pre-vote, one that nobody has entered for it yet. */
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Whether it only asks if a vote would be granted. */
  readonly pre: boolean;
}

export interface Vote {
  readonly kind: "vote";
  /** The term asked for if granted; else the term of the voter. */
  readonly term: number;
  readonly granted: boolean;
  readonly pre: boolean;
}

/** Without entries it is a heartbeat. */
export interface AppendEntries {
  readonly kind: "append entries";
  readonly term: number;
  readonly previousIndex: number;
  readonly previousTerm: number;
  readonly entries: readonly Entry[];
  readonly commitIndex: number;
  /** The leader's round of heartbeats; the answer repeats it. */
  readonly round: number;
}

/** The follower's log is durable, and the same as the leader's, up to an index. */
export interface Appended {
  readonly kind: "appended";
  readonly term: number;
  readonly matchIndex: number;
  readonly round: number;
}

/** The follower's log differs from the leader's at the previous index. */
export interface Rejected {
  readonly kind: "rejected";
  readonly term: number;
  readonly previousIndex: number;
  /** The follower's last entry that may be in the leader's log too. */
  readonly hintIndex: number;
  readonly hintTerm: number;
  readonly round: number;
}

/**
 * The append came from an earlier term. Nothing else is said of it: its sender may lead again by now, and must not take
 * this for an answer to what it has sent in its new term.
 */
export interface Outdated {
  readonly kind: "outdated";
  readonly term: number;
}

/** A message and who is to have it. */
export interface Envelope {
  readonly to: string;
  readonly message: RaftMessage;
}
