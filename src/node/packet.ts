import type { Host } from "./host.js";
import type { Machine } from "./machine.js";

/** What travels between processes that have a network, with ports and connections. */
export interface Packet {
  readonly channel: string;
  readonly body: unknown;
  /** It comes back from where nobody listened. */
  readonly returned?: true;
}

/** A message as a packet, if it is one. */
export function packetOf(message: unknown): Packet | null {
  const { channel } = (message ?? {}) as Partial<Packet>;
  return typeof channel === "string" ? (message as Packet) : null;
}

/** The same, of what only a network speaks of: messages of protocols and of async functions have a look of their own. */
export function networkPacketOf(message: unknown): Packet | null {
  const packet = packetOf(message);
  return packet !== null && (packet.channel === "tcp" || packet.channel === "udp") && "body" in packet ? packet : null;
}

/** Sends a packet back to whom it came from, the way it came; once only. */
export function returnPacket(host: Host, machine: Machine, packet: Packet, to: number, ticket: number): void {
  if (host.recording) host.record({ kind: "log", text: `nobody listens on ${packet.channel}` });
  if (packet.returned) return;
  const back = { ...packet, returned: true };
  host.transmit(machine.id, to, machine.nowUs, back, ticket > 0 ? host.newTicket(machine.id) : 0);
}
