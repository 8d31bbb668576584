import type { Operation } from "../checks/history.js";
import { assert } from "../kernel/assert.js";
import { freeze } from "../kernel/plain.js";
import type { Slot } from "../kernel/queue.js";
import type { Random } from "../kernel/random.js";
import type { Answer } from "../node/context.js";
import type { ClientDesk, Director } from "../scenario/director.js";
import type { DirectedPlan } from "../scenario/plan.js";
import { type CallBack, type ClientOccasion, type ClientSide, unknown } from "./client-side.js";
import type { Cluster } from "./cluster.js";

interface Member {
  /** Its number in the history: a new one after each operation whose outcome is unknown. */
  process: number;
  /** The request that it waits for the answer to; 0 for none. */
  ticket: number;
  alarm: Slot | null;
  open: Omit<Operation, "outcome" | "result" | "completedAt" | "completedUs"> | null;
}

/** Clients that a director leads: they keep the history, and whatever they do, they are told. */
export class Crew implements ClientSide, ClientDesk {
  readonly skipped = 0;
  readonly clients: number;
  readonly requests: number;
  readonly endUs: number;
  readonly director: Director;
  private readonly cluster: Cluster;
  private readonly callBack: CallBack;
  private readonly members: readonly Member[];
  private readonly closed: Operation[] = [];
  /** The last step in which an operation was opened. */
  private openedAt = -1;

  constructor({ clients, requests, direct }: DirectedPlan, endUs: number, cluster: Cluster, callBack: CallBack) {
    this.clients = clients;
    this.requests = requests;
    this.endUs = endUs;
    this.cluster = cluster;
    this.callBack = callBack;
    this.members = Array.from({ length: clients }, (_, process) => ({ process, ticket: 0, alarm: null, open: null }));
    this.director = direct(this);
  }

  get nodes(): readonly string[] {
    return this.cluster.names;
  }

  get nowUs(): number {
    return this.cluster.nowUs;
  }

  stream(name: string): Random {
    return this.cluster.seed.stream(`clients/${name}`);
  }

  setAlarm(client: number, atUs: number | null): void {
    const member = this.members[client];
    if (member.alarm !== null) this.cluster.cancel(member.alarm);
    member.alarm = atUs === null ? null : this.callBack("turn", client, atUs);
  }

  open(client: number, request: unknown, node: string): void {
    const { cluster } = this;
    const member = this.members[client];
    assert(member.open === null, "a client has one open operation at most");
    assert(cluster.step > this.openedAt, "an operation is opened in an event of its own");
    this.openedAt = cluster.step;
    member.open = {
      process: member.process,
      request: freeze(request),
      invokedAt: cluster.step,
      invokedUs: cluster.nowUs,
      node,
    };
  }

  close(client: number, outcome: Operation["outcome"], result?: unknown): void {
    const { cluster } = this;
    const member = this.members[client];
    assert(member.open !== null && member.open.invokedAt < cluster.step, "what is closed was opened before");
    const { process, request, invokedAt, invokedUs, node } = member.open;
    const isUnknown = outcome === "unknown";
    const completedAt = isUnknown ? unknown.completedAt : cluster.step;
    const completedUs = isUnknown ? unknown.completedUs : cluster.nowUs;
    const operation = { process, request, invokedAt, invokedUs, completedAt, completedUs, outcome, node };
    this.closed.push({ ...operation, result: isUnknown ? undefined : freeze(result) });
    member.open = null;
    member.ticket = 0;
    if (outcome === "unknown") member.process += this.clients;
  }

  send(client: number, node: string, body: unknown): void {
    const { cluster } = this;
    const peer = cluster.names.length + client;
    const member = this.members[client];
    member.ticket = cluster.newTicket(peer);
    cluster.transmit(peer, cluster.numberOf(node), cluster.nowUs, body, member.ticket);
  }

  blame(node: string, what: string): void {
    const { cluster } = this;
    cluster.processFailed(cluster.numberOf(node), { message: what, stack: "" });
  }

  stop(): void {
    this.director.rest();
  }

  happen(_occasion: ClientOccasion, client: number): void {
    this.members[client].alarm = null;
    this.director.alarm(client);
  }

  reply(client: number, ticket: number, answer: unknown): void {
    const member = this.members[client];
    if (member.ticket !== -ticket) return;
    member.ticket = 0;
    this.director.reply(client, answer as Answer);
  }

  history(isByzantine: (node: string) => boolean): readonly Operation[] {
    const open = this.members.flatMap((member) => (member.open === null ? [] : [{ ...member.open, ...unknown }]));
    return [...this.closed, ...open]
      .map((operation) => (isByzantine(operation.node) ? { ...operation, ...unknown } : operation))
      .sort((a, b) => a.invokedAt - b.invokedAt);
  }
}
