import { digestText } from "../kernel/digest.js";
import { type Effect, Occasion } from "../node/host.js";
import type { Cluster, RecordedEvent, RecordedPacket, Recorder } from "../simulation/cluster.js";
import { Direction } from "../simulation/direction.js";
import { alarmOf, describeEvent, type Glossary, isUnfelt, type Step, type StepEvent } from "../simulation/trace.js";
import { bytes, integers, numbers } from "./column.js";
import { PacketLog } from "./packet-log.js";

/** Stands among the effects for the next packet. */
const packetHere = null;

const none = -1;

/** What happened at each step of a run, taken down as it happens: a row of numbers, and what they stand for on demand. */
export class StepLog implements Recorder {
  /** Called before an event that is the run's own: it may change nodes. */
  private readonly beforeOwn: () => void;
  private readonly glossary: Glossary;
  private readonly cluster: Cluster;
  private readonly nodeCount: number;

  private readonly times = numbers();
  private readonly kinds = bytes();
  private readonly whos = integers();
  private readonly whoms = integers();
  private readonly whats = numbers();
  private readonly payloads: unknown[] = [];
  private readonly causes = integers();
  private readonly befores = integers();
  private readonly reached = bytes();
  /** Of an event that had to wait, the step in which its turn came; of that step, the one in which it waited. */
  private readonly turns = integers();
  private readonly firstWords = integers();
  private readonly secondWords = integers();
  private readonly effects: (Effect | typeof packetHere)[] = [];
  private readonly effectStarts = integers();
  readonly packets = new PacketLog();
  private readonly packetStarts = integers();

  /** Per node or client: the last step that reached it. */
  private readonly last: Int32Array;
  /** Per node: the steps whose events wait for it. */
  private readonly waiting: number[][];

  constructor(cluster: Cluster, glossary: Glossary, beforeOwn: () => void) {
    this.beforeOwn = beforeOwn;
    this.cluster = cluster;
    this.glossary = glossary;
    this.nodeCount = cluster.machines.length;
    this.last = new Int32Array(cluster.peers.length).fill(none);
    this.waiting = cluster.machines.map(() => []);
  }

  get length(): number {
    return this.kinds.length;
  }

  // What is told as the run goes on.

  event(event: RecordedEvent): void {
    const { index, atUs, kind, whom, what, payload, cause } = event;
    if (index < this.length) {
      this.standIn(event);
      return;
    }
    const who = this.peerOf(event);
    if (who < 0) this.beforeOwn();
    this.times.push(atUs);
    this.kinds.push(kind);
    this.whos.push(who);
    this.whoms.push(whom);
    this.whats.push(what);
    this.payloads.push(keptOf(kind, payload));
    this.causes.push(cause);
    this.befores.push(who < 0 ? none : this.last[who]);
    this.reached.push(who < 0 ? 0 : 1);
    this.turns.push(none);
    this.effectStarts.push(this.effects.length);
    this.packetStarts.push(this.packets.length);
    if (who >= 0) this.last[who] = index;
  }

  effect(effect: Effect): void {
    const step = this.length - 1;
    const who = this.whos.at(step);
    if (isUnfelt(effect) && who >= 0) {
      this.reached.set(step, 0);
      this.last[who] = this.befores.at(step);
      if (effect.kind === "waits") this.waiting[who].push(step);
    }
    // A list that is written belongs to the process, which may go on to change it.
    const isList = effect.kind === "write" && Array.isArray(effect.value);
    this.effects.push(isList ? { ...effect, value: [...(effect.value as unknown[])] } : effect);
  }

  packet(packet: RecordedPacket): void {
    const step = this.length - 1;
    this.effects.push(packetHere);
    if (packet.cause === step) this.packets.add(packet);
    else this.packets.addReleased(packet, ...this.packetsFrom(packet.cause), this.packetStarts.at(step));
  }

  /** The step under way has come to its end. */
  conclude(): void {
    this.firstWords.push(this.cluster.digest.firstWord);
    this.secondWords.push(this.cluster.digest.secondWord);
  }

  /** How many steps have come to their end. */
  get concluded(): number {
    return this.firstWords.length;
  }

  /** What has been waiting for a node is lost. */
  forgetWaiting(node: number): void {
    if (this.waiting[node].length > 0) this.waiting[node] = [];
  }

  // What is asked afterwards.

  atUs(step: number): number {
    return this.times.at(step);
  }

  whoOf(step: number): number {
    return this.whos.at(step);
  }

  kindOf(step: number): StepEvent["kind"] {
    const kind = this.kinds.at(step);
    if (kind !== Occasion.message) return kindNames[kind] as StepEvent["kind"];
    const what = this.whats.at(step);
    return what === 0 ? "message" : what > 0 ? "request" : "reply";
  }

  fromOf(step: number): number {
    return this.isArrival(step) ? this.whoms.at(step) : none;
  }

  causeOf(step: number): number {
    return this.causes.at(step);
  }

  beforeOf(step: number): number {
    return this.befores.at(step);
  }

  hasReached(step: number): boolean {
    return this.reached.at(step) === 1;
  }

  digestAt(step: number): string {
    return digestText(this.firstWords.at(step), this.secondWords.at(step));
  }

  stepAt(step: number): Step {
    const own = this.whos.at(step);
    const recorded = {
      kind: this.kinds.at(step),
      who: own >= this.nodeCount && !this.isArrival(step) ? own - this.nodeCount : own,
      whom: this.whoms.at(step),
      what: this.whats.at(step),
      payload: this.payloads[step],
    };
    const causes = [...new Set([this.causeOf(step), this.beforeOf(step)])].filter((cause) => cause >= 0);
    return {
      index: step,
      atUs: this.atUs(step),
      ...describeEvent(recorded, this.glossary),
      effects: this.effectsOf(step),
      causes,
    };
  }

  /** The numbers of the packets of a step: from the first up to the second. */
  packetsFrom(step: number): [from: number, to: number] {
    const end = step + 1 < this.length ? this.packetStarts.at(step + 1) : this.packets.length;
    return [this.packetStarts.at(step), end];
  }

  /** The step that put a packet on the wire. */
  sendingOf(packet: number): number {
    return this.packetStarts.countUpTo(packet) - 1;
  }

  /** The step in which the turn of an event came that had to wait in this one; -1 if it did not, or if it never came. */
  turnOf(step: number): number {
    const turn = this.turns.at(step);
    return turn > step ? turn : none;
  }

  /** Whether this step is about an event that had to wait in an earlier one. */
  isTurn(step: number): boolean {
    const turn = this.turns.at(step);
    return turn >= 0 && turn < step;
  }

  private standIn({ kind, whom, what, payload, cause }: RecordedEvent): void {
    const step = this.length - 1;
    const waited = this.waiting[this.whos.at(step)].shift() ?? none;
    this.turns.set(step, waited);
    if (waited >= 0) this.turns.set(waited, step);
    this.kinds.set(step, kind);
    this.whoms.set(step, whom);
    this.whats.set(step, what);
    this.payloads[step] = keptOf(kind, payload);
    this.causes.set(step, cause);
  }

  private peerOf({ kind, who }: RecordedEvent): number {
    if (kind <= Occasion.resume) return who;
    return kind >= Direction.clientTurn ? this.nodeCount + who : none;
  }

  private isArrival(step: number): boolean {
    return this.kinds.at(step) === Occasion.message;
  }

  private effectsOf(step: number): readonly Effect[] {
    const start = this.effectStarts.at(step);
    const end = step + 1 < this.length ? this.effectStarts.at(step + 1) : this.effects.length;
    let packet = this.packetStarts.at(step);
    return this.effects
      .slice(start, end)
      .map((effect) => effect ?? this.packets.effectOf(packet++, this.glossary.peer));
  }
}

/** What is kept of what an event carries: a message, or the name of an alarm, and nothing that a process holds. */
function keptOf(kind: number, payload: unknown): unknown {
  if (kind === Occasion.message) return payload;
  const what = alarmOf(payload);
  return what === undefined ? null : { what };
}

const kindNames: Readonly<Record<number, StepEvent["kind"]>> = {
  [Occasion.boot]: "start",
  [Occasion.synced]: "synced",
  [Occasion.resume]: "resume",
  [Occasion.timer]: "timer",
  [Direction.faultBegins]: "fault begins",
  [Direction.faultEnds]: "fault ends",
  [Direction.restBegins]: "rest begins",
  [Direction.runEnds]: "run ends",
  [Direction.clientTurn]: "turn",
  [Direction.clientTimeout]: "timeout",
  [Direction.clientRetry]: "retry",
  [Direction.clientAlarm]: "timer",
};
