import type { Operation } from "../checks/history.js";
import type { Slot } from "../kernel/queue.js";
import type { Random } from "../kernel/random.js";
import type { Ask } from "../scenario/ask.js";
import { isSharedAt, nextTurnUs, type PacePlan } from "../scenario/pace.js";
import type { WorkloadPlan } from "../scenario/plan.js";
import { maxClients } from "../scenario/read-roles.js";
import { isIdle } from "../scenario/work.js";
import { askScenario } from "./ask-scenario.js";
import type { Carrier, Tell, Word } from "./carrier.js";
import { type CallBack, type ClientOccasion, type ClientSide, unknown } from "./client-side.js";
import type { Cluster } from "./cluster.js";
import { ConnectionCarrier } from "./connection-carrier.js";
import { HttpSpeech } from "./http-speech.js";
import { RequestCarrier } from "./request-carrier.js";
import { SocketSpeech } from "./socket-speech.js";

/** How soon a client asks again when it was refused. */
const retryUs = 5_000;

interface Client {
  readonly random: Random;
  readonly ask: Ask;
  readonly paces: PacePlan;
  /** Gives it a number that nobody is given again. */
  readonly unique: () => number;
  /** Its number in the history: a new one after each operation whose outcome is unknown. */
  process: number;
  /** The node it talks to. */
  target: string;
  turns: number;
  open: Open | null;
}

interface Open {
  readonly request: unknown;
  /** The nodes that refused it so far. */
  readonly refusedBy: string[];
  readonly invokedAt: number;
  readonly invokedUs: number;
  readonly timeout: Slot;
  /** Whether an attempt is under way: not after a refusal. */
  isOut: boolean;
  retry: Slot | null;
}

/**
 * The clients of a run. Each has one operation open at most. A refusal had no effect, so that the client asks again,
 * elsewhere; an attempt that is never answered leaves the outcome unknown.
 */
export class Clients implements ClientSide {
  /** What they did, in order of completion. */
  private readonly closed: Closed[] = [];
  /** Turns on which a client, or all that share them, still waited for their last answer. */
  skipped = 0;
  private readonly plan: WorkloadPlan;
  private readonly cluster: Cluster;
  private readonly callBack: CallBack;
  private readonly carrier: Carrier;
  private readonly clients: readonly Client[];
  /** When the turns come that all clients share. */
  private readonly shared: Random;
  private stopped = false;

  constructor(plan: WorkloadPlan, cluster: Cluster, callBack: CallBack) {
    this.plan = plan;
    this.cluster = cluster;
    this.callBack = callBack;
    const tell: Tell = (number, word) => this.hear(number, word);
    this.carrier = carrierOf(plan, cluster, tell);
    this.clients = Array.from({ length: plan.clients }, (_, number) => {
      const random = cluster.seed.stream(`client ${number + 1}`);
      const target = random.pick(plan.to);
      const own = { random, ask: plan.askOf(number), paces: plan.pacesOf(number), unique: uniqueNumbers(number) };
      return { ...own, process: number, target, turns: 0, open: null };
    });
    this.shared = cluster.seed.stream("clients");
    for (const number of this.clients.keys()) this.nextTurn(number, false);
    this.nextTurn(0, true);
  }

  /** No further requests; those that are open go on to their end. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * The whole history, in order of invocation. The outcome of what is still open is unknown; and so is that of what a
   * Byzantine node had a hand in, since it may have said one thing and done another.
   */
  history(isByzantine: (node: string) => boolean): readonly Operation[] {
    const open = this.clients.flatMap((client) =>
      client.open === null ? [] : [close(client, client.open, "unknown")],
    );
    return [...this.closed, ...open]
      .map(({ operation, refusedBy }) =>
        [operation.node, ...refusedBy].some(isByzantine) ? { ...operation, ...unknown } : operation,
      )
      .sort((a, b) => a.invokedAt - b.invokedAt);
  }

  happen(occasion: ClientOccasion, number: number): void {
    if (occasion === "turn") this.turn(number);
    else if (occasion === "timeout") this.giveUp(number);
    else this.attempt(number);
  }

  reply(client: number, ticket: number, answer: unknown, from: string): void {
    this.carrier.arrive(client, ticket, answer, from);
  }

  /** A client is told about the request that it has sent last. */
  private hear(number: number, word: Word): void {
    const client = this.clients[number];
    const { open } = client;
    if (open === null) return;
    if (word.kind === "refused") {
      open.isOut = false;
      open.refusedBy.push(client.target);
      const { to } = this.plan;
      client.target = word.instead !== undefined && to.includes(word.instead) ? word.instead : this.another(client);
      open.retry = this.callBack("retry", number, this.cluster.nowUs + retryUs);
      return;
    }
    this.cluster.cancel(open.timeout);
    const value = word.kind === "ok" ? word.value : undefined;
    if (word.kind === "unknown") this.leaveUnknown(client, open);
    else this.end(client, close(client, open, word.kind, this.cluster, value));
    if (word.kind !== "ok") client.target = this.another(client);
  }

  private turn(number: number): void {
    if (this.stopped) return;
    if (isSharedAt(this.clients[number].paces, this.cluster.nowUs)) this.sharedTurn(number);
    else if (this.clients[number].turns < this.plan.requests) {
      this.nextTurn(number, false);
      if (this.clients[number].open === null) this.invoke(number);
      else this.skipped++;
    }
  }

  /** A turn of the first client, from a number on and round again, that waits for nothing and has requests left. */
  private sharedTurn(first: number): void {
    const { clients, plan } = this;
    let isOver = true;
    for (let passed = 0; passed < clients.length; passed++) {
      const number = (first + passed) % clients.length;
      if (clients[number].turns >= plan.requests) continue;
      isOver = false;
      if (clients[number].open !== null) continue;
      this.nextTurn((number + 1) % clients.length, true);
      this.invoke(number);
      return;
    }
    if (isOver) return;
    this.nextTurn(first, true);
    this.skipped++;
  }

  private invoke(number: number): void {
    const { cluster } = this;
    const client = this.clients[number];
    const request = this.request(client, number);
    if (isIdle(request)) return;
    client.turns += 1;
    client.open = {
      request,
      refusedBy: [],
      invokedAt: cluster.step,
      invokedUs: cluster.nowUs,
      timeout: this.callBack("timeout", number, cluster.nowUs + this.plan.timeoutUs),
      isOut: false,
      retry: null,
    };
    this.attempt(number);
  }

  private request(client: Client, number: number): unknown {
    const { random, ask, unique } = client;
    const turn = { client: number, number: client.turns, atUs: this.cluster.nowUs, unique };
    return askScenario("workload.request", this.plan.request, () => ask(random, turn));
  }

  private attempt(number: number): void {
    const { open, target } = this.clients[number];
    if (open === null) return;
    open.retry = null;
    open.isOut = true;
    this.carrier.send(number, target, open.request);
  }

  private giveUp(number: number): void {
    const client = this.clients[number];
    const { open } = client;
    if (open === null) return;
    if (open.retry !== null) this.cluster.cancel(open.retry);
    if (open.isOut && this.carrier.abandon(number)) this.leaveUnknown(client, open);
    else this.end(client, close(client, open, "failed", this.cluster));
    client.target = this.another(client);
  }

  private leaveUnknown(client: Client, open: Open): void {
    this.end(client, close(client, open, "unknown"));
    client.process += this.clients.length;
  }

  private end(client: Client, closed: Closed): void {
    this.closed.push(closed);
    client.open = null;
  }

  /** Calls back for the next turn of a client, or for the next that all share, which is offered to it first. */
  private nextTurn(number: number, isShared: boolean): void {
    const { paces, random } = this.clients[number];
    const atUs = nextTurnUs(paces, isShared ? this.shared : random, this.cluster.nowUs, isShared);
    if (atUs !== Number.POSITIVE_INFINITY) this.callBack("turn", number, atUs);
  }

  /** Another node than the one the client talks to, if there is one. */
  private another({ random, target }: Client): string {
    const others = this.plan.to.filter((name) => name !== target);
    return others.length === 0 ? target : random.pick(others);
  }
}

function carrierOf({ speech, clients }: WorkloadPlan, cluster: Cluster, tell: Tell): Carrier {
  switch (speech?.kind) {
    case "http":
      return new ConnectionCarrier(new HttpSpeech(speech), clients, cluster, tell);
    case "socket":
      return new ConnectionCarrier(new SocketSpeech(speech, cluster.limits.unreadBytes), clients, cluster, tell);
    default:
      return new RequestCarrier(clients, cluster, tell);
  }
}

/** The numbers of a client: they depend on nobody else, so that another client more changes none of them. */
function uniqueNumbers(client: number): () => number {
  let next = client + 1;
  return () => {
    const number = next;
    next += maxClients;
    return number;
  };
}

interface Closed {
  readonly operation: Operation;
  readonly refusedBy: readonly string[];
}

function close(
  { process, target }: Client,
  { request, invokedAt, invokedUs, refusedBy }: Open,
  outcome: Operation["outcome"],
  now?: Cluster,
  result?: unknown,
): Closed {
  const end = now === undefined ? unknown : { outcome, result, completedAt: now.step, completedUs: now.nowUs };
  return { operation: { process, request, invokedAt, invokedUs, node: target, ...end }, refusedBy };
}
