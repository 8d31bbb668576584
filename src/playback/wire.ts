import { assert } from "../kernel/assert.js";
import { Lists } from "./lists.js";
import type { PacketLog } from "./packet-log.js";
import type { Packet } from "./recording.js";
import type { StepLog } from "./step-log.js";

/** The packets of so many steps are kept once they have been asked for. */
const mostKept = 1_000;

/** What each step of a run has put on the wire, and where it came out. */
export class Wire {
  private readonly steps: StepLog;
  private readonly packets: PacketLog;
  private readonly peerOf: (number: number) => string;
  /** Per step: the arrivals, as far as nothing has waited before, that it has scheduled. */
  private readonly arrivals: Lists;
  private readonly kept = new Map<number, readonly Packet[]>();

  constructor(steps: StepLog, peerOf: (number: number) => string) {
    this.steps = steps;
    this.packets = steps.packets;
    this.peerOf = peerOf;
    const sendingOf = (step: number) => (steps.fromOf(step) < 0 || steps.isTurn(step) ? -1 : steps.causeOf(step));
    this.arrivals = new Lists(steps.length, steps.length, sendingOf);
  }

  /** The same ones each time, for a while. */
  packetsOf(step: number): readonly Packet[] {
    let packets = this.kept.get(step);
    if (packets === undefined) {
      packets = this.unfold(step);
      if (this.kept.size >= mostKept) this.kept.clear();
      this.kept.set(step, packets);
    }
    return packets;
  }

  private unfold(step: number): readonly Packet[] {
    const { packets, steps } = this;
    const [start, end] = steps.packetsFrom(step);
    const known = new Map<number, ReadonlyMap<number, readonly number[]>>();
    return Array.from({ length: end - start }, (_, place) => {
      const packet = start + place;
      const first = packets.firstOf(packet);
      const sentAt = first === packet ? step : steps.sendingOf(first);
      const arrivals = known.get(sentAt) ?? this.match(sentAt);
      known.set(sentAt, arrivals);
      const came = arrivals.get(first) ?? [];
      const turns = came.map((arrival) => steps.turnOf(arrival));
      return {
        kind: packets.kindOf(packet),
        to: packets.toOf(packet),
        message: packets.messageOf(packet),
        fate: packets.effectOf(packet, this.peerOf).fate,
        arrivals: came.map((arrival, place) => (turns[place] < 0 ? arrival : turns[place])),
        waits: came.filter((_, place) => turns[place] >= 0),
      };
    });
  }

  /**
   * Tells when each packet that a step was the first to put on the wire came to its receiver. Receiver and instant tell
   * it; of several packets that have both in common, the one that was scheduled first comes first.
   */
  private match(step: number): ReadonlyMap<number, readonly number[]> {
    const { packets, steps } = this;
    const due = new Map<string, number[]>();
    const matched = new Map<number, number[]>();
    const [start, end] = steps.packetsFrom(step);
    for (let packet = start; packet < end; packet++) {
      if (packets.firstOf(packet) !== packet) continue;
      matched.set(packet, []);
      for (const atUs of packets.duesOf(packet)) {
        const key = `${packets.toOf(packet)} ${atUs}`;
        const others = due.get(key);
        if (others === undefined) due.set(key, [packet]);
        else others.push(packet);
      }
    }
    for (const arrival of this.arrivals.of(step)) {
      const packet = due.get(`${steps.whoOf(arrival)} ${steps.atUs(arrival)}`)?.shift();
      assert(packet !== undefined, "what arrives has been sent");
      matched.get(packet)?.push(arrival);
    }
    return matched;
  }
}
