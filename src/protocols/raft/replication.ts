import type { Raft } from "./core.js";
import { alreadyThere, lastIndexWithin, termAt } from "./log.js";
import type { AppendEntries, Appended, Outdated, Rejected } from "./message.js";
import { reachedByMajority } from "./quorum.js";
import { awaitsRound, beginRound, confirmReads } from "./reads.js";
import type { Progress } from "./state.js";

/** It has been elected. It begins its term with a no-op: only with an entry of its own can it commit earlier ones. */
export function lead(raft: Raft, nowUs: number): void {
  const { state, name, peers, config } = raft;
  const next = state.log.length + 1;
  state.role = "leader";
  state.leader = name;
  state.progress = peers.map((peer) => ({ peer, match: 0, next, probing: true, round: 0, heardUs: nowUs }));
  raft.round = 0;
  raft.append({ term: state.term, command: null });
  raft.heartbeatDueUs = nowUs + config.heartbeatUs;
  sendTo(raft, state.progress, config.maxBatch);
}

/** Makes itself heard by all, and asks on behalf of the reads that are waiting. */
export function beat(raft: Raft, nowUs: number): void {
  if (awaitsRound(raft)) beginRound(raft);
  raft.heartbeatDueUs = nowUs + raft.config.heartbeatUs;
  sendTo(raft, raft.state.progress, 0);
  confirmReads(raft);
}

/** Gives up leading if a majority has been silent for as long as an election timeout can be (thesis, section 6.2). */
export function stepDownUnlessHeard(raft: Raft, nowUs: number): boolean {
  const { state, config } = raft;
  if (!config.checkQuorum) return false;
  const heardUs = reachedByMajority(nowUs, state.progress, (progress) => progress.heardUs);
  if (heardUs > nowUs - config.electionTimeoutUs[1]) return false;
  raft.follow(state.term, null, nowUs);
  return true;
}

/** Sends what was just added to the log to those whose logs are known to go with it. */
export function offerEntries(raft: Raft): void {
  const replicating = raft.state.progress.filter(({ probing }) => !probing);
  sendTo(raft, replicating, raft.config.maxBatch);
}

/** Sends each of these its next entries, or none. Those who stand at the same place share one message. */
function sendTo(raft: Raft, whom: readonly Progress[], maxBatch: number): void {
  let message: AppendEntries | null = null;
  for (const progress of whom) {
    if (message?.previousIndex !== progress.next - 1) message = appendEntries(raft, progress.next, maxBatch);
    raft.send(progress.peer, message);
    if (!progress.probing) progress.next += message.entries.length;
  }
}

function appendEntries({ state, round }: Raft, next: number, maxBatch: number): AppendEntries {
  const { term, log, commitIndex } = state;
  const entries = maxBatch === 0 || next > log.length ? none : log.slice(next - 1, next - 1 + maxBatch);
  const previousTerm = termAt(log, next - 1);
  return { kind: "append entries", term, previousIndex: next - 1, previousTerm, entries, commitIndex, round };
}

const none: readonly never[] = Object.freeze([]);

/** A leader makes itself heard, with entries or without. */
export function onAppendEntries(raft: Raft, message: AppendEntries, from: string, nowUs: number): void {
  const { state, config } = raft;
  const { term, previousIndex, previousTerm, entries, round } = message;
  if (term < state.term) {
    raft.promise(from, { kind: "outdated", term: state.term }, nowUs);
    return;
  }
  if (term > state.term || state.role !== "follower" || state.leader !== from) raft.follow(term, from, nowUs);
  raft.heardUs = nowUs;
  raft.stayPatient(nowUs);
  const { log } = state;
  if (termAt(log, previousIndex) !== previousTerm) {
    const hintIndex = lastIndexWithin(log, previousIndex, previousTerm);
    const hintTerm = termAt(log, hintIndex);
    raft.promise(from, { kind: "rejected", term, previousIndex, hintIndex, hintTerm, round }, nowUs);
    return;
  }
  const kept = alreadyThere(log, previousIndex, entries);
  const conflicts = kept < entries.length || config.flaw === "truncates what matches";
  if (conflicts && log.length > previousIndex + kept) raft.truncate(previousIndex + kept);
  for (let at = kept; at < entries.length; at++) raft.append(entries[at]);

  const lastNew = previousIndex + entries.length;
  const committed = Math.min(message.commitIndex, lastNew);
  if (committed > state.commitIndex || config.flaw === "believes any commit index") state.commitIndex = committed;
  const matchIndex = config.flaw === "acknowledges too much" ? log.length : lastNew;
  raft.promise(from, { kind: "appended", term, matchIndex, round }, nowUs);
}

/** A follower has what it was sent, durably. */
export function onAppended(raft: Raft, message: Appended, from: string, nowUs: number): void {
  const progress = answered(raft, message, from, nowUs);
  if (progress === undefined) return;
  const isNews = message.matchIndex > progress.match;
  // An answer that says nothing new calls for nothing: else every copy of it would set off another exchange.
  const goesOn = isNews || progress.probing;
  progress.match = Math.max(progress.match, message.matchIndex);
  if (raft.config.flaw !== "leaves next behind") progress.next = Math.max(progress.next, progress.match + 1);
  progress.probing = false;
  if (isNews) commit(raft, nowUs);
  if (goesOn && progress.next <= raft.state.log.length) sendTo(raft, [progress], raft.config.maxBatch);
  afterAnswer(raft, nowUs);
}

/** A follower's log does not go with what it was sent: what it says of its log tells where to go on. */
export function onRejected(raft: Raft, message: Rejected, from: string, nowUs: number): void {
  const progress = answered(raft, message, from, nowUs);
  if (progress === undefined) return;
  const { previousIndex, hintIndex, hintTerm } = message;
  const isStale = progress.probing ? previousIndex !== progress.next - 1 : previousIndex <= progress.match;
  if (!isStale) {
    const common = lastIndexWithin(raft.state.log, hintIndex, hintTerm);
    progress.next = Math.max(progress.match, Math.min(previousIndex - 1, common)) + 1;
    progress.probing = true;
    sendTo(raft, [progress], raft.config.maxBatch);
  }
  afterAnswer(raft, nowUs);
}

/** There is a later term than the one in which it led. */
export function onOutdated(raft: Raft, { term }: Outdated, nowUs: number): void {
  if (term > raft.state.term) raft.follow(term, null, nowUs);
}

/** Notes that a peer has answered what this leader sent in this term; undefined if it answers anything else. */
function answered(raft: Raft, message: Appended | Rejected, from: string, nowUs: number): Progress | undefined {
  const { state } = raft;
  if (message.term !== state.term || state.role !== "leader") return undefined;
  const progress = state.progress.find(({ peer }) => peer === from);
  if (progress === undefined) return undefined;
  progress.heardUs = nowUs;
  progress.round = Math.max(progress.round, message.round);
  return progress;
}

function afterAnswer(raft: Raft, nowUs: number): void {
  confirmReads(raft);
  if (awaitsRound(raft)) beat(raft, nowUs);
}

/** Commits what a majority has, if the last of it is of this leader's own term (paper, section 5.4.2). */
export function commit(raft: Raft, nowUs: number): void {
  const { state, config } = raft;
  const index = reachedByMajority(state.durableIndex, state.progress, ({ match }) => match);
  if (index <= state.commitIndex) return;
  if (termAt(state.log, index) !== state.term && config.flaw !== "counts old terms") return;
  state.commitIndex = index;
  if (awaitsRound(raft)) beat(raft, nowUs);
}
