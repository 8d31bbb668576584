import { canonical } from "../kernel/plain.js";
import { Refusal } from "../kernel/refusal.js";
import { packetOf } from "../node/packet.js";
import { ExchangeClient, type ExchangeEnd } from "../runtime/net/exchange-client.js";
import type { Segment } from "../runtime/net/segment.js";
import type { Reading } from "../scenario/reading.js";
import type { Carrier, Tell, Word } from "./carrier.js";
import { clientWire } from "./client-wire.js";
import type { Cluster } from "./cluster.js";
import type { Speech } from "./speech.js";

/** Requests and answers as bytes over connections: what real programs serve. */
export class ConnectionCarrier<Answer> implements Carrier {
  private readonly speech: Speech<Answer>;
  private readonly cluster: Cluster;
  private readonly tell: Tell;
  private readonly clients: readonly ExchangeClient<Answer>[];

  constructor(speech: Speech<Answer>, clients: number, cluster: Cluster, tell: Tell) {
    this.speech = speech;
    this.cluster = cluster;
    this.tell = tell;
    const keepsUnasked = (bytes: number) => speech.keepsUnasked(bytes);
    this.clients = Array.from(
      { length: clients },
      (_, client) => new ExchangeClient<Answer>(client, clientWire(client, cluster), keepsUnasked),
    );
  }

  send(client: number, node: string, request: unknown): void {
    const { cluster, speech } = this;
    const server = { name: node, number: cluster.numberOf(node), port: speech.port };
    const { bytes, reader } = speech.ask(request, server);
    this.clients[client].send(server, bytes, reader, (end) => this.tell(client, this.wordOf(end, request)));
  }

  abandon(client: number): boolean {
    return this.clients[client].abandon();
  }

  arrive(client: number, _ticket: number, payload: unknown, from: string): void {
    const packet = packetOf(payload);
    if (packet?.channel === "tcp") this.clients[client].receive(packet.body as Segment, from);
  }

  private wordOf(end: ExchangeEnd<Answer>, request: unknown): Word {
    if (end.kind === "refused") return { kind: "refused" };
    if (end.kind === "lost") return { kind: "unknown" };
    const reading = this.speech.readingOf(end.answer, request) as Reading | undefined;
    switch (reading?.outcome) {
      case "ok":
        return { kind: "ok", value: reading.result };
      case "failed":
      case "unknown":
        return { kind: reading.outcome };
      default: {
        const { path, value, must } = this.speech.reads;
        throw new Refusal([{ path, value, problem: `must give ${must}; it gave ${canonical(reading)}` }]);
      }
    }
  }
}
