import type { Direction, Somewhere } from "./navigate.js";
import type { Packet, Recording } from "./recording.js";
import type { View } from "./view.js";

/**
 * Follows a message: forwards to where it arrives, backwards to where it was sent. A step that sends several is left for
 * each of their arrivals in turn, as one comes back to it; forwards, a step that sends nothing leads back to its sender.
 */
export function otherEnd({ recording, position, trail }: View, direction: Direction): Somewhere {
  const packets = recording.packetsOf(position);
  if (direction < 0 || packets.length === 0) return sendingOf(recording, position, direction);
  const arrivals = packets.flatMap(({ arrivals }) => arrivals);
  if (arrivals.length === 0) return { none: packets.map((packet) => tellLoss(recording, packet)).join("; ") };
  const last = trail.at(-1);
  const place = last === undefined ? -1 : arrivals.indexOf(last);
  return { step: arrivals[(place + 1) % arrivals.length] };
}

/** Whether something arrives in a step that somebody has sent. */
export function isArrival(recording: Recording, step: number): boolean {
  return recording.fromOf(step) >= 0 && recording.causeOf(step) >= 0;
}

function sendingOf(recording: Recording, step: number, direction: Direction): Somewhere {
  if (isArrival(recording, step)) return { step: recording.causeOf(step) };
  return { none: direction < 0 ? "nothing arrives in this step" : "nothing is sent or arrives in this step" };
}

/** Why a packet has not arrived. */
export function tellLoss({ peers }: Recording, { kind, to, fate }: Packet): string {
  const why = fate.startsWith("arrives") ? "was still under way at the end" : `did not arrive: ${fate}`;
  return `the ${kind} to ${peers[to]} ${why}`;
}
