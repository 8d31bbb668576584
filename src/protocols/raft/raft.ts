import type { Reading, WriteOutcome } from "../../node/disk.js";
import { type ProtocolProcess, protocol, type Ticket } from "../../node/process.js";
import type { ProtocolContext } from "../../node/protocol-context.js";
import { Replica, type SequentialObject } from "../../objects/sequential-object.js";
import { Raft, type RaftParts, type Ready, type Write } from "./core.js";
import type { RaftMessage } from "./message.js";
import { type RaftOptions, raftConfig } from "./options.js";
import { type Entry, type HardState, newState, type OwnState, type RaftState, roles } from "./state.js";

export type { RaftOptions };

/** The state of a node that runs Raft: that of the algorithm, and of the object that its log drives. */
export interface RaftNodeState<Command = unknown, Part = unknown> extends RaftState<Command> {
  /** The parts of the object that were ever changed, by key. */
  readonly contents: ReadonlyMap<string, Part>;
}

/** A vocabulary for any object: what its requests are is checked where `raft` is called. */
interface Words {
  readonly state: OwnState & { contents: ReadonlyMap<string, unknown> };
  readonly message: RaftMessage;
  readonly timer: "deadline";
  readonly request: unknown;
  readonly result: unknown;
}

type Cx = ProtocolContext<Words>;

/** What a running node has besides its state. */
interface Server {
  readonly raft: Raft<Read>;
  readonly replica: Replica<unknown, unknown, unknown>;
  /** Who waits for the entry at an index, if it is the one of this term. */
  readonly waiting: Map<number, { readonly term: number; readonly ticket: Ticket }>;
  /** When the timer fires: it may be too early, never too late. */
  timerUs: number;
  isSyncing: boolean;
  /** Number of the last write, if it is not being synced yet; else 0. */
  unsynced: number;
}

interface Read {
  readonly request: unknown;
  readonly ticket: Ticket;
}

const never = Number.POSITIVE_INFINITY;
const files = { hardState: "hard state", log: "log" };

/**
 * A replicated object: every node executes the same requests in the same order, which Raft decides. The leader serves;
 * the others refuse and name it. A leader that loses its office does not answer what may still take effect.
 */
export function raft<Part, Request extends NonNullable<unknown>, Result>(
  object: SequentialObject<Part, Request, Result>,
  options: RaftOptions = {},
): ProtocolProcess<RaftNodeState<Request, Part>, Request> {
  const config = raftConfig(options);
  const servers = new WeakMap<Cx, Server>();

  const begin = (cx: Cx) => {
    const { name, nodes, random, state } = cx;
    const durable = recover(cx);
    const raft = new Raft<Read>(state, { name, nodes, config, random, nowUs: cx.nowUs, durable });
    const replica = new Replica(object as SequentialObject);
    state.contents = replica.contents();
    const server = { raft, replica, waiting: new Map(), timerUs: never, isSyncing: false, unsynced: 0 };
    servers.set(cx, server);
    carryOut(cx, server);
  };
  const receive = (cx: Cx, message: RaftMessage, from: string) => {
    const server = servers.get(cx);
    if (server === undefined) return;
    server.raft.step(message, from, cx.nowUs);
    carryOut(cx, server);
  };

  const process = protocol<Words>({
    state: () => ({ ...newState(), contents: new Map() }),
    roles,
    /** What it finds may only be cached, if its process died and not its machine: it is synced before it is read. */
    start(cx) {
      servers.delete(cx);
      cx.disk.sync();
    },
    synced(cx, number) {
      const server = servers.get(cx);
      if (server === undefined) {
        begin(cx);
        return;
      }
      server.isSyncing = false;
      server.raft.persisted(number, cx.nowUs);
      carryOut(cx, server);
    },
    on: {
      "request vote": receive,
      vote: receive,
      "append entries": receive,
      appended: receive,
      rejected: receive,
      outdated: receive,
    },
    timers: {
      deadline(cx) {
        const server = servers.get(cx) as Server;
        server.timerUs = never;
        server.raft.tick(cx.nowUs);
        carryOut(cx, server);
      },
    },
    serve(cx, request, ticket) {
      const { role, leader, term } = cx.state;
      if (role !== "leader") return cx.refuse(ticket, `${cx.name} does not lead`, leader ?? undefined);
      const server = servers.get(cx) as Server;
      if (object.isRead(request as Request)) server.raft.readIndex({ request, ticket }, cx.nowUs);
      else server.waiting.set(server.raft.propose(request) as number, { term, ticket });
      carryOut(cx, server);
    },
    summary: ({ role, term, commitIndex, log }) => [role, `term ${term}`, `${commitIndex} of ${log.length} committed`],
  });
  return process as ProtocolProcess<RaftNodeState<Request, Part>, Request>;
}

/** Does what the step machine wants done. */
function carryOut(cx: Cx, server: Server): void {
  const ready = server.raft.ready();
  if (ready.write !== null) {
    write(cx, ready.write);
    server.unsynced = ready.write.number;
  }
  for (const { to, message } of ready.messages) cx.send(to, message);
  answer(cx, server, ready);
  // One sync at a time: what is written meanwhile shares the next one.
  if (server.unsynced > 0 && !server.isSyncing) {
    cx.disk.sync(server.unsynced);
    server.isSyncing = true;
    server.unsynced = 0;
  }
  const { deadlineUs } = server.raft;
  if (deadlineUs < server.timerUs) {
    cx.setTimer("deadline", Math.max(0, deadlineUs - cx.nowUs));
    server.timerUs = deadlineUs;
  }
}

function write(cx: Cx, { hardState, truncateTo, entries }: Write): void {
  const { disk } = cx;
  if (hardState !== null) mustFit(cx, disk.replace(files.hardState, [hardState]));
  if (truncateTo !== null) mustFit(cx, disk.truncate(files.log, truncateTo));
  for (const entry of entries) mustFit(cx, disk.append(files.log, entry));
}

function mustFit(cx: Cx, outcome: WriteOutcome): void {
  if (outcome === "full") cx.fail("its disk is full");
}

/** Executes what is committed, and answers those who wait for it. */
function answer(cx: Cx, { replica, waiting }: Server, { committed, reads, lostReads }: Ready<Read>): void {
  let index = cx.state.lastApplied - committed.length;
  for (const { term, command } of committed) {
    const result = command === null ? null : replica.execute(command);
    const asked = waiting.get(++index);
    if (asked === undefined) continue;
    waiting.delete(index);
    if (asked.term === term) cx.answer(asked.ticket, result);
    else cx.refuse(asked.ticket, "another leader's entry took its place");
  }
  for (const { request, ticket } of reads) cx.answer(ticket, replica.execute(request));
  for (const { ticket } of lostReads) cx.refuse(ticket, `${cx.name} leads no more`, cx.state.leader ?? undefined);
}

/** What the disk holds; nothing when the node starts for the first time. */
function recover(cx: Cx): RaftParts["durable"] {
  const [hardState = { term: 0, votedFor: null }] = readFile(cx, files.hardState) as readonly HardState[];
  return { ...hardState, log: readFile(cx, files.log) as readonly Entry[] };
}

const maxAttempts = 10;

/** All records of a file. One that a crash has torn at its end was never synced, so nobody relies on it. */
function readFile(cx: Cx, file: string): readonly unknown[] {
  let reading: Reading = cx.disk.read(file);
  for (let attempt = 1; attempt < maxAttempts && reading.kind === "unreadable"; attempt++) reading = cx.disk.read(file);
  if (reading.kind === "unreadable") return cx.fail(`its ${file} cannot be read`);
  const { damage, records } = reading;
  if (damage === null) return records;
  if (damage.cause !== "torn" || damage.following > 0) cx.fail(`record ${damage.at + 1} of its ${file} is damaged`);
  cx.disk.truncate(file, damage.at);
  return records;
}
