import { draw, fraction } from "../kernel/draws.js";
import { type Latency, type LatencySampler, latencySampler, sampleUs } from "../kernel/latency.js";
import { mutate } from "../kernel/mutate.js";
import { freeze, sizeBytes } from "../kernel/plain.js";
import type { Random, Seed } from "../kernel/random.js";
import type { Scope } from "./scope.js";

/** What a link does to a packet when nothing is wrong. */
export interface LinkSpec {
  /** How long a packet is on its way. */
  readonly latency?: Latency;
  /** Probability, 0 to 1, that a packet is lost. */
  readonly loss?: number;
  /** Probability that a packet arrives twice, the copy with a latency of its own. */
  readonly duplicate?: number;
  /** Probability that a packet skips its latency and overtakes those before it. */
  readonly reorder?: number;
  /** Probability that a packet is damaged on its way; see `NetworkSpec.checksums`. */
  readonly corrupt?: number;
  /** Bytes per second that the link carries; packets queue behind one another. Unlimited unless given. */
  readonly bandwidth?: number;
  /** Bytes that a link with a bandwidth takes in at once; a packet that does not fit is dropped. Unlimited unless given. */
  readonly queue?: number;
  /** Packets of one link never overtake one another. */
  readonly inOrder?: boolean;
}

/** A whole network: what every link is like, and which differ. */
export interface NetworkSpec extends LinkSpec {
  /** Links that differ, by direction: `{ "ann>bob": { latency: "80ms" } }`. What is not given is as everywhere. */
  readonly links?: Readonly<Record<string, LinkSpec>>;
  /** The links to and from clients, if they differ. What is not given is as everywhere. */
  readonly clients?: LinkSpec;
  /**
   * Whether a damaged packet is recognised and thrown away, as below UDP and TCP (the default), or handed to the
   * receiver with one value in it changed.
   */
  readonly checksums?: boolean;
}

/** Why a packet did not get an arrival time; negative, so that it cannot be taken for one. */
export const Lost = { cut: -1, held: -2, loss: -3, damage: -4, overflow: -5 } as const;

/** What became of all packets so far. sent + copies = delivered + lost + in flight + held. */
export interface Traffic {
  sent: number;
  copies: number;
  delivered: number;
  lost: { cut: number; loss: number; damage: number; overflow: number; receiverDown: number };
}

/** Something wrong with some links for a while; it counts how often it made itself felt. */
export interface Disturbance {
  readonly scope: Scope;
  /** Called each time the disturbance changes a packet's fate. */
  readonly onEffect: () => void;
}

/** A disturbance that adds to what the links do anyway. */
export interface Condition extends Disturbance {
  readonly loss?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly corrupt?: number;
  readonly delay?: LatencySampler;
  /** Key of this condition's own draws. */
  readonly key: number;
}

const conditionNames = ["loss", "delay", "duplicate", "reorder", "corrupt"] as const;

/** Something wrong with a link. */
export type Ailment = "cut" | "hold" | (typeof conditionNames)[number];

/** All that is wrong with links at one instant. */
export interface Disturbances {
  readonly cuts: readonly Disturbance[];
  readonly holds: readonly Disturbance[];
  readonly conditions: readonly Condition[];
}

/** What some disturbances do to a link. */
export function ailmentsOf({ cuts, holds, conditions }: Disturbances, from: number, to: number): readonly Ailment[] {
  const touches = ({ scope }: Disturbance) => scope.has(from, to);
  const touching = conditions.filter(touches);
  return [
    ...(cuts.some(touches) ? (["cut"] as const) : []),
    ...(holds.some(touches) ? (["hold"] as const) : []),
    ...conditionNames.filter((name) => touching.some((condition) => condition[name] !== undefined)),
  ];
}

interface Profile {
  readonly latency: LatencySampler;
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly corrupt: number;
  readonly usPerByte: number;
  readonly queueUs: number;
  readonly inOrder: boolean;
  /** Nothing but latency and loss. */
  readonly simple: boolean;
}

// Each purpose draws for itself, so that switching one on moves no other.
const Purpose = { latency: 0, loss: 1, duplicate: 2, reorder: 3, corrupt: 4, copyLatency: 5, delay: 6, count: 8 };

/** With more links than this, links share the counters of their draws (never the keys). */
const counterLimit = 2 ** 16;

/** The network between the peers of one run: it decides a packet's fate, and moves nothing itself. */
export class Network {
  readonly traffic: Traffic = {
    sent: 0,
    copies: 0,
    delivered: 0,
    lost: { cut: 0, loss: 0, damage: 0, overflow: 0, receiverDown: 0 },
  };
  /** Of the packet routed last: when its copy arrives, or -1; and whether it arrives damaged. */
  copyUs = -1;
  damaged = false;

  private readonly peers: readonly string[];
  private readonly seed: Seed;
  private readonly peerCount: number;
  private keys: Int32Array;
  private readonly counters: Uint32Array;
  private readonly base: Profile;
  private readonly special: ReadonlyMap<number, Profile>;
  /** What the links of clients are like, if they differ; clients are the peers from this number on. */
  private readonly ofClients: Profile | null;
  private readonly firstClient: number;
  private readonly checksums: boolean;
  /** Per link on which something was damaged: its chance of what becomes of a message. */
  private readonly damages = new Map<number, Random>();
  /** When the link is free again, for links with a bandwidth; and the last arrival, for links in order. */
  private readonly freeUs = new Map<number, number>();
  private readonly lastArrivalUs = new Map<number, number>();

  // Lists that are never changed, only replaced.
  private cuts: readonly Disturbance[] = [];
  private holds: readonly Disturbance[] = [];
  private conditions: readonly Condition[] = [];

  /** `peers` are all that can send or receive, by name; their position is their number. Clients come last. */
  constructor(peers: readonly string[], spec: NetworkSpec, seed: Seed, firstClient = peers.length) {
    this.peers = peers;
    this.seed = seed;
    this.peerCount = peers.length;
    this.keys = keysOf(peers, seed);
    this.counters = new Uint32Array(Math.min(peers.length * peers.length, counterLimit));
    this.base = profile(spec);
    this.ofClients = spec.clients === undefined ? null : profile({ ...spec, ...spec.clients });
    this.firstClient = firstClient;
    this.checksums = spec.checksums ?? true;
    const numbers = new Map(peers.map((name, index) => [name, index]));
    this.special = new Map(
      Object.entries(spec.links ?? {}).map(([link, own]) => {
        const [from, to] = link.split(">").map((name) => numbers.get(name)) as [number, number];
        return [this.link(from, to), profile({ ...spec, ...own })];
      }),
    );
  }

  /**
   * The instant, in microseconds, at which a packet that leaves at `departUs` arrives, or why it does not (`Lost`).
   * Sets `copyUs` and `damaged`. A packet of a connection is neither doubled nor damaged.
   */
  route(from: number, to: number, departUs: number, message: unknown, connected: boolean): number {
    this.copyUs = -1;
    this.damaged = false;
    this.traffic.sent++;
    if (from === to) return departUs;
    const keyA = this.keys[from];
    const keyB = (this.keys[to] ^ 0x5bd1e995) | 0;
    const counter = this.count(from, to);
    if (this.cuts.length > 0 && this.isCut(from, to)) return this.lose("cut", Lost.cut);
    if (this.holds.length > 0 && felt(this.holds, from, to)) return Lost.held;

    const link = this.profileOf(from, to);
    if (link.loss > 0 && fraction(draw(keyA, keyB, counter + Purpose.loss)) < link.loss) {
      return this.lose("loss", Lost.loss);
    }
    const latencyUs = sampleUs(link.latency, draw(keyA, keyB, counter + Purpose.latency));
    if (link.simple && this.conditions.length === 0) return departUs + latencyUs;
    return this.routeWithCare(from, to, departUs, message, connected, link, latencyUs, counter);
  }

  /** Whether a packet may be handed over now: one on its way when its link is cut is lost. */
  isCut(from: number, to: number): boolean {
    return this.cuts.length > 0 && felt(this.cuts, from, to);
  }

  /** What the receiver of a damaged packet is handed: the message with one value in it changed. */
  damage(from: number, to: number, message: unknown): unknown {
    const link = this.link(from, to);
    let random = this.damages.get(link);
    if (random === undefined) {
      random = this.seed.stream(`damage ${this.peers[from]}>${this.peers[to]}`);
      this.damages.set(link, random);
    }
    return freeze(mutate(message, random));
  }

  /** Draws by another seed from now on. */
  reseed(seed: Seed): void {
    this.keys = keysOf(this.peers, seed);
  }

  /** Loses the packet that was routed last. */
  drop(): number {
    if (this.copyUs >= 0) this.traffic.copies--;
    this.copyUs = -1;
    this.damaged = false;
    return this.lose("loss", Lost.loss);
  }

  /** Lets the packet that was routed last arrive a second time. */
  doubleAt(copyUs: number): void {
    this.traffic.copies++;
    this.copyUs = copyUs;
  }

  /** What is wrong with a link now, apart from what it does by nature. */
  ailments(from: number, to: number): readonly Ailment[] {
    return ailmentsOf(this.disturbances, from, to);
  }

  /** All that is wrong with links now; it stays as it is. */
  get disturbances(): Disturbances {
    const { cuts, holds, conditions } = this;
    return { cuts, holds, conditions };
  }

  /** The packet arrived, and its receiver took it or was down. */
  arrived(taken: boolean): void {
    if (taken) this.traffic.delivered++;
    else this.traffic.lost.receiverDown++;
  }

  /** A packet that was held leaves again, and will be routed anew. */
  unheld(): void {
    this.traffic.sent--;
  }

  /** A packet on its way was lost to a cut. */
  cutDown(): void {
    this.traffic.lost.cut++;
  }

  addCut(cut: Disturbance): void {
    this.cuts = [...this.cuts, cut];
  }

  addHold(hold: Disturbance): void {
    this.holds = [...this.holds, hold];
  }

  addCondition(condition: Condition): void {
    this.conditions = [...this.conditions, condition];
  }

  /** Ends a cut, a hold or a condition; the others stay as they are. */
  remove(disturbance: Disturbance): void {
    this.cuts = this.cuts.filter((other) => other !== disturbance);
    this.holds = this.holds.filter((other) => other !== disturbance);
    this.conditions = this.conditions.filter((other) => other !== disturbance);
  }

  private routeWithCare(
    from: number,
    to: number,
    departUs: number,
    message: unknown,
    connected: boolean,
    link: Profile,
    latencyUs: number,
    counter: number,
  ): number {
    const keyA = this.keys[from];
    const keyB = (this.keys[to] ^ 0x5bd1e995) | 0;
    const happens = (probability: number, purpose: number, key: number) =>
      probability > 0 && fraction(draw(keyA ^ key, keyB, counter + purpose)) < probability;

    let delayUs = 0;
    let duplicated = !connected && happens(link.duplicate, Purpose.duplicate, 0);
    let overtakes = happens(link.reorder, Purpose.reorder, 0);
    let damaged = !connected && happens(link.corrupt, Purpose.corrupt, 0);
    for (const condition of this.conditions) {
      if (!condition.scope.has(from, to)) continue;
      const { key } = condition;
      if (happens(condition.loss ?? 0, Purpose.loss, key)) {
        condition.onEffect();
        return this.lose("loss", Lost.loss);
      }
      const duplicates = !connected && happens(condition.duplicate ?? 0, Purpose.duplicate, key);
      const reorders = happens(condition.reorder ?? 0, Purpose.reorder, key);
      const damages = !connected && happens(condition.corrupt ?? 0, Purpose.corrupt, key);
      let extraUs = 0;
      if (condition.delay !== undefined) {
        extraUs = sampleUs(condition.delay, draw(keyA ^ key, keyB, counter + Purpose.delay));
      }
      delayUs += extraUs;
      duplicated ||= duplicates;
      overtakes ||= reorders;
      damaged ||= damages;
      if (duplicates || reorders || damages || extraUs > 0) condition.onEffect();
    }
    if (damaged && this.checksums) return this.lose("damage", Lost.damage);
    this.damaged = damaged;

    const number = this.link(from, to);
    let leavesUs = departUs;
    if (link.usPerByte > 0) {
      const freeUs = Math.max(departUs, this.freeUs.get(number) ?? 0);
      const sendingUs = sizeBytes(message) * link.usPerByte;
      if (freeUs - departUs + sendingUs > link.queueUs) return this.lose("overflow", Lost.overflow);
      leavesUs = Math.ceil(freeUs + sendingUs);
      this.freeUs.set(number, leavesUs);
    }
    let arriveUs = overtakes ? leavesUs : leavesUs + latencyUs + delayUs;
    if (link.inOrder) arriveUs = Math.max(arriveUs, this.lastArrivalUs.get(number) ?? 0);
    if (duplicated) {
      this.traffic.copies++;
      const travelUs = sampleUs(link.latency, draw(keyA, keyB, counter + Purpose.copyLatency)) + delayUs;
      this.copyUs = Math.max(leavesUs + travelUs, link.inOrder ? arriveUs : 0);
    }
    if (link.inOrder) this.lastArrivalUs.set(number, Math.max(arriveUs, this.copyUs));
    return arriveUs;
  }

  private profileOf(from: number, to: number): Profile {
    if (this.ofClients !== null && (from >= this.firstClient || to >= this.firstClient)) return this.ofClients;
    return this.special.size === 0 ? this.base : (this.special.get(this.link(from, to)) ?? this.base);
  }

  private lose(cause: keyof Traffic["lost"], fate: number): number {
    this.traffic.lost[cause]++;
    return fate;
  }

  private link(from: number, to: number): number {
    return from * this.peerCount + to;
  }

  /** Where the draws of the next packet of this link begin. */
  private count(from: number, to: number): number {
    const link = this.link(from, to);
    const at = link < counterLimit ? link : Math.imul(link, 0x9e3779b1) >>> 16;
    return this.counters[at]++ * Purpose.count;
  }
}

function keysOf(peers: readonly string[], seed: Seed): Int32Array {
  return Int32Array.from(peers, (name) => seed.key(`peer ${name}`));
}

function felt(disturbances: readonly Disturbance[], from: number, to: number): boolean {
  let any = false;
  for (const disturbance of disturbances) {
    if (!disturbance.scope.has(from, to)) continue;
    disturbance.onEffect();
    any = true;
  }
  return any;
}

function profile(spec: LinkSpec): Profile {
  const { latency = "1ms", loss = 0, duplicate = 0, reorder = 0, corrupt = 0, inOrder = false } = spec;
  const usPerByte = spec.bandwidth === undefined ? 0 : 1_000_000 / spec.bandwidth;
  return {
    latency: latencySampler(latency),
    loss,
    duplicate,
    reorder,
    corrupt,
    usPerByte,
    queueUs: spec.queue === undefined ? Number.POSITIVE_INFINITY : spec.queue * usPerByte,
    inOrder,
    simple: duplicate === 0 && reorder === 0 && corrupt === 0 && usPerByte === 0 && !inOrder,
  };
}
