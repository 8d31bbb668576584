import { freeze } from "../../kernel/plain.js";
import type { Random } from "../../kernel/random.js";
import { campaign, onRequestVote, onVote } from "./election.js";
import type { Envelope, RaftMessage } from "./message.js";
import type { RaftConfig } from "./options.js";
import { awaitsRound } from "./reads.js";
import {
  beat,
  commit,
  offerEntries,
  onAppendEntries,
  onAppended,
  onOutdated,
  onRejected,
  stepDownUnlessHeard,
} from "./replication.js";
import type { Entry, HardState, OwnState } from "./state.js";

/** What a server wants done, in this order. */
export interface Ready<Read = unknown> {
  /** To be written, in the order of its fields. When it is durable, tell `persisted` its number. */
  readonly write: Write | null;
  readonly messages: readonly Envelope[];
  /** Entries to execute; the last of them is the one at `lastApplied`. */
  readonly committed: readonly Entry[];
  /** Reads that may now be answered, once `committed` has been executed. */
  readonly reads: readonly Read[];
  /** Reads that this server can no longer answer. */
  readonly lostReads: readonly Read[];
}

export interface Write {
  /** Writes are numbered from 1; when one is durable, so are those before it. */
  readonly number: number;
  readonly hardState: HardState | null;
  /** The length to which the log is cut first, if it is. */
  readonly truncateTo: number | null;
  readonly entries: readonly Entry[];
}

/** A write that is not durable yet, and the messages that promise that it is. */
interface PendingWrite {
  readonly number: number;
  changesHardState: boolean;
  truncateTo: number | null;
  lastIndex: number;
  readonly promises: Envelope[];
}

/** What a server is made of. */
export interface RaftParts {
  readonly name: string;
  /** All servers, this one among them. */
  readonly nodes: readonly string[];
  readonly config: RaftConfig;
  /** Draws the election timeouts. */
  readonly random: Random;
  readonly nowUs: number;
  /** What its disk held, if it has run before. */
  readonly durable?: HardState & { readonly log: readonly Entry[] };
}

/**
 * Raft as a step machine: it is told what happens and when, and says what is to be written, sent and executed. It has
 * no timers, no clock and no disk. After each input `ready` is to be carried out; at `deadlineUs`, or later, it wants a
 * `tick`. Source: D. Ongaro and J. Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014), here "the
 * paper"; D. Ongaro, "Consensus: Bridging Theory and Practice" (2014), here "the thesis". Snapshots and changes of
 * membership are not covered.
 */
export class Raft<Read = unknown> {
  readonly name: string;
  readonly peers: readonly string[];
  readonly config: RaftConfig;
  readonly state: OwnState;
  /** When it heard from a leader last. */
  heardUs = Number.NEGATIVE_INFINITY;
  heartbeatDueUs = 0;
  /** Reads that have not been asked about, and those that the round of this number asks about. */
  asked: Read[] = [];
  asking: Read[] = [];
  round = 0;

  private readonly random: Random;
  private electionTimeoutUs = 0;
  private electionDueUs = 0;

  private messages: Envelope[] = [];
  private reads: Read[] = [];
  private lostReads: Read[] = [];
  /** Collects what is to be written; then one of the pending ones. */
  private open: PendingWrite | null = null;
  private pending: PendingWrite[] = [];
  private writes = 0;
  /** So many entries have been handed out to be written. */
  private writtenIndex = 0;

  /** Begins in the state given, which is one of a node that has not started. */
  constructor(state: OwnState, { name, nodes, config, random, nowUs, durable }: RaftParts) {
    this.name = name;
    this.peers = nodes.filter((node) => node !== name);
    this.config = config;
    this.random = random;
    this.state = state;
    if (durable !== undefined) {
      state.term = durable.term;
      state.votedFor = durable.votedFor;
      for (const entry of durable.log) state.log.push(entry);
      state.durableIndex = this.writtenIndex = state.log.length;
    }
    this.becomePatient(nowUs);
  }

  /** When it next wants a `tick`. It moves with every input, earlier or later. */
  get deadlineUs(): number {
    return this.state.role === "leader" ? this.heartbeatDueUs : this.electionDueUs;
  }

  /** Time has passed. */
  tick(nowUs: number): void {
    if (nowUs < this.deadlineUs) return;
    if (this.state.role !== "leader") campaign(this, nowUs);
    else if (!stepDownUnlessHeard(this, nowUs)) beat(this, nowUs);
  }

  /** A message has arrived. */
  step(message: RaftMessage, from: string, nowUs: number): void {
    switch (message.kind) {
      case "append entries":
        onAppendEntries(this, message, from, nowUs);
        break;
      case "appended":
        onAppended(this, message, from, nowUs);
        break;
      case "rejected":
        onRejected(this, message, from, nowUs);
        break;
      case "outdated":
        onOutdated(this, message, nowUs);
        break;
      case "request vote":
        onRequestVote(this, message, from, nowUs);
        break;
      case "vote":
        onVote(this, message, from, nowUs);
    }
  }

  /** Adds a command to the log, if this server leads: gives its index, or null. It may be committed, or never be. */
  propose(command: unknown): number | null {
    if (this.state.role !== "leader") return null;
    this.append({ term: this.state.term, command });
    offerEntries(this);
    return this.state.log.length;
  }

  /** Takes a read that is to see all that was committed before, if this server leads; gives whether it does. */
  readIndex(read: Read, nowUs: number): boolean {
    if (this.state.role !== "leader") return false;
    if (this.config.flaw === "reads without asking") this.reads.push(read);
    else this.asked.push(read);
    if (awaitsRound(this)) beat(this, nowUs);
    return true;
  }

  /** A write is durable, and so are those before it. */
  persisted(number: number, nowUs: number): void {
    const { pending, state } = this;
    while (pending.length > 0 && pending[0].number <= number) {
      const { lastIndex, promises } = pending.shift() as PendingWrite;
      state.durableIndex = Math.max(state.durableIndex, lastIndex);
      for (const { to, message } of promises) this.deliver(to, message, nowUs);
    }
    if (state.role === "leader") commit(this, nowUs);
  }

  /** Hands out what is to be done, once. */
  ready(): Ready<Read> {
    const { messages, reads, lostReads } = this;
    if (messages.length > 0) this.messages = [];
    if (reads.length > 0) this.reads = [];
    if (lostReads.length > 0) this.lostReads = [];
    return { write: this.takeWrite(), messages, committed: this.takeCommitted(), reads, lostReads };
  }

  // From here on: what the parts of the core do to a server.

  /** Sends a message that promises nothing about what is on disk. */
  send(to: string, message: RaftMessage): void {
    this.messages.push({ to, message });
  }

  /** Sends a message as soon as all that was changed so far is durable. A node makes promises to itself too. */
  promise(to: string, message: RaftMessage, nowUs: number): void {
    const rash = this.config.flaw === "acknowledges before syncing" && message.kind === "appended";
    const write = rash ? undefined : (this.open ?? this.pending.at(-1));
    if (write === undefined) this.deliver(to, message, nowUs);
    else write.promises.push({ to, message });
  }

  /** Enters a term, and casts its vote in it or keeps it. */
  vote(term: number, votedFor: string | null): void {
    this.state.term = term;
    this.state.votedFor = votedFor;
    this.toWrite().changesHardState = true;
  }

  /** Becomes a follower of a leader, known or not, in a term that is no earlier than its own. */
  follow(term: number, leader: string | null, nowUs: number): void {
    const { state } = this;
    const led = state.role === "leader";
    if (term > state.term) this.vote(term, null);
    state.role = "follower";
    state.leader = leader;
    state.progress = [];
    this.lostReads.push(...this.asking, ...this.asked);
    this.asking = [];
    this.asked = [];
    // A higher term alone is no reason to wait longer: it may be that of a candidate who cannot win (paper, figure 2).
    if (led || leader !== null) this.becomePatient(nowUs);
  }

  /** Draws a new election timeout, which begins now. */
  becomePatient(nowUs: number): void {
    this.electionTimeoutUs = this.random.int(...this.config.electionTimeoutUs);
    this.stayPatient(nowUs);
  }

  /** Begins the election timeout anew. */
  stayPatient(nowUs: number): void {
    this.electionDueUs = nowUs + this.electionTimeoutUs;
  }

  /** Adds an entry to the log. */
  append(entry: Entry): void {
    this.state.log.push(freeze(entry));
    this.toWrite();
  }

  /** Removes the entries behind an index. */
  truncate(length: number): void {
    const { state, pending } = this;
    state.log.length = length;
    state.durableIndex = Math.min(state.durableIndex, length);
    for (const write of pending) write.lastIndex = Math.min(write.lastIndex, length);
    if (this.writtenIndex <= length) return;
    this.writtenIndex = length;
    this.toWrite().truncateTo = length;
  }

  /** The reads that were asked about may be answered. */
  grantReads(): void {
    this.reads.push(...this.asking);
    this.asking = [];
  }

  private deliver(to: string, message: RaftMessage, nowUs: number): void {
    if (to === this.name) this.step(message, to, nowUs);
    else this.send(to, message);
  }

  private toWrite(): PendingWrite {
    this.open ??= { number: ++this.writes, changesHardState: false, truncateTo: null, lastIndex: 0, promises: [] };
    return this.open;
  }

  private takeWrite(): Write | null {
    const { open, state } = this;
    if (open === null) return null;
    const { term, votedFor } = state;
    const remembered = this.config.flaw === "forgets its vote" ? null : votedFor;
    const entries = state.log.slice(this.writtenIndex);
    this.writtenIndex = open.lastIndex = state.log.length;
    this.pending.push(open);
    this.open = null;
    const hardState = open.changesHardState ? { term, votedFor: remembered } : null;
    return { number: open.number, hardState, truncateTo: open.truncateTo, entries };
  }

  private takeCommitted(): readonly Entry[] {
    const { state } = this;
    const { lastApplied } = state;
    if (state.commitIndex <= lastApplied) return nothing;
    state.lastApplied = Math.min(state.commitIndex, state.log.length);
    return state.log.slice(lastApplied, state.lastApplied);
  }
}

const nothing: readonly never[] = [];
