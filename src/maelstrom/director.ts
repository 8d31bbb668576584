import { assert } from "../kernel/assert.js";
import { canonical } from "../kernel/plain.js";
import type { Random } from "../kernel/random.js";
import type { Answer } from "../node/context.js";
import type { ClientDesk, Director } from "../scenario/director.js";
import { errorOf, isLawful } from "./errors.js";
import { type Body, Packet } from "./message.js";
import type { MaelstromPlan } from "./options.js";
import { Pacer } from "./pacer.js";
import { readReply } from "./read-reply.js";
import {
  functionOf,
  Malformed,
  type Memory,
  type Operation,
  type Request,
  type Source,
  type Talk,
} from "./workloads/workload.js";

/** A reply that is none, and what it would have answered. */
export interface Exception {
  readonly atUs: number;
  readonly client: string;
  readonly node: string;
  readonly request: string;
  readonly problem: string;
}

/** The quiet before the final operations, and how long these may go on. */
export const quietUs = 10_000_000;
export const finalUs = 10_000_000;
/** From one final operation of a worker to its next. */
const betweenFinalsUs = 100_000;
const mostExceptions = 100;

/** A client of the protocol, with all that it remembers. */
interface Session {
  readonly id: string;
  messages: number;
  memory: Memory;
}

interface Worker {
  session: Session;
  /** Its number among all clients that there have been: it says which node it talks to. */
  process: number;
  state:
    | { readonly kind: "free" }
    /** Its next alarm begins the operation. */
    | { readonly kind: "chosen"; readonly operation: Operation }
    /** Its next alarm is the timeout of a request. */
    | { readonly kind: "asking"; readonly operation: Operation; readonly talk: Talk; readonly request: Request }
    /** Its next alarm ends the operation, which asked for nothing. */
    | { readonly kind: "done"; readonly operation: Operation; readonly outcome: Outcome; readonly result: unknown }
    /** Its next alarm is for a final operation. */
    | { readonly kind: "waiting" };
  finals: number;
  operations: number;
}

type Outcome = "ok" | "failed" | "unknown";

/**
 * Leads the clients through the life of a run: nodes are set up, each by a client of its own; workers ask, at a common
 * rate; and when all has been quiet for a while, they ask for the last time.
 */
export class MaelstromDirector implements Director {
  readonly exceptions: Exception[] = [];
  /** When the work began; null before. */
  startedUs: number | null = null;
  private readonly plan: MaelstromPlan;
  private readonly desk: ClientDesk;
  private readonly source: Source;
  private readonly random: Random;
  private readonly workers: readonly Worker[];
  /** The number of the first worker among clients. Of those before it, who give no alarm any more, one gives the pace. */
  private readonly first: number;
  private readonly pacer: Pacer;
  private readonly timeoutUs: number;
  /** The nodes that are not set up yet, and whether they are ready for it. */
  private readonly unready = new Map<string, "waiting" | "being told">();
  private phase: "set-up" | "work" | "rest" = "set-up";
  private sessions = 0;
  /** An operation is due and nobody was free. */
  private isDue = false;

  constructor(plan: MaelstromPlan, desk: ClientDesk) {
    this.plan = plan;
    this.desk = desk;
    this.source = plan.workload.source(plan);
    this.random = desk.stream("operations");
    this.timeoutUs = 1000 * (plan.workload.timeoutMs?.(plan) ?? 5000);
    this.pacer = new Pacer(plan.rate, desk.stream("pace"));
    // Those who set the nodes up come first among clients, as they do in time.
    this.first = plan.nodes.length;
    this.sessions = this.first;
    this.workers = Array.from({ length: desk.clients - this.first }, (_, process) => ({
      session: this.newSession(),
      process,
      state: { kind: "free" },
      finals: 0,
      operations: 0,
    }));
    for (const [at, node] of plan.nodes.entries()) {
      this.unready.set(node, "waiting");
      desk.setAlarm(at, 0);
    }
  }

  alarm(client: number): void {
    if (client >= this.first) this.workerAlarm(client - this.first);
    else if (this.phase === "set-up") this.setUpAlarm(client);
    else if (this.phase === "work") this.dueNow();
    else this.beginFinals();
  }

  reply(client: number, answer: Answer): void {
    const body = answer.kind === "ok" ? Packet.bodyOf(answer.value as Packet) : ({ type: "error", code: 11 } as Body);
    if (client >= this.first) this.workerReply(client - this.first, body);
    else this.setUpReply(client, body);
  }

  rest(): void {
    if (this.phase === "set-up") {
      for (const node of this.unready.keys())
        this.desk.blame(node, `${node} has not answered ${this.setUpType()} in all the time`);
      return;
    }
    this.phase = "rest";
    this.isDue = false;
    if (this.source.final !== undefined) this.desk.setAlarm(0, this.desk.nowUs + quietUs);
  }

  // Set-up.

  private setUpAlarm(at: number): void {
    const { nodes } = this.plan;
    const state = this.unready.get(nodes[at]);
    if (state === "being told")
      this.desk.blame(nodes[at], `${nodes[at]} has not answered ${this.setUpType()} within 5 s`);
    else if (state === "waiting") this.desk.send(at, nodes[at], new Packet({ type: "ready?" }));
  }

  private setUpReply(at: number, body: Body): void {
    const { plan, desk } = this;
    const node = plan.nodes[at];
    const request = plan.workload.setUp?.(plan);
    if (this.unready.get(node) === "waiting" && request !== undefined) {
      this.unready.set(node, "being told");
      desk.send(at, node, new Packet({ ...request, msg_id: 1 } as Body, { client: `c${at + 1}` }));
      desk.setAlarm(at, desk.nowUs + this.timeoutUs);
      return;
    }
    if (body.type === "error") {
      desk.blame(node, `${node} has answered ${this.setUpType()} with error ${body.code}: ${body.text ?? ""}`);
      return;
    }
    this.unready.delete(node);
    desk.setAlarm(at, null);
    if (this.unready.size === 0) this.beginWork();
  }

  private setUpType(): string {
    return String(this.plan.workload.setUp?.(this.plan).type ?? "init");
  }

  private beginWork(): void {
    this.phase = "work";
    this.startedUs = this.desk.nowUs;
    this.pace();
  }

  // Work.

  private pace(): void {
    const atUs = this.pacer.nextUs(this.desk.nowUs);
    if (atUs !== null) this.desk.setAlarm(0, atUs);
  }

  private dueNow(): void {
    const free = this.workers.flatMap(({ state, operations }, at) =>
      state.kind === "free" && operations < this.desk.requests ? [at] : [],
    );
    if (free.length === 0) {
      this.isDue = true;
      return;
    }
    this.isDue = false;
    const chosen = this.random.pick(free);
    const operation = this.source.next(chosen, this.random, this.desk.nowUs);
    this.workers[chosen].state = { kind: "chosen", operation };
    this.workers[chosen].operations++;
    this.setAlarm(chosen, this.desk.nowUs);
    this.pace();
  }

  private workerAlarm(at: number): void {
    const { state } = this.workers[at];
    if (state.kind === "chosen") this.begin(at, state.operation);
    else if (state.kind === "asking") this.doubt(at, "timeout");
    else if (state.kind === "done") this.end(at, state.outcome, state.result);
    else if (state.kind === "waiting") this.beginFinal(at);
  }

  private begin(at: number, operation: Operation): void {
    const worker = this.workers[at];
    const talk = this.plan.workload.talk(operation, worker.session.memory);
    this.desk.open(this.first + at, operation, this.nodeOf(worker));
    const { done, value } = talk.next();
    if (done === true) {
      const outcome = functionOf(operation) === "crash" ? "unknown" : "ok";
      worker.state = { kind: "done", operation, outcome, result: value };
      this.setAlarm(at, this.desk.nowUs);
    } else this.ask(at, operation, talk, value as Request);
  }

  private ask(at: number, operation: Operation, talk: Talk, request: Request): void {
    const { desk } = this;
    const worker = this.workers[at];
    const { session } = worker;
    const body = { ...request, msg_id: ++session.messages } as Body;
    worker.state = { kind: "asking", operation, talk, request };
    desk.send(this.first + at, this.nodeOf(worker), new Packet(body, { client: session.id }));
    this.setAlarm(at, desk.nowUs + this.timeoutUs);
  }

  private workerReply(at: number, body: Body): void {
    const { state } = this.workers[at];
    assert(state.kind === "asking", "only who asks is answered");
    const { operation, talk, request } = state;
    if (body.type === "error") {
      if (!isLawful(body.code)) {
        this.note(
          at,
          String(request.type),
          `error code ${canonical(body.code)} is none, and taken for no certain answer`,
        );
      }
      this.doubt(at, errorOf(body.code).definite ? "definite" : "indefinite");
      return;
    }
    try {
      readReply(body, String(request.type), this.plan.workload.replies);
      const { done, value } = talk.next(body);
      if (done === true) this.end(at, "ok", value);
      else this.ask(at, operation, talk, value as Request);
    } catch (thrown) {
      if (!(thrown instanceof Malformed)) throw thrown;
      this.note(at, String(request.type), thrown.message);
      this.doubt(at, "malformed");
    }
  }

  /** An operation has come to an end that is none. */
  private doubt(at: number, why: "timeout" | "definite" | "indefinite" | "malformed"): void {
    const { safe = [], distrustsErrors } = this.plan.workload;
    const { state } = this.workers[at];
    assert(state.kind === "asking", "only who asks can be in doubt");
    const isHarmless = why === "definite" || safe.includes(functionOf(state.operation));
    this.end(at, isHarmless && distrustsErrors !== true ? "failed" : "unknown", undefined);
  }

  private end(at: number, outcome: Outcome, result: unknown): void {
    const { desk, source, plan } = this;
    const worker = this.workers[at];
    const { state } = worker;
    assert(state.kind === "asking" || state.kind === "done", "what ends has begun");
    desk.close(this.first + at, outcome, result);
    source.ended?.(at, state.operation, outcome, result);
    if (outcome === "unknown") {
      worker.process += this.workers.length;
      if (plan.workload.keepsClients !== true) worker.session = this.newSession();
    }
    worker.state = { kind: "free" };
    if (this.phase === "rest" && worker.finals > 0) this.awaitFinal(at, betweenFinalsUs);
    else {
      // The alarm may still be that of a timeout.
      this.setAlarm(at, null);
      if (this.isDue) desk.setAlarm(0, desk.nowUs);
    }
  }

  // The end.

  private beginFinals(): void {
    for (const [at, { state }] of this.workers.entries()) if (state.kind === "free") this.awaitFinal(at, 0);
  }

  private awaitFinal(at: number, inUs: number): void {
    this.workers[at].state = { kind: "waiting" };
    this.setAlarm(at, this.desk.nowUs + inUs);
  }

  private beginFinal(at: number): void {
    const worker = this.workers[at];
    const isTooLate = this.desk.nowUs > this.desk.endUs - this.timeoutUs;
    const operation = isTooLate ? null : this.source.final?.(at, worker.finals, worker.session.memory);
    worker.state = { kind: "free" };
    if (operation == null) return;
    worker.finals++;
    worker.state = { kind: "chosen", operation };
    this.begin(at, operation);
  }

  // All along.

  private setAlarm(at: number, atUs: number | null): void {
    this.desk.setAlarm(this.first + at, atUs);
  }

  private nodeOf({ process }: Worker): string {
    return this.plan.nodes[process % this.plan.nodes.length];
  }

  private newSession(): Session {
    return { id: `c${++this.sessions}`, messages: 0, memory: {} };
  }

  private note(at: number, request: string, problem: string): void {
    if (this.exceptions.length >= mostExceptions) return;
    const worker = this.workers[at];
    const { nowUs } = this.desk;
    this.exceptions.push({ atUs: nowUs, client: worker.session.id, node: this.nodeOf(worker), request, problem });
  }
}
