import { canonical, freeze } from "../kernel/plain.js";
import { Priority } from "../kernel/queue.js";
import { Refusal } from "../kernel/refusal.js";
import { packetOf } from "../node/packet.js";
import { OneAlarm } from "../runtime/alarm.js";
import { HttpClient, type HttpEnd } from "../runtime/http/http-client.js";
import type { ConnectionHost } from "../runtime/net/connection.js";
import type { Segment } from "../runtime/net/segment.js";
import type { HttpPlan } from "../scenario/plan.js";
import type { Carrier, Tell, Word } from "./carrier.js";
import type { Cluster } from "./cluster.js";
import { Direction } from "./direction.js";

/** Requests and answers as HTTP over connections: what real programs serve. */
export class HttpCarrier implements Carrier {
  private readonly plan: HttpPlan;
  private readonly cluster: Cluster;
  private readonly tell: Tell;
  private readonly clients: readonly HttpClient[];

  constructor(plan: HttpPlan, clients: number, cluster: Cluster, tell: Tell) {
    this.plan = plan;
    this.cluster = cluster;
    this.tell = tell;
    this.clients = Array.from({ length: clients }, (_, client) => new HttpClient(client, wireOf(client, cluster)));
  }

  send(client: number, node: string, request: unknown): void {
    const { cluster, plan } = this;
    const server = { name: node, number: cluster.numberOf(node), port: plan.port };
    const message = ask("send", plan.send, () => freeze(plan.send(request)));
    const settle = (end: HttpEnd) => this.tell(client, this.read(end, request));
    const problem = this.clients[client].send(server, message, settle);
    if (problem !== undefined) {
      throw new Refusal([{ path: "workload.http.send", value: message, problem: `is no http request: ${problem}` }]);
    }
  }

  abandon(client: number): boolean {
    return this.clients[client].abandon();
  }

  arrive(client: number, _ticket: number, payload: unknown, from: string): void {
    const packet = packetOf(payload);
    if (packet?.channel === "tcp") this.clients[client].receive(packet.body as Segment, from);
  }

  private read(end: HttpEnd, request: unknown): Word {
    if (end.kind === "refused") return { kind: "refused" };
    if (end.kind === "lost") return { kind: "unknown" };
    const { read } = this.plan;
    const reading = ask("read", read, () => freeze(read(freeze(end.response), request)));
    switch (reading?.outcome) {
      case "ok":
        return { kind: "ok", value: reading.result };
      case "failed":
      case "unknown":
        return { kind: reading.outcome };
      default: {
        const problem = `must give { outcome: "ok", result }, or an outcome "failed" or "unknown"; it gave ${canonical(reading)}`;
        throw new Refusal([{ path: "workload.http.read", value: read, problem }]);
      }
    }
  }
}

/** Calls a function of the scenario; what it throws is its author's mistake. */
function ask<T>(name: string, value: unknown, call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    throw new Refusal([{ path: `workload.http.${name}`, value, problem: `threw ${String(thrown)}` }]);
  }
}

/** What a client has of time and of the network. */
function wireOf(client: number, cluster: Cluster): ConnectionHost {
  const peer = cluster.machines.length + client;
  return {
    get nowUs() {
      return cluster.nowUs;
    },
    schedule(delayUs, callback, what = "alarm") {
      const alarm = new OneAlarm(callback, what, () => {});
      const atUs = cluster.nowUs + delayUs;
      if (cluster.recording) cluster.record({ kind: "timer set", timer: what, atUs });
      const slot = cluster.queue.schedule(atUs, Priority.ordinary, Direction.clientAlarm, client, 0, 0, alarm);
      alarm.slot = slot;
      alarm.forget = () => {
        if (alarm.slot >= 0) cluster.cancel(alarm.slot);
      };
      return alarm;
    },
    // What a client does, it does at once.
    atEndOfEvent: (callback) => callback(),
    hold: () => () => {},
    send: (to, channel, body) =>
      cluster.transmit(peer, cluster.numberOf(to), cluster.nowUs, { channel, body }, cluster.newTicket(peer)),
  };
}
