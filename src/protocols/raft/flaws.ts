/**
 * Published mistakes, each of which changes one mechanism: a checker that takes one of them for Raft is no checker.
 */
export const raftFlaws = {
  "counts old terms": "a leader commits an entry of an earlier term by counting (paper, figure 8)",
  "counts stale votes": "a candidate counts votes that were granted for an earlier term",
  "believes any commit index": "a follower's commit index goes back when an old message says so",
  "leaves next behind": "an acknowledgement moves match index, and not next index",
  "truncates what matches": "a follower cuts off what follows an append, even if nothing in it conflicts",
  "reads without asking": "a leader answers reads without asking whether it still leads (paper, section 8)",
  "reads before committing": "a new leader answers reads before it has committed an entry of its term",
  "acknowledges too much": "a follower acknowledges all of its log, and not what the append has shown to match",
  "acknowledges before syncing": "a follower acknowledges entries that are not durable yet",
  "forgets its vote": "the vote is not written to disk: after a crash the node votes again",
} as const;

export type RaftFlaw = keyof typeof raftFlaws;
