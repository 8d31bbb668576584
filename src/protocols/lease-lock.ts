import type { Duration } from "../kernel/time.js";
import { type ProgramProcess, type ProtocolProcess, program, protocol, type Ticket } from "../node/process.js";
import type { ProgramContext } from "../node/program-context.js";
import { because, type Finding } from "../node/property.js";
import type { ProtocolContext } from "../node/protocol-context.js";
import type { Views } from "../node/view.js";
import { checkOption, durationOption } from "./option.js";

/*
 * Workers that take turns at a counter, by way of a lock with a lease: whoever holds the lock reads the counter, thinks,
 * and writes one more. A lease is only as good as the clocks it is measured by, and its holder may be paused between
 * looking at the clock and writing; so that every grant carries a token, each higher than the last, and the store turns
 * away tokens that are lower than one it has seen.
 * Source: M. Kleppmann, "How to do distributed locking" (2016).
 */

export type LockRequest = { readonly kind: "acquire" } | { readonly kind: "release"; readonly token: number };

/** What the holder of a lock is told. */
export interface Grant {
  readonly token: number;
  readonly leaseUs: number;
}

export type StoreRequest =
  | { readonly kind: "read"; readonly token: number }
  | { readonly kind: "write"; readonly token: number; readonly value: number };

export interface LockServerState {
  readonly role: "lock server";
  /** The token granted last. */
  token: number;
  /** Until when, by the wall clock of the server, it keeps others from the lock. */
  untilUs: number;
  readonly pending: Pending[];
}

export interface StoreState {
  readonly role: "store";
  value: number;
  /** The highest token seen. */
  highest: number;
  /** How many writes were accepted, and how many were turned away. */
  accepted: number;
  fenced: number;
  /** The first accepted write that was based on an outdated value. */
  lostUpdate: { readonly token: number; readonly over: number; readonly value: number } | null;
  readonly pending: Pending[];
}

export interface WorkerState {
  role: "waiting" | "holder";
  /** Under which token it believes to hold the lock. */
  token: number | null;
  /** How often its write was accepted, was turned away, or was given up in view of the end of the lease. */
  written: number;
  fenced: number;
  expired: number;
}

/** An answer that waits until what it tells of is durable. */
interface Pending {
  readonly ticket: Ticket;
  readonly result: unknown;
}

interface LockServer {
  readonly state: LockServerState;
  readonly request: LockRequest;
  readonly result: Grant | null;
}

/** Grants the lock for the length of a lease, measured by its own wall clock. A grant is durable before it is given. */
export function lockServer(options: { readonly lease?: Duration } = {}): ProtocolProcess<LockServerState, LockRequest> {
  const leaseUs = durationOption("lockServer.lease", options.lease ?? "1s");
  return protocol<LockServer>({
    roles: ["lock server"],
    state: () => ({ role: "lock server", token: 0, untilUs: 0, pending: [] }),
    serve(cx, request, ticket) {
      const { state } = cx;
      if (request.kind === "release") {
        if (request.token === state.token) state.untilUs = 0;
        cx.answer(ticket, null);
      } else if (cx.wallUs < state.untilUs) {
        cx.refuse(ticket, "the lock is held");
      } else {
        const token = state.token + 1;
        const untilUs = cx.wallUs + leaseUs;
        if (persist(cx, { token, untilUs }, ticket, { token, leaseUs })) Object.assign(state, { token, untilUs });
      }
    },
    synced: answerNext,
    recover: restore,
    summary: ({ token }) => [`token ${token}`],
  });
}

interface Store {
  readonly state: StoreState;
  readonly request: StoreRequest;
  readonly result: number;
}

/**
 * Holds a counter. It turns away requests whose token is lower than the highest it has seen, in reads as well as in
 * writes: a write that was sent long ago must not come between another holder's read and write. Without `fencing` it
 * takes everything.
 */
export function counterStore(options: { readonly fencing?: boolean } = {}): ProtocolProcess<StoreState, StoreRequest> {
  const { fencing = true } = options;
  return protocol<Store>({
    roles: ["store"],
    state: () => ({
      role: "store",
      value: 0,
      highest: 0,
      accepted: 0,
      fenced: 0,
      lostUpdate: null,
      pending: [],
    }),
    serve(cx, request, ticket) {
      const { state } = cx;
      if (fencing && request.token < state.highest) {
        state.fenced++;
        cx.refuse(ticket, `token ${request.token} is outdated: ${state.highest} has been here`);
        return;
      }
      const { value, accepted, lostUpdate } = state;
      const highest = Math.max(state.highest, request.token);
      const next = { value, accepted, lostUpdate, highest };
      if (request.kind === "write") {
        next.value = request.value;
        next.accepted = accepted + 1;
        const isOutdated = request.value !== value + 1;
        if (isOutdated) next.lostUpdate ??= { token: request.token, over: value, value: request.value };
      }
      if (persist(cx, next, ticket, next.value)) Object.assign(state, next);
    },
    synced: answerNext,
    recover: restore,
    summary: ({ value, highest }) => [`value ${value}`, `token ${highest}`],
  });
}

const file = "state";
const readAttempts = 20;

/** The lock server or the store, as far as both keep one record on their disk. */
type Keeper = ProtocolContext<{ state: { readonly pending: Pending[] }; result: unknown }>;

/** Writes a record in place of the last one, and answers once it is durable; false, and a refusal, if there is no room. */
function persist(cx: Keeper, record: object, ticket: Ticket, result: unknown): boolean {
  if (cx.disk.replace(file, [record]) === "full") {
    cx.refuse(ticket, "its disk is full");
    return false;
  }
  cx.state.pending.push({ ticket, result });
  cx.disk.sync();
  return true;
}

/** Syncs end in the order in which they were begun. */
function answerNext(cx: Keeper): void {
  const { ticket, result } = cx.state.pending.shift() as Pending;
  cx.answer(ticket, result);
}

/** Goes on from the last durable record; the node stops if that cannot be found out. */
function restore(cx: Keeper): void {
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const reading = cx.disk.read(file);
    if (reading.kind === "unreadable") continue;
    if (reading.damage !== null) cx.fail("its disk is damaged");
    Object.assign(cx.state, reading.records[0]);
    return;
  }
  cx.fail("its disk cannot be read");
}

export interface WorkerOptions {
  /** The names of the lock server and of the store; "lock" and "store" unless given. */
  readonly lock?: string;
  readonly store?: string;
  /** How long it thinks between reading and writing, drawn anew each time; 40 to 160 ms unless given. */
  readonly think?: readonly [Duration, Duration];
  /** How long it waits for an answer, and at most between two attempts; 200 ms unless given. */
  readonly timeout?: Duration;
}

/** In how many steps a worker thinks: before each, it looks whether the lease is long enough for it. */
const steps = 2;

/**
 * Acquires the lock, reads the store, thinks, writes one more than it read, and releases the lock; for ever. It measures
 * its lease by its own wall clock, from before it asked, and gives up in time by that clock.
 */
export function lockWorker(options: WorkerOptions = {}): ProgramProcess<WorkerState, never> {
  const { lock = "lock", store = "store", think = ["40ms", "160ms"] } = options;
  const [leastUs, mostUs] = think.map((duration, at) => durationOption(`lockWorker.think[${at}]`, duration));
  checkOption("lockWorker.think", think, leastUs <= mostUs || "must name the shorter one first");
  const timeout = durationOption("lockWorker.timeout", options.timeout ?? "200ms");

  async function take(cx: ProgramContext<WorkerState, never>): Promise<void> {
    const askedUs = cx.wallUs;
    const granted = await cx.request<Grant>(lock, { kind: "acquire" }, { timeout });
    if (granted.kind !== "ok") return;
    const { token, leaseUs } = granted.value;
    Object.assign(cx.state, { role: "holder", token });
    await increment(cx, token, askedUs + leaseUs);
    Object.assign(cx.state, { role: "waiting", token: null });
    await cx.request(lock, { kind: "release", token }, { timeout });
  }

  async function increment(cx: ProgramContext<WorkerState, never>, token: number, untilUs: number): Promise<void> {
    const read = await cx.request<number>(store, { kind: "read", token }, { timeout });
    if (read.kind !== "ok") return;
    const stepUs = Math.ceil(cx.random.int(leastUs, mostUs) / steps);
    for (let step = 0; step < steps; step++) {
      if (cx.wallUs + stepUs >= untilUs) {
        cx.state.expired++;
        return;
      }
      await cx.sleep(stepUs);
    }
    const write = await cx.request<number>(store, { kind: "write", token, value: read.value + 1 }, { timeout });
    if (write.kind === "ok") cx.state.written++;
    if (write.kind === "refused") cx.state.fenced++;
  }

  return program<WorkerState>(
    async (cx) => {
      for (;;) {
        await cx.sleep(cx.random.int(0, timeout));
        await take(cx);
      }
    },
    {
      roles: ["waiting", "holder"],
      state: () => ({ role: "waiting", token: null, written: 0, fenced: 0, expired: 0 }),
      summary: ({ role, token, written }) => [
        token === null ? role : `${role} of token ${token}`,
        `${written} written`,
      ],
    },
  );
}

export type LeaseLockState = LockServerState | StoreState | WorkerState;

/** No accepted write was based on an outdated value: the counter is the number of accepted writes. */
export function noLostUpdate({ nodes }: Views<LeaseLockState>): Finding {
  for (const { name, state } of nodes) {
    if (state.role !== "store") continue;
    const { lostUpdate, value, accepted } = state;
    if (lostUpdate !== null) {
      const { token, over } = lostUpdate;
      const what = `${name} accepted ${lostUpdate.value} over ${over}, with token ${token}`;
      return because(`${what}: an update is lost`, [name]);
    }
    if (value !== accepted) return because(`${name} holds ${value} after ${accepted} writes`, [name]);
  }
  return true;
}

/** Two workers believe that they hold the lock: nothing that a lease could rule out. */
export function twoHolders({ nodes }: Views<LeaseLockState>): boolean {
  return nodes.filter(({ state }) => state.role === "holder").length > 1;
}
