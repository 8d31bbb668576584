import type { Raft } from "./core.js";
import { isUpToDate, termAt } from "./log.js";
import type { RequestVote, Vote } from "./message.js";
import { majorityOf } from "./quorum.js";
import { lead } from "./replication.js";

/** It has heard of no leader for too long: it stands for election, or first asks whether it could win. */
export function campaign(raft: Raft, nowUs: number): void {
  const { state, name, config } = raft;
  state.leader = null;
  if (!config.preVote) {
    stand(raft, nowUs);
    return;
  }
  raft.becomePatient(nowUs);
  state.role = "pre-candidate";
  state.votes = [name];
  canvass(raft, state.term + 1, true);
  if (hasWon(raft)) stand(raft, nowUs);
}

function stand(raft: Raft, nowUs: number): void {
  const { state, name } = raft;
  raft.vote(state.term + 1, name);
  raft.becomePatient(nowUs);
  state.role = "candidate";
  state.votes = [];
  canvass(raft, state.term, false);
  // Its own vote is cast like any other: when it is durable.
  raft.promise(name, { kind: "vote", term: state.term, granted: true, pre: false }, nowUs);
}

/**
 * Asks the others for their votes while its own is still being written. After a crash it might stand, or vote, in this
 * term again: so it speaks of no entries that a crash could take away, and does not lead without its own vote.
 */
function canvass(raft: Raft, term: number, pre: boolean): void {
  const { log, durableIndex: lastIndex } = raft.state;
  const request: RequestVote = { kind: "request vote", term, lastIndex, lastTerm: termAt(log, lastIndex), pre };
  for (const peer of raft.peers) raft.send(peer, request);
}

/** Somebody asks for a vote. */
export function onRequestVote(raft: Raft, message: RequestVote, from: string, nowUs: number): void {
  const { state, config } = raft;
  const { term, pre, lastIndex, lastTerm } = message;
  // Who hears from a leader helps nobody to depose it (thesis, sections 4.2.3 and 9.6).
  if ((pre || config.checkQuorum) && hearsLeader(raft, nowUs)) return;
  if (!pre && term > state.term) raft.follow(term, null, nowUs);
  const mayVote = pre ? term > state.term : term === state.term && (state.votedFor ?? from) === from;
  const granted = mayVote && isUpToDate(state.log, lastIndex, lastTerm);
  if (granted && !pre) {
    if (state.votedFor === null) raft.vote(term, from);
    raft.stayPatient(nowUs);
  }
  raft.promise(from, { kind: "vote", term: granted ? term : state.term, granted, pre }, nowUs);
}

/** A vote arrives, granted or not. */
export function onVote(raft: Raft, message: Vote, from: string, nowUs: number): void {
  const { state, config } = raft;
  const { term, granted, pre } = message;
  if (term > state.term && !(pre && granted)) raft.follow(term, null, nowUs);
  if (!granted || state.role !== (pre ? "pre-candidate" : "candidate") || state.votes.includes(from)) return;
  const asked = pre ? state.term + 1 : state.term;
  if (term !== asked && config.flaw !== "counts stale votes") return;
  state.votes = [...state.votes, from];
  if (!hasWon(raft)) return;
  if (pre) stand(raft, nowUs);
  else lead(raft, nowUs);
}

function hasWon({ state, name, peers }: Raft): boolean {
  return state.votes.includes(name) && state.votes.length >= majorityOf(peers.length + 1);
}

function hearsLeader({ state, config, heardUs }: Raft, nowUs: number): boolean {
  return state.role === "leader" || (state.leader !== null && nowUs < heardUs + config.electionTimeoutUs[0]);
}
