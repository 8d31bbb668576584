import { Digest } from "../kernel/digest.js";
import { LimitReached, type Limits } from "../kernel/limits.js";
import { freeze } from "../kernel/plain.js";
import { EventQueue, Priority, type Slot } from "../kernel/queue.js";
import type { Seed } from "../kernel/random.js";
import { Lost, Network, type NetworkSpec } from "../network/network.js";
import { type Effect, type Host, Occasion, type ProcessError, type WaitingEvent } from "../node/host.js";
import { Machine } from "../node/machine.js";
import type { MachineSpec } from "../node/machine-spec.js";
import type { AnyProcess } from "../node/process.js";
import { ticketOf } from "../node/ticket.js";

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
  /** A client is given a reply. */
  reply(client: number, ticket: number, answer: unknown): void;
  lifecycleChanged(node: number): void;
  processFailed(node: number, error: ProcessError): void;
}

/** What a Byzantine node does to a message on its way out: the messages that leave instead. */
export type Interposer = (to: number, message: unknown) => readonly unknown[];

/** Told of everything that happens, as it happens. */
export interface Recorder {
  event(event: RecordedEvent): void;
  effect(effect: Effect): void;
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

interface Held {
  readonly from: number;
  readonly to: number;
  readonly message: unknown;
  readonly ticket: number;
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
  /** Who takes notes; nobody unless set. */
  recorder: Recorder | null = null;
  /** Puts contents of messages into the digest too. */
  thorough = false;
  /** The node of the step under way, if it is one of a node. */
  current: Machine | null = null;

  private readonly surroundings: Surroundings;
  private readonly numbers: ReadonlyMap<string, number>;
  private lastName = "";
  private lastNumber = -1;
  private readonly interposers: (Interposer | undefined)[] = [];
  private held: readonly Held[] = [];
  private requests = 0;
  private instantUs = -1;
  private eventsThisInstant = 0;
  private nextCensus: number;

  constructor(spec: ClusterSpec, seed: Seed, surroundings: Surroundings) {
    this.seed = seed;
    this.limits = spec.limits;
    this.surroundings = surroundings;
    this.names = Object.keys(spec.processes);
    this.peers = [...this.names, ...spec.clients];
    this.numbers = new Map(this.peers.map((name, number) => [name, number]));
    this.network = new Network(this.peers, spec.network, seed);
    this.nextCensus = Math.min(spec.limits.inFlightPerLink, spec.limits.pending);
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
    return this.recorder !== null;
  }

  /**
   * Takes the next event and lets it happen; false when there is none. If it was one of a node's, that node is now
   * `current`: when its promises have been drained, call `settle`.
   */
  happen(): boolean {
    const { queue } = this;
    if (!queue.take()) return false;
    const { nowUs, kind, who, whom, what, payload } = queue;
    this.guardInstant(nowUs);
    const { digest } = this;
    digest.word(nowUs | 0);
    digest.word((nowUs / 2 ** 32) | 0);
    digest.word(kind ^ (who << 6));
    digest.word(whom);
    digest.word(what | 0);
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
    this.current = null;
  }

  numberOf(name: string): number {
    // Most messages answer the one at hand, and its sender is the name that was asked for last.
    if (name === this.lastName) return this.lastNumber;
    const number = this.numbers.get(name);
    if (number === undefined) throw new RangeError(`there is no node "${name}"`);
    return number;
  }

  nameOf(peer: number): string {
    this.lastNumber = peer;
    this.lastName = this.peers[peer];
    return this.lastName;
  }

  newTicket(node: number): number {
    return ticketOf(++this.requests, node);
  }

  schedule(node: number, occasion: number, atUs: number, what: number, payload: unknown): Slot {
    return this.queue.schedule(atUs, Priority.ordinary, occasion, node, 0, what, payload);
  }

  cancel(slot: Slot): void {
    this.queue.cancel(slot);
  }

  transmit(from: number, to: number, departUs: number, message: unknown, ticket: number): void {
    const interposer = this.interposers[from];
    if (interposer === undefined) {
      this.carry(from, to, departUs, freeze(message), ticket);
    } else {
      for (const instead of interposer(to, message)) this.carry(from, to, departUs, freeze(instead), ticket);
    }
  }

  /** Puts somebody between a node and its wire, or takes it away. */
  interpose(node: number, interposer: Interposer | undefined): void {
    this.interposers[node] = interposer;
  }

  /** Sends on what is held and is not meant to be any more. */
  releaseHeld(): void {
    const { held } = this;
    this.held = [];
    for (const { from, to, message, ticket } of held) {
      this.network.unheld();
      this.carry(from, to, this.nowUs, message, ticket);
    }
  }

  standIn(event: WaitingEvent): void {
    this.recorder?.event({ ...this.recordedEvent(), ...event, kind: event.occasion });
  }

  record(effect: Effect): void {
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
      return;
    }
    if (this.thorough) this.digest.plain(message);
    if (who >= this.machines.length) {
      network.arrived(true);
      this.surroundings.reply(who, ticket, message);
      return;
    }
    const machine = this.machines[who];
    network.arrived(!machine.isDown);
    this.current = machine;
    machine.handle(Occasion.message, whom, ticket, message);
  }

  private carry(from: number, to: number, departUs: number, message: unknown, ticket: number): void {
    const { network, queue } = this;
    const arriveUs = network.route(from, to, departUs, message);
    this.digest.word(arriveUs ^ to);
    if (this.thorough) this.digest.plain(message);
    if (arriveUs >= 0) {
      const arriving = network.damaged ? network.damage(message) : message;
      queue.schedule(arriveUs, Priority.ordinary, Occasion.message, to, from, ticket, arriving);
      if (network.copyUs >= 0) {
        queue.schedule(network.copyUs, Priority.ordinary, Occasion.message, to, from, ticket, message);
      }
      if (queue.length >= this.nextCensus) this.takeCensus();
    } else if (arriveUs === Lost.held) {
      this.held = [...this.held, { from, to, message, ticket }];
    }
    if (this.recorder !== null) this.recorder.effect(sendEffect(this.peers[to], message, ticket, arriveUs));
  }

  private guardInstant(nowUs: number): void {
    if (nowUs !== this.instantUs) {
      this.instantUs = nowUs;
      this.eventsThisInstant = 0;
    } else if (++this.eventsThisInstant > this.limits.eventsPerInstant) {
      const who = this.queue.kind < directedFrom ? `${this.peers[this.queue.who]} keeps it there` : "time stands still";
      throw new LimitReached("eventsPerInstant", this.limits.eventsPerInstant, `at ${nowUs} us ${who}`);
    }
    if (this.queue.taken > this.limits.events) {
      throw new LimitReached("events", this.limits.events, `the run had come to ${nowUs} us`);
    }
  }

  /** Looks who fills the queue; done each time it has doubled, so that it costs nothing. */
  private takeCensus(): void {
    const { queue, limits } = this;
    if (queue.length > limits.pending) {
      throw new LimitReached("pending", limits.pending, `at ${queue.nowUs} us that many events are scheduled`);
    }
    const inFlight = new Map<number, number>();
    queue.visit((kind, to, from) => {
      if (kind !== Occasion.message) return;
      const link = from * this.peers.length + to;
      const count = (inFlight.get(link) ?? 0) + 1;
      inFlight.set(link, count);
      if (count > limits.inFlightPerLink) {
        const what = `at ${queue.nowUs} us that many messages are on their way from ${this.peers[from]} to ${this.peers[to]}`;
        throw new LimitReached("inFlightPerLink", limits.inFlightPerLink, what);
      }
    });
    this.nextCensus = Math.min(queue.length * 2, limits.pending + 1);
  }

  private recordEvent(recorder: Recorder): void {
    recorder.event(this.recordedEvent());
  }

  private recordedEvent(): RecordedEvent {
    const { nowUs, kind, who, whom, what, payload, cause } = this.queue;
    return { index: this.step, atUs: nowUs, kind, who, whom, what, payload, cause };
  }
}

function sendEffect(to: string, message: unknown, ticket: number, arriveUs: number): Effect {
  const fate = arriveUs >= 0 ? `arrives at ${arriveUs} us` : fates[-arriveUs];
  return ticket < 0 ? { kind: "answer", to, answer: message, fate } : { kind: "send", to, message, fate };
}

const fates = ["", "cut", "held", "lost", "damaged", "overflow"];
