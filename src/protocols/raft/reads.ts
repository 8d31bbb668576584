import type { Raft } from "./core.js";
import { termAt } from "./log.js";
import { reachedByMajority } from "./quorum.js";

/*
 * Linearizable reads without log entries (thesis, section 6.4). A leader notes its reads, then lets a round of
 * heartbeats begin. When a majority has answered that round, nobody can have led a later term when the reads arrived;
 * and all that was committed by then is known to this leader, provided that it has committed an entry of its own term.
 * One round serves all reads that were waiting when it began.
 */

/** Whether there are reads for which a round may begin now. */
export function awaitsRound({ state, asked, asking, config }: Raft): boolean {
  if (asked.length === 0 || asking.length > 0) return false;
  return termAt(state.log, state.commitIndex) === state.term || config.flaw === "reads before committing";
}

/** The heartbeats about to be sent ask about all reads that are waiting. */
export function beginRound(raft: Raft): void {
  raft.asking = raft.asked;
  raft.asked = [];
  raft.round++;
}

/** Lets reads be answered if the round that asks about them has been answered by a majority. */
export function confirmReads(raft: Raft): void {
  if (raft.asking.length === 0) return;
  if (reachedByMajority(raft.round, raft.state.progress, (progress) => progress.round) >= raft.round) raft.grantReads();
}
