import type { Random } from "../../kernel/random.js";
import { type ProtocolProcess, protocol } from "../../node/process.js";
import type { ProtocolContext } from "../../node/protocol-context.js";
import { type Body, Packet } from "../message.js";
import { noTraffic, type Traffic } from "../traffic.js";

/** What a service answers, without the ids. */
export interface Reply {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Something that all nodes may ask, one request after another. */
export interface Service<Memory = unknown> {
  /** The types of requests that it understands. All others it does not answer. */
  readonly types: readonly string[];
  /** What it remembers, as plain data. */
  memory(): Memory;
  /** Answers, and changes what it remembers. */
  answer(memory: Memory, request: Body, from: string, random: Random): Reply;
}

export interface ServiceState {
  readonly role: "service";
  readonly traffic: Traffic;
  readonly memory: unknown;
}

interface Words {
  state: ServiceState;
  message: Packet;
}

/** A node that offers a service. */
export function serviceNode<Memory>(service: Service<Memory>): ProtocolProcess<ServiceState> {
  const react = (cx: ProtocolContext<Words>, packet: Packet, from: string) => {
    const { traffic, memory } = cx.state;
    const body = Packet.bodyOf(packet);
    traffic.servers.received++;
    const reply = service.answer(memory as Memory, body, from, cx.random);
    traffic.servers.sent++;
    cx.send(from, new Packet({ ...reply, in_reply_to: body.msg_id ?? null } as unknown as Body));
  };
  return protocol<Words>({
    roles: ["service"],
    state: () => ({ role: "service", traffic: noTraffic(), memory: service.memory() }),
    on: Object.fromEntries(service.types.map((type) => [type, react])),
  });
}
