import type { Interposer } from "../faults/byzantine.js";
import { assert } from "../kernel/assert.js";
import { Digest } from "../kernel/digest.js";
import { LimitReached, type Limits } from "../kernel/limits.js";
import { freeze } from "../kernel/plain.js";
import { EventQueue, Priority, type Slot } from "../kernel/queue.js";
import type { Seed } from "../kernel/random.js";
import { latestUs } from "../kernel/time.js";
import { Lost, Network, type NetworkSpec } from "../network/network.js";
import { type Effect, type Host, Occasion, type ProcessError, type WaitingEvent } from "../node/host.js";
import { Machine } from "../node/machine.js";
import type { MachineSpec } from "../node/machine-spec.js";
import type { AnyProcess } from "../node/process.js";
import { ticketOf } from "../node/ticket.js";
import type { PacketEdits } from "./edits.js";
import { MilestoneRecorder } from "./milestones.js";

/** What a cluster is made of. */
export interface ClusterSpec {
  readonly processes: Readonly<Record<string, AnyProcess>>;
  readonly machine: (name: string) => MachineSpec;
  readonly network: NetworkSpec;
  /** Peers that are not nodes, numbered behind them. */
  readonly clients: readonly string[];
  readonly limits: Limits;
}

/** Events with a kind above the machines' own go to those who direct the run. */
export const directedFrom = 16;

/** Those around a cluster: who direct it, and who watch. */
export interface Surroundings {
  /** An event that is none of the nodes' happens. */
  direct(kind: number, who: number, what: number, payload: unknown): void;
  /** Something has arrived for a client, which is meant by its number among the peers. */
  reply(client: number, ticket: number, answer: unknown, from: string): void;
  lifecycleChanged(node: number): void;
  processFailed(node: number, error: ProcessError): void;
}

/** Told of everything that happens, as it happens. */
export interface Recorder {
  event(event: RecordedEvent): void;
  effect(effect: Effect): void;
  /** Something is put on the wire. Who leaves this out is told of it as an effect. */
  packet?(packet: RecordedPacket): void;
}

/** An event as it is taken off the queue. */
export interface RecordedEvent {
  readonly index: number;
  readonly atUs: number;
  readonly kind: number;
  readonly who: number;
  readonly whom: number;
  readonly what: number;
  readonly payload: unknown;
  /** Number of the event that scheduled this one, or -1. */
  readonly cause: number;
}

/** A message, a request or a reply, as its fate is decided. */
export interface RecordedPacket {
  readonly from: number;
  readonly to: number;
  readonly message: unknown;
  /** Above 0 for a request, below 0 for a reply. */
  readonly ticket: number;
  /** When it arrives, or why it does not: a `Lost`. */
  readonly arriveUs: number;
  /** When its copy arrives, or -1. */
  readonly copyUs: number;
  /** The step that sent it: not the one under way if it was held. */
  readonly cause: number;
}

interface Held {
  readonly from: number;
  readonly to: number;
  readonly departUs: number;
  readonly message: unknown;
  readonly ticket: number;
  /** The step that sent it. */
  readonly cause: number;
}

/** The nodes of one run with their queue and their network: everything that takes part in an event's way. */
export class Cluster implements Host {
  readonly queue = new EventQueue();
  readonly digest = new Digest();
  readonly network: Network;
  readonly machines: readonly Machine[];
  readonly names: readonly string[];
  readonly peers: readonly string[];
  readonly seed: Seed;
  readonly limits: Limits;
  readonly milestones = new MilestoneRecorder();
  /** What happens to some packets instead of what would; nothing unless set. */
  edits: PacketEdits | null = null;
  /** Who takes notes; nobody unless set. */
  recorder: Recorder | null = null;
  /** A second digest, of contents of messages and states of nodes; null unless asked for, since it takes time. */
  contents: Digest | null = null;
  /** Memory that other threads look into while this one answers nobody: the step under way, its instant, and whose it is. */
  whereabouts: Float64Array | null = null;
  /** The node of the step under way, if it is one of a node. */
  current: Machine | null = null;
  /** The node of the latest step that is over. */
  latest: Machine | null = null;

  private readonly surroundings: Surroundings;
  private readonly numbers: ReadonlyMap<string, number>;
  private lastName: string | null = null;
  private lastNumber = -1;
  /** Per node: those between it and its wire, if there are any. */
  private readonly interposers: (readonly Interposer[] | undefined)[] = [];
  private held: Held[] = [];
  private requests = 0;
  private instantUs = -1;
  private eventsThisInstant = 0;
  /** Per node: when it was started last, and how often at that instant. */
  private readonly starts: ({ readonly atUs: number; count: number } | undefined)[] = [];
  /** Messages that may be sent before it is time to look whether some link carries too many. */
  private sendsToCensus: number;
  /** The limit that was reached in the midst of a process. */
  private reached: LimitReached | null = null;

  constructor(spec: ClusterSpec, seed: Seed, surroundings: Surroundings) {
    this.seed = seed;
    this.limits = spec.limits;
    this.surroundings = surroundings;
    this.names = Object.keys(spec.processes);
    this.peers = [...this.names, ...spec.clients];
    this.numbers = new Map(this.peers.map((name, number) => [name, number]));
    this.network = new Network(this.peers, spec.network, seed, this.names.length);
    this.sendsToCensus = spec.limits.inFlightPerLink + 1;
    this.machines = this.names.map((name, id) => new Machine(id, spec.processes[name], spec.machine(name), this));
    for (const machine of this.machines) machine.start(0);
  }

  get nowUs(): number {
    return this.queue.nowUs;
  }

  get step(): number {
    return this.queue.taken - 1;
  }

  get cause(): number {
    return this.queue.cause;
  }

  get recording(): boolean {
    return this.recorder !== null || this.contents !== null;
  }

  /**
   * Takes the next event and lets it happen; false when there is none. If it was one of a node's, that node is now
   * `current`: when its promises have been drained, call `settle`.
   */
  happen(): boolean {
    // A process may have caught it, or let it get lost in a promise.
    if (this.reached !== null) throw this.reached;
    const { queue } = this;
    if (!queue.take()) return false;
    const { nowUs, kind, who, whom, what, payload } = queue;
    this.guardInstant(nowUs);
    // Each word holds what cannot be mistaken for one another; the multipliers are odd, hence lose nothing.
    const { digest } = this;
    digest.word(nowUs | 0);
    digest.word(who ^ (kind << 24) ^ Math.imul(nowUs / 2 ** 32, 0x85ebca6b));
    digest.word(whom ^ Math.imul(what | 0, 0xc2b2ae35) ^ Math.imul(what / 2 ** 32, 0x9e3779b1));
    if (this.whereabouts !== null) {
      this.whereabouts[0] = this.step;
      this.whereabouts[1] = nowUs;
      this.whereabouts[2] = who;
    }
    if (queue.taken === this.milestones.next) this.milestones.note(digest);
    if (this.recorder !== null) this.recordEvent(this.recorder);
    if (kind === Occasion.message) this.deliver(who, whom, what, payload);
    else if (kind < directedFrom) {
      this.current = this.machines[who];
      this.current.handle(kind, whom, what, payload);
    } else this.surroundings.direct(kind, who, what, payload);
    return true;
  }

  /** Ends the step of the current node. */
  settle(): void {
    if (this.current === null) return;
    this.current.settle();
    this.latest = this.current;
    this.current = null;
  }

  numberOf(name: string | number): number {
    if (typeof name === "number") {
      if (name < this.names.length && name >= 0 && Math.floor(name) === name) return name;
      throw new RangeError(`there is no node number ${name}`);
    }
    // Most messages answer the one at hand, and its sender is the name that was asked for last.
    if (name === this.lastName) return this.lastNumber;
    const number = this.numbers.get(name);
    if (number === undefined || number >= this.names.length) throw new RangeError(`there is no node "${name}"`);
    return number;
  }

  peerNumberOf(name: string): number {
    const number = this.numbers.get(name);
    assert(number !== undefined, "whoever is answered has a name");
    return number;
  }

  nameOf(peer: number): string {
    const name = this.peers[peer];
    if (peer < this.names.length) {
      this.lastNumber = peer;
      this.lastName = name;
    }
    return name;
  }

  newTicket(node: number): number {
    return ticketOf(++this.requests, node);
  }

  schedule(node: number, occasion: number, atUs: number, what: number, payload: unknown): Slot {
    this.guardQueue();
    if (occasion === Occasion.boot) this.guardStarts(node, atUs);
    this.digest.word(atUs ^ (occasion << 28));
    return this.queue.schedule(atUs, Priority.ordinary, occasion, node, 0, what, payload);
  }

  cancel(slot: Slot): void {
    this.queue.cancel(slot);
  }

  transmit(from: number, to: number, departUs: number, message: unknown, ticket: number): void {
    const interposers = this.interposers[from];
    if (interposers === undefined) {
      this.carry(from, to, departUs, freeze(message), ticket);
      return;
    }
    let leaving: readonly unknown[] = [message];
    for (const interposer of interposers) leaving = leaving.flatMap((each) => interposer(to, freeze(each)));
    for (const each of leaving) this.carry(from, to, departUs, freeze(each), ticket);
  }

  /** Puts somebody between a node and its wire. */
  addInterposer(node: number, interposer: Interposer): void {
    this.interposers[node] = [...(this.interposers[node] ?? []), interposer];
  }

  removeInterposer(node: number, interposer: Interposer): void {
    const left = this.interposers[node]?.filter((other) => other !== interposer) ?? [];
    this.interposers[node] = left.length === 0 ? undefined : left;
  }

  /** Sends on what is held and is not meant to be any more. */
  releaseHeld(): void {
    const { held } = this;
    this.held = [];
    for (const { from, to, departUs, message, ticket, cause } of held) {
      this.network.unheld();
      this.carry(from, to, Math.max(departUs, this.nowUs), message, ticket, cause);
    }
  }

  standIn(event: WaitingEvent): void {
    const { occasion, ...rest } = event;
    this.recorder?.event({ ...this.recordedEvent(), ...rest, kind: occasion });
  }

  record(effect: Effect): void {
    this.contents?.plain(effect);
    this.recorder?.effect(effect);
  }

  lifecycleChanged(node: number): void {
    this.surroundings.lifecycleChanged(node);
  }

  processFailed(node: number, error: ProcessError): void {
    this.surroundings.processFailed(node, error);
  }

  private deliver(who: number, whom: number, ticket: number, message: unknown): void {
    const { network } = this;
    if (network.isCut(whom, who)) {
      network.cutDown();
      this.recorder?.effect({ kind: "lost", reason: "the link is cut" });
      return;
    }
    this.contents?.plain(message);
    if (who >= this.machines.length) {
      network.arrived(true);
      this.surroundings.reply(who, ticket, message, this.peers[whom]);
      return;
    }
    const machine = this.machines[who];
    network.arrived(!machine.isDown);
    this.current = machine;
    machine.handle(Occasion.message, whom, ticket, message);
  }

  private carry(from: number, to: number, departUs: number, message: unknown, ticket: number, cause = this.step): void {
    const { network, queue } = this;
    // Requests and replies go over connections.
    let arriveUs = network.route(from, to, departUs, message, ticket !== 0);
    if (this.edits !== null) arriveUs = this.edits.apply(this.step, network, arriveUs, ticket !== 0);
    this.digest.word(arriveUs ^ to);
    this.contents?.plain(message);
    if (arriveUs >= 0) {
      const arriving = network.damaged ? network.damage(from, to, message) : message;
      this.scheduleArrival(arriveUs, to, from, ticket, arriving, cause);
      if (network.copyUs >= 0) this.scheduleArrival(network.copyUs, to, from, ticket, message, cause);
      this.guardQueue();
      if (--this.sendsToCensus <= 0) this.takeCensus();
    } else if (arriveUs === Lost.held) {
      this.held.push({ from, to, departUs, message, ticket, cause });
      if (this.held.length > this.limits.pending) {
        this.reach("pending", `at ${queue.nowUs} us that many messages are held`);
      }
    }
    if (this.recorder !== null) {
      const copyUs = arriveUs >= 0 ? network.copyUs : -1;
      recordPacket(this.recorder, { from, to, message, ticket, arriveUs, copyUs, cause }, this.peers[to]);
    }
  }

  /** What would arrive after the end of time arrives at the end of time: never, in any run. */
  private scheduleArrival(
    atUs: number,
    to: number,
    from: number,
    ticket: number,
    message: unknown,
    cause: number,
  ): void {
    const arriveUs = atUs > latestUs ? latestUs : atUs;
    this.queue.schedule(arriveUs, Priority.ordinary, Occasion.message, to, from, ticket, message, cause);
  }

  private guardInstant(nowUs: number): void {
    if (nowUs !== this.instantUs) {
      this.instantUs = nowUs;
      this.eventsThisInstant = 1;
    } else if (++this.eventsThisInstant > this.limits.eventsPerInstant) {
      const who = this.queue.kind < directedFrom ? `${this.peers[this.queue.who]} keeps it there` : "time stands still";
      throw new LimitReached("eventsPerInstant", this.limits.eventsPerInstant, `at ${nowUs} us ${who}`);
    }
    if (this.queue.taken > this.limits.events) {
      throw new LimitReached("events", this.limits.events, `the run had come to ${nowUs} us`);
    }
  }

  private guardStarts(node: number, atUs: number): void {
    const { startsPerInstant } = this.limits;
    const starts = this.starts[node];
    if (starts?.atUs !== atUs) this.starts[node] = { atUs, count: 1 };
    else if (++starts.count > startsPerInstant) {
      this.reach("startsPerInstant", `at ${atUs} us ${this.names[node]} ends as often as it is started again`);
    }
  }

  private guardQueue(): void {
    if (this.queue.length > this.limits.pending) {
      this.reach("pending", `at ${this.queue.nowUs} us that many events are scheduled`);
    }
  }

  /** Looks how many messages each link carries; so seldom, in large queues, that it costs nothing. */
  private takeCensus(): void {
    const { queue, limits } = this;
    let most = 0;
    const inFlight = new Map<number, number>();
    queue.visit((kind, to, from) => {
      if (kind !== Occasion.message) return;
      const link = from * this.peers.length + to;
      const count = (inFlight.get(link) ?? 0) + 1;
      inFlight.set(link, count);
      most = Math.max(most, count);
      if (count > limits.inFlightPerLink) {
        const what = `at ${queue.nowUs} us that many messages are on their way from ${this.peers[from]} to ${this.peers[to]}`;
        this.reach("inFlightPerLink", what);
      }
    });
    this.sendsToCensus = Math.max(limits.inFlightPerLink - most + 1, queue.length >> 2);
  }

  private reach(limit: keyof Limits, what: string): never {
    this.reached ??= new LimitReached(limit, this.limits[limit], what);
    throw this.reached;
  }

  private recordEvent(recorder: Recorder): void {
    recorder.event(this.recordedEvent());
  }

  private recordedEvent(): RecordedEvent {
    const { nowUs, kind, who, whom, what, payload, cause } = this.queue;
    return { index: this.step, atUs: nowUs, kind, who, whom, what, payload, cause };
  }
}

function recordPacket(recorder: Recorder, packet: RecordedPacket, to: string): void {
  if (recorder.packet !== undefined) recorder.packet(packet);
  else recorder.effect(packetEffect(packet, to));
}

/** A packet as an effect of the step that put it on the wire. */
export function packetEffect(
  { message, ticket, arriveUs }: Pick<RecordedPacket, "message" | "ticket" | "arriveUs">,
  to: string,
): Effect & { readonly fate: string } {
  const fate = arriveUs >= 0 ? `arrives at ${arriveUs} us` : fates[-arriveUs];
  return ticket < 0 ? { kind: "answer", to, answer: message, fate } : { kind: "send", to, message, fate };
}

const fates = ["", "cut", "held", "lost", "damaged", "overflow"];
