import { formatInstant } from "../kernel/time.js";
import { type Effect, Occasion } from "../node/host.js";
import {
  type Cluster,
  packetEffect,
  type RecordedEvent,
  type RecordedPacket,
  type Recorder,
} from "../simulation/cluster.js";
import { isUnfelt } from "../simulation/trace.js";
import { Packet } from "./message.js";

/** What somebody wants to be told of while it happens. */
export interface Wanted {
  readonly send: boolean;
  readonly receive: boolean;
  readonly stderr: boolean;
}

const stderr = "stderr: ";

/** Tells a line for each message that is sent or received, and for each that a node prints to stderr. */
export class NetLog implements Recorder {
  private readonly peers: readonly string[];
  /** Peers from this number on are clients. */
  private readonly nodes: number;
  private readonly wanted: Wanted;
  private readonly tell: (line: string) => void;
  private at = "";
  private who = "";
  /** What arrives in the event under way, until it is known whether it reaches whom it is for. */
  private arriving: string | null = null;

  constructor({ peers, names }: Pick<Cluster, "peers" | "names">, wanted: Wanted, tell: (line: string) => void) {
    this.peers = peers;
    this.nodes = names.length;
    this.wanted = wanted;
    this.tell = tell;
  }

  event({ kind, who, whom, payload, atUs }: RecordedEvent): void {
    this.receive();
    this.at = formatInstant(atUs).padStart(11);
    this.who = this.peers[who];
    if (kind === Occasion.message && this.wanted.receive) this.arriving = this.line("receive", whom, who, payload);
  }

  effect(effect: Effect): void {
    if (isUnfelt(effect)) this.arriving = null;
    this.receive();
    if (effect.kind !== "log" || !this.wanted.stderr || !effect.text.startsWith(stderr)) return;
    this.tell(`${this.at}  ${this.who}  ${effect.text.slice(stderr.length)}`);
  }

  packet(packet: RecordedPacket): void {
    this.receive();
    if (!this.wanted.send) return;
    const line = this.line("send", packet.from, packet.to, packet.message);
    if (line === null) return;
    const { fate } = packetEffect(packet, "");
    this.tell(packet.arriveUs >= 0 ? line : `${line}  ${fate}`);
  }

  /** Nothing happens any more. */
  end(): void {
    this.receive();
  }

  private receive(): void {
    if (this.arriving !== null) this.tell(this.arriving);
    this.arriving = null;
  }

  /** A message in one line; null for what nodes are asked by the run alone. */
  private line(verb: string, from: number, to: number, message: unknown): string | null {
    const { value = message } = message as { readonly value?: unknown };
    const packet = (value instanceof Packet ? value : message) as Packet;
    const client = Packet.clientOf(packet);
    const name = (peer: number) => (peer < this.nodes ? this.peers[peer] : client);
    if (name(from) === null || name(to) === null) return null;
    const body = JSON.stringify(Packet.bodyOf(packet));
    return `${this.at}  ${verb.padEnd(7)}  ${name(from)} → ${name(to)}  ${body}`;
  }
}
