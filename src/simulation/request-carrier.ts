import type { Answer } from "../node/context.js";
import type { Carrier, Tell, Word } from "./carrier.js";
import type { Cluster } from "./cluster.js";

/** Requests and answers as packets of their own: what protocols serve. */
export class RequestCarrier implements Carrier {
  private readonly cluster: Cluster;
  private readonly tell: Tell;
  /** Per client: the request that an answer is expected to; 0 for none. */
  private readonly tickets: number[];

  constructor(clients: number, cluster: Cluster, tell: Tell) {
    this.cluster = cluster;
    this.tell = tell;
    this.tickets = new Array<number>(clients).fill(0);
  }

  send(client: number, node: string, request: unknown): void {
    const { cluster } = this;
    const peer = cluster.machines.length + client;
    const ticket = cluster.newTicket(peer);
    this.tickets[client] = ticket;
    cluster.transmit(peer, cluster.numberOf(node), cluster.nowUs, request, ticket);
  }

  abandon(client: number): boolean {
    this.tickets[client] = 0;
    return true;
  }

  arrive(client: number, ticket: number, payload: unknown): void {
    // It may answer an operation that was given up.
    if (ticket === 0 || this.tickets[client] !== -ticket) return;
    this.tickets[client] = 0;
    this.tell(client, answerOf(payload));
  }
}

/** What has come in place of an answer, since somebody lies, is a refusal. */
function answerOf(payload: unknown): Word {
  const answer = payload as Partial<Answer> | null;
  return answer?.kind === "ok" || answer?.kind === "refused" ? (answer as Answer) : { kind: "refused" };
}
