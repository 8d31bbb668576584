import { assert } from "../kernel/assert.js";
import { Lost } from "../network/network.js";
import type { Effect } from "../node/host.js";
import { packetEffect, type RecordedPacket } from "../simulation/cluster.js";
import { integers, numbers } from "./column.js";

const none = -1;

/** All that was put on the wire, in order. */
export class PacketLog {
  private readonly froms = integers();
  private readonly tos = integers();
  private readonly tickets = integers();
  private readonly arriveUs = numbers();
  private readonly messages: unknown[] = [];
  /** When copies arrive, of those packets that have one. */
  private readonly copyUs = new Map<number, number>();
  /** Of a packet that was held: where it was put on the wire for the first time; and, from there, for the last time. */
  private readonly firsts = new Map<number, number>();
  private readonly lasts = new Map<number, number>();

  get length(): number {
    return this.messages.length;
  }

  add({ from, to, ticket, arriveUs, copyUs, message }: RecordedPacket): void {
    if (copyUs >= 0) this.copyUs.set(this.length, copyUs);
    this.froms.push(from);
    this.tos.push(to);
    this.tickets.push(Math.sign(ticket));
    this.arriveUs.push(arriveUs);
    this.messages.push(message);
  }

  /**
   * Adds a packet that was held until now: it is one of those from `start` up to `end`, which its sender has sent. Those
   * from `released` on are let go by the same step: what is held alike is let go in order.
   */
  addReleased(packet: RecordedPacket, start: number, end: number, released: number): void {
    for (let held = start; held < end; held++) {
      const last = this.lastOf(held);
      const isIt =
        this.messages[held] === packet.message &&
        this.tos.at(held) === packet.to &&
        this.froms.at(held) === packet.from &&
        this.arriveUs.at(last) === Lost.held &&
        last < released;
      if (!isIt) continue;
      this.firsts.set(this.length, held);
      this.lasts.set(held, this.length);
      this.add(packet);
      return;
    }
    assert(false, "what is let go has been held");
  }

  toOf(packet: number): number {
    return this.tos.at(packet);
  }

  messageOf(packet: number): unknown {
    return this.messages[packet];
  }

  kindOf(packet: number): "message" | "request" | "reply" {
    const ticket = this.tickets.at(packet);
    return ticket === 0 ? "message" : ticket > 0 ? "request" : "reply";
  }

  /** When it arrives for good, or a `Lost`; and when its copy does, or -1. */
  duesOf(packet: number): readonly [arriveUs: number, copyUs: number] {
    const last = this.lastOf(packet);
    return [this.arriveUs.at(last), this.copyUs.get(last) ?? none];
  }

  /** The packet by which this one was put on the wire for the first time: itself, unless it was held. */
  firstOf(packet: number): number {
    return this.firsts.get(packet) ?? packet;
  }

  /** As an effect of the step that put it on the wire. */
  effectOf(packet: number, peer: (number: number) => string): Effect & { readonly fate: string } {
    const [message, ticket, arriveUs] = [this.messages[packet], this.tickets.at(packet), this.arriveUs.at(packet)];
    return packetEffect({ message, ticket, arriveUs }, peer(this.tos.at(packet)));
  }

  private lastOf(packet: number): number {
    return this.lasts.get(packet) ?? packet;
  }
}
