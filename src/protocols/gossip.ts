import { type Mergeable, mergeAll } from "../crdt/mergeable.js";
import type { Duration } from "../kernel/time.js";
import { type ProtocolProcess, protocol, type Ticket } from "../node/process.js";
import type { ProtocolContext } from "../node/protocol-context.js";
import { checkOption, durationOption } from "./option.js";
import {
  addUpdate,
  digestOf,
  dotOf,
  isEquivocated,
  isKnown,
  isSignedUpdate,
  type LogDigest,
  lackedBy,
  lacksSomeOf,
  type SignedUpdate,
  signaturesOf,
  slotCount,
  type Update,
  type UpdateLog,
  validUpdates,
} from "./update-log.js";

type GossipMessage =
  /** What the sender holds. The receiver sends what is lacking there, and its own digest if something is lacking here. */
  | { readonly kind: "digest"; readonly held: LogDigest; readonly answers: boolean }
  | { readonly kind: "updates"; readonly updates: readonly SignedUpdate[] };

export interface GossipState<State = unknown> {
  /** All updates that are held, merged. */
  value: State;
  readonly log: UpdateLog;
  /** Own updates that are not durable yet: neither answered, nor merged, nor seen by any peer. */
  readonly pending: Pending[];
  /** Updates of others that were merged; and those that were not, because they are not what their maker signed. */
  readonly counts: { merged: number; ignored: number };
}

interface Pending {
  readonly update: SignedUpdate;
  readonly ticket: Ticket;
  readonly result: unknown;
}

export interface GossipOptions {
  /** How often a node compares what it holds with peers; 100 ms unless given. */
  readonly every?: Duration;
  /** With how many peers, drawn anew each time; 2 unless given. */
  readonly fanout?: number;
  /** The nodes that gossip with one another; all unless given. */
  readonly among?: readonly string[];
  /** Plants a mistake, to see it found. */
  readonly flaw?: (typeof flaws)[number];
}

const flaws = ["merges wrongly", "trusts unsigned updates", "reuses dots after a crash"] as const;

interface Gossip {
  readonly state: GossipState;
  readonly message: GossipMessage;
  readonly timer: "gossip";
  readonly request: unknown;
  readonly result: unknown;
}

const file = "updates";
const readAttempts = 20;

/**
 * Replicates a mergeable value by anti-entropy gossip. A node answers requests from what it holds itself; in time all
 * correct nodes hold the same updates, hence the same value.
 *
 * An update is durable before its client has an answer and before any peer hears of it, so that no crash loses an
 * acknowledged update or makes a node use a dot twice. Updates of peers are written too, but not waited for. A node
 * whose disk is damaged, beyond a last record that was torn, stops.
 *
 * Every update is signed by its maker and passed on as it was signed: a Byzantine peer can withhold updates, repeat old
 * ones and make its own, but not forge or change those of others. An update also names the updates that it takes back by
 * their signatures, which nobody knows in advance, so that nothing can be taken back before it is there. Of a replica
 * that equivocates, two updates under one dot are passed on as a proof, and all updates under that dot count for nothing.
 * Source: M. Kleppmann, "Making CRDTs Byzantine fault tolerant" (2022).
 */
export function gossip<State, Request>(
  crdt: Mergeable<State, Request>,
  options: GossipOptions = {},
): ProtocolProcess<GossipState<State>, Request> {
  // What the value is made of matters to those who write a scenario; from here on it is handed about as it is.
  return gossipOf(crdt as Mergeable, options) as ProtocolProcess<GossipState<State>, Request>;
}

function gossipOf(crdt: Mergeable, options: GossipOptions): ProtocolProcess<GossipState> {
  const { every = "100ms", fanout = 2, among, flaw } = options;
  const everyUs = durationOption("gossip.every", every);
  const isFanout = Number.isInteger(fanout) && fanout > 0;
  checkOption("gossip.fanout", fanout, isFanout || "must be a whole number, at least 1");
  checkOption("gossip.flaw", flaw, flaw === undefined || flaws.includes(flaw) || `must be one of: ${flaws.join(", ")}`);

  return protocol<Gossip>({
    state: () => ({
      value: crdt.initial,
      log: { updates: [], slots: {} },
      pending: [],
      counts: { merged: 0, ignored: 0 },
    }),

    start(cx) {
      cx.setTimer("gossip", cx.random.int(0, everyUs));
    },

    recover(cx) {
      const updates = readUpdates(cx);
      for (const update of updates) addUpdate(cx.state.log, update);
      merge(cx.state, updates);
      cx.setTimer("gossip", cx.random.int(0, everyUs));
    },

    serve(cx, request, ticket) {
      const { state } = cx;
      const { result, update: change } = crdt.serve(state.value, request, cx.name);
      if (change === null) {
        cx.answer(ticket, result);
        return;
      }
      const update = cx.sign<Update>({
        counter: Math.max(slotCount(state.log, cx.name), lastPending(state)) + 1,
        change,
        named: crdt.names(change).map((dot) => signaturesOf(state.log, dot)[0]),
      });
      if (cx.disk.append(file, update) === "full") {
        cx.refuse(ticket, "its disk is full");
        return;
      }
      state.pending.push({ update, ticket, result });
      if (flaw === "reuses dots after a crash") publish(cx, update.value.counter);
      else if (state.pending.length === 1) cx.disk.sync(update.value.counter);
    },

    synced(cx, counter) {
      publish(cx, counter);
      if (cx.state.pending.length > 0) cx.disk.sync(lastPending(cx.state));
    },

    timers: {
      gossip(cx) {
        const peers = among?.filter((name) => name !== cx.name) ?? cx.peers;
        const held = digestOf(cx.state.log);
        for (const peer of cx.random.sample(peers, fanout)) cx.send(peer, { kind: "digest", held, answers: false });
        cx.setTimer("gossip", everyUs);
      },
    },

    on: {
      digest(cx, { held, answers }, from) {
        if (typeof held !== "object" || held === null) return;
        const { log } = cx.state;
        const updates = lackedBy(held, log);
        if (updates.length > 0) cx.send(from, { kind: "updates", updates });
        if (!answers && lacksSomeOf(held, log)) cx.send(from, { kind: "digest", held: digestOf(log), answers: true });
      },

      updates(cx, { updates }) {
        if (!Array.isArray(updates)) return;
        const { log, counts } = cx.state;
        const accepted: SignedUpdate[] = [];
        for (const update of updates) {
          if (isSignedUpdate(update) && isKnown(log, dotOf(update), update.signature)) continue;
          if (!isAcceptable(cx, update)) {
            counts.ignored++;
          } else if (cx.disk.append(file, update) === "written") {
            addUpdate(log, update);
            accepted.push(update);
            counts.merged++;
          }
        }
        merge(cx.state, accepted);
      },
    },

    summary: ({ log, pending }) => [`${log.updates.length} updates`, `${pending.length} pending`],
  });

  /** Own updates up to this counter are durable: now they happen. */
  function publish(cx: ProtocolContext<Gossip>, counter: number): void {
    const { state } = cx;
    while (state.pending.length > 0 && state.pending[0].update.value.counter <= counter) {
      const { update, ticket, result } = state.pending.shift() as Pending;
      addUpdate(state.log, update);
      merge(state, [update]);
      cx.answer(ticket, result);
    }
  }

  /** Merges updates that have come into the log; anew from the first one, if some count no more. */
  function merge(state: GossipState, added: readonly SignedUpdate[]): void {
    if (added.length === 0) return;
    const anew = added.some((update) => isEquivocated(state.log, dotOf(update)));
    const updates = anew ? validUpdates(state.log) : added;
    // The flaw takes the last update of a replica for all that it has ever done.
    const merged = flaw === "merges wrongly" ? updates.filter(isLastOfReplica) : updates;
    const deltas = merged.map((update) => crdt.delta(update.value.change, dotOf(update)));
    state.value = mergeAll(crdt, anew ? deltas : [state.value, mergeAll(crdt, deltas)]);
  }

  /** Whether an update is what its maker signed, and all that it builds on is held. */
  function isAcceptable(cx: ProtocolContext<Gossip>, update: unknown): update is SignedUpdate {
    if (!isSignedUpdate(update) || !(among ?? cx.nodes).includes(update.by)) return false;
    if (flaw !== "trusts unsigned updates" && !cx.verify(update)) return false;
    const { log } = cx.state;
    const { counter, change, named } = update.value;
    if (counter > slotCount(log, update.by) + 1 || !crdt.isUpdate(change)) return false;
    const dots = crdt.names(change);
    return dots.length === named.length && dots.every((dot, at) => isKnown(log, dot, named[at]));
  }
}

function lastPending({ pending }: GossipState): number {
  return pending.at(-1)?.update.value.counter ?? 0;
}

function isLastOfReplica({ by }: SignedUpdate, at: number, updates: readonly SignedUpdate[]): boolean {
  return updates.findLastIndex((update) => update.by === by) === at;
}

/** What the disk holds after a crash; the node stops if that cannot be found out. */
function readUpdates(cx: ProtocolContext<Gossip>): readonly SignedUpdate[] {
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const reading = cx.disk.read(file);
    if (reading.kind === "unreadable") continue;
    const { records, damage } = reading;
    if (damage?.cause === "flipped") cx.fail("its disk is damaged: it cannot know which dots it has used");
    // A torn record was never synced, so that nobody has heard of it.
    if (damage !== null) cx.disk.truncate(file, damage.at);
    return records as readonly SignedUpdate[];
  }
  return cx.fail("its disk cannot be read");
}
