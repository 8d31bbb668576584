export const roles = ["follower", "pre-candidate", "candidate", "leader"] as const;
type Role = (typeof roles)[number];

export interface Entry<Command = unknown> {
  readonly term: number;
  /** Null in the no-op with which a leader begins its term. */
  readonly command: Command | null;
}

/** What must survive a crash, besides the log. */
export interface HardState {
  readonly term: number;
  readonly votedFor: string | null;
}

/** What a leader knows of another node. */
export interface Progress {
  readonly peer: string;
  /** Up to this index its log is durable and the same as the leader's. */
  match: number;
  /** Index of the entry to send next. */
  next: number;
  /** Where its log parts from the leader's is not known yet: it is sent no further entries until it answers. */
  probing: boolean;
  /** The newest round of heartbeats that it has answered. */
  round: number;
  /** When it answered last. */
  heardUs: number;
}

/** What a node keeps in memory, for everybody to look at. Indexes count from 1. */
export interface RaftState<Command = unknown> {
  readonly role: Role;
  readonly term: number;
  readonly votedFor: string | null;
  /** Who leads this term, as far as the node knows. */
  readonly leader: string | null;
  /** Who has granted it a vote, or a pre-vote, since it stood for election last. */
  readonly votes: readonly string[];
  readonly log: readonly Entry<Command>[];
  readonly commitIndex: number;
  readonly lastApplied: number;
  /** The entries up to this index survive a crash. */
  readonly durableIndex: number;
  /** While it leads: of each other node, in the scenario's order. */
  readonly progress: readonly Readonly<Progress>[];
}

/** The same state in the hands of its owner. */
export type OwnState = {
  -readonly [Field in keyof Omit<RaftState, "log" | "votes" | "progress">]: RaftState[Field];
} & { readonly log: Entry[]; votes: string[]; progress: Progress[] };

/** The state of a node that has not started. */
export function newState(): OwnState {
  return {
    role: "follower",
    term: 0,
    votedFor: null,
    leader: null,
    votes: [],
    log: [],
    commitIndex: 0,
    lastApplied: 0,
    durableIndex: 0,
    progress: [],
  };
}
