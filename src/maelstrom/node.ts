import type { Answer } from "../node/context.js";
import type { Place } from "../node/event-guard.js";
import { type Host, Occasion, type ProcessError } from "../node/host.js";
import { describe, type FailureOrigin, type Machine, type Runner } from "../node/machine.js";
import type { ProgramProcess } from "../node/process.js";
import { requesterOf } from "../node/ticket.js";
import type { LineProgram, LineRunner } from "./line-program.js";
import { type Body, initiator, isClient, type Message, Packet, readLine } from "./message.js";
import { noTraffic, type Traffic } from "./traffic.js";

/** What a node shows: the state of its program, and what became of the lines that it printed. */
export interface NodeState {
  readonly role: "server";
  /** Whether it has answered `init` since it was started last. */
  readonly ready: boolean;
  /** Replies that nobody waited for. */
  readonly unexpected: number;
  /** What is wrong with what it printed: the first few, and how many in all. */
  readonly complaints: readonly Complaint[];
  readonly complained: number;
  readonly program: object;
  /** What changes in each of its steps; that is not shown. */
  readonly traffic: Traffic;
}

export interface Complaint {
  readonly atUs: number;
  readonly line: string;
  readonly problem: string;
}

const mostComplaints = 10;
const longestLine = 200;
const mostNotes = 4;
const initLimitUs = 10_000_000;
const init = { what: "init" };
const ready = new Packet({ type: "ready" });
const initDeadline = { what: "init ought to be answered" };

/** A node of Maelstrom: a program of lines, which learns its name by `init`, with the other servers beside it. */
export function maelstromNode(program: LineProgram, servers: readonly string[]): ProgramProcess<NodeState> {
  return {
    kind: "program",
    runner: (machine, host) => new NodeRunner(machine, host, program, servers),
    roles: ["server"],
    state: () => stateOf({ ready: false, unexpected: 0, complaints: [], complained: 0, program: {} }, noTraffic()),
    summary: ({ ready, complained }) => [
      ready ? "ready" : "not ready",
      ...(complained === 0 ? [] : [`${complained} bad lines`]),
    ],
  };
}

function stateOf(shown: Omit<NodeState, "role" | "traffic">, traffic: Traffic): NodeState {
  const state = { role: "server", ...shown } as const;
  return Object.defineProperty(state, "traffic", { value: traffic }) as NodeState;
}

/** Stands between a program and its machine: lines become messages, and messages lines. */
class NodeRunner implements Runner {
  private readonly machine: Machine;
  private readonly host: Host;
  private readonly servers: readonly string[];
  private readonly inner: LineRunner;
  /** Open requests of clients, by who asked and under which id. */
  private readonly tickets = new Map<string, number>();
  /** Who waits for the node to be ready. */
  private waiting: number[] = [];
  private readonly slots = new Map<object, number>();
  private ready = false;
  private readonly traffic = noTraffic();
  private unexpected = 0;
  private readonly complaints: Complaint[] = [];
  private complained = 0;
  /** Whether `init` is still to be answered since it was started last. */
  private owes = false;
  /** What it said on stderr since then: the last few lines. */
  private notes: string[] = [];

  constructor(machine: Machine, host: Host, program: LineProgram, servers: readonly string[]) {
    this.machine = machine;
    this.host = host;
    this.servers = servers;
    this.inner = program.runner(machine, host, {
      print: (line) => this.print(line),
      note: (line) => {
        this.notes = [...this.notes, line].slice(-mostNotes);
        if (host.recording) host.record({ kind: "log", text: `stderr: ${line}` });
      },
    });
    // A program that minds none of these need not be asked.
    if (this.inner.terminate !== undefined) this.terminate = () => this.inner.terminate?.() ?? false;
    if (this.inner.placeOf !== undefined) this.placeOf = (place) => this.inner.placeOf?.(place) ?? null;
  }

  placeOf?: (place: Place) => string | null;
  terminate?: () => boolean;

  get refused(): readonly string[] {
    return this.inner.refused ?? [];
  }

  get leaks(): readonly string[] {
    return this.inner.leaks ?? [];
  }

  get saidLast(): string | null {
    return this.inner.saidLast ?? null;
  }

  get state(): NodeState {
    const { ready, traffic, unexpected, complaints, complained, inner } = this;
    return stateOf({ ready, unexpected, complaints, complained, program: inner.state }, traffic);
  }

  boot(recovering: boolean): void {
    this.owes = true;
    this.notes = [];
    this.inner.boot(recovering);
    // In an event of its own: by then, the program has set up whatever reads its lines.
    this.alarm(init, 0);
    this.alarm(initDeadline, initLimitUs);
  }

  message(payload: unknown, from: number, ticket: number): void {
    const packet = payload as Packet;
    const isFromClient = from >= this.host.names.length;
    if (isFromClient && packet.kind === "ready?") {
      if (this.ready) this.answer(ticket, ready);
      else this.waiting.push(ticket);
      return;
    }
    this.traffic[isFromClient ? "clients" : "servers"].received++;
    const line = Packet.lineOf(packet);
    if (line !== null) {
      this.inner.receive(line);
      return;
    }
    const body = Packet.bodyOf(packet);
    const sender = Packet.clientOf(packet) ?? this.host.nameOf(from);
    if (isFromClient) this.tickets.set(`${sender} ${body.msg_id}`, ticket);
    this.receive(sender, body);
  }

  timerTaken(what: number, payload: unknown): void {
    if (!this.slots.delete(payload as object)) this.inner.timerTaken(what, payload);
  }

  timer(what: number, payload: unknown): void {
    const { machine } = this;
    if (payload === init) {
      this.traffic.clients.received++;
      this.receive(initiator, { type: "init", msg_id: 1, node_id: machine.name, node_ids: this.servers });
    } else if (payload === initDeadline) {
      machine.fail(new Error(`${machine.name} has not answered init within 10 s`));
    } else this.inner.timer(what, payload);
  }

  synced(payload: unknown): void {
    this.inner.synced(payload);
  }

  /** Who ends by itself before it has answered `init` never will: nobody needs to wait for that. */
  settled(): void {
    this.inner.settled?.();
    const { machine, host, notes } = this;
    if (!this.owes || !machine.isDown || machine.isTakenDown) return;
    this.owes = false;
    const message = `${machine.name} has not answered init: ${machine.reason}`;
    host.processFailed(machine.id, {
      message,
      stack: [message, ...notes.map((line) => `    stderr: ${line}`)].join("\n"),
    });
  }

  offer(thrown: unknown, origin: FailureOrigin): ProcessError | null {
    const { inner } = this;
    const error = inner.offer === undefined ? describe(thrown) : inner.offer(thrown, origin);
    // Then that is told, and is enough.
    if (error !== null) this.owes = false;
    return error;
  }

  discard(): void {
    for (const slot of this.slots.values()) this.host.cancel(slot);
    this.slots.clear();
    this.tickets.clear();
    this.waiting = [];
    this.ready = false;
    this.inner.discard();
  }

  private receive(src: string, body: Body): void {
    this.inner.receive(JSON.stringify({ src, dest: this.machine.name, body }));
  }

  /** The program has printed a line. */
  private print(line: string): void {
    if (line.trim() === "") return;
    const message = readLine(line);
    if (typeof message === "string") this.complain(line, message);
    else if (isClient(message.dest)) this.reply(message);
    else if (!this.host.names.includes(message.dest))
      this.complain(line, `goes to "${message.dest}", which is not there`);
    else if (message.src !== this.machine.name && !this.host.names.includes(message.src))
      this.complain(line, `comes from "${message.src}", which is not there`);
    else {
      if (message.src !== this.machine.name) this.complain(line, `says that it comes from "${message.src}"`);
      this.traffic.servers.sent++;
      const { machine, host } = this;
      host.transmit(machine.id, host.numberOf(message.dest), machine.nowUs, new Packet(message.body, { line }), 0);
    }
  }

  private reply({ dest, body }: Message): void {
    this.traffic.clients.sent++;
    if (dest === initiator) {
      this.initialised(body);
      return;
    }
    const id = `${dest} ${body.in_reply_to}`;
    const ticket = this.tickets.get(id);
    this.tickets.delete(id);
    if (ticket === undefined) this.unexpected++;
    else this.answer(ticket, new Packet(body, { client: dest }));
  }

  private initialised(body: Body): void {
    this.owes = false;
    if (body.type !== "init_ok") {
      const what = body.type === "error" ? `error ${body.code}: ${body.text ?? ""}` : `"${body.type}"`;
      this.machine.fail(new Error(`${this.machine.name} has answered init with ${what}`));
      return;
    }
    this.ready = true;
    const slot = this.slots.get(initDeadline);
    if (slot !== undefined) this.host.cancel(slot);
    this.slots.delete(initDeadline);
    for (const ticket of this.waiting) this.answer(ticket, ready);
    this.waiting = [];
  }

  private answer(ticket: number, value: Packet): void {
    const { machine, host } = this;
    const answer: Answer = Object.freeze({ kind: "ok", value });
    host.transmit(machine.id, requesterOf(ticket), machine.nowUs, answer, -ticket);
  }

  private complain(line: string, problem: string): void {
    this.complained++;
    const shown = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
    if (this.complaints.length < mostComplaints) {
      this.complaints.push({ atUs: this.machine.nowUs, line: shown, problem });
    }
    if (this.host.recording) this.host.record({ kind: "log", text: `a line that ${problem}: ${shown}` });
  }

  private alarm(what: object, inUs: number): void {
    const { machine, host } = this;
    this.slots.set(what, host.schedule(machine.id, Occasion.timer, machine.nowUs + inUs, 0, what));
  }
}
