import { Refusal } from "../kernel/refusal.js";
import { type Delay, toUs } from "../kernel/time.js";
import { type Answer, Context } from "./context.js";
import type { Reading, WriteOutcome } from "./disk.js";
import { type Host, Occasion } from "./host.js";
import type { Machine, Runner } from "./machine.js";
import { networkPacketOf, returnPacket } from "./packet.js";
import {
  type Message,
  type MessageOf,
  maxTimers,
  type ProtocolProcess,
  type RequestOf,
  type ResultOf,
  type Ticket,
  type TimerOf,
  type Vocabulary,
} from "./process.js";
import { requesterOf } from "./ticket.js";

const notSet = -1;

/** Through this a protocol's reactions reach their machine. */
export class ProtocolContext<V extends Vocabulary> extends Context<V["state"]> {
  /** The disk of this node. */
  readonly disk: ProtocolDisk;
  private readonly timerNames: readonly string[];
  /** Per timer: its pending event, or `notSet`. */
  private readonly slots: number[];
  /** Per timer: how often it was set or cancelled, so that one that fires late can be told from a newer one. */
  private readonly settings: number[];

  constructor(machine: Machine, host: Host, timerNames: readonly string[]) {
    super(machine, host);
    this.timerNames = timerNames;
    this.slots = timerNames.map(() => notSet);
    this.settings = timerNames.map(() => 0);
    this.disk = new ProtocolDisk(machine, host);
  }

  override send(to: string | number, message: MessageOf<V>): void {
    super.send(to, message);
  }

  /** Sends a message to every other node. */
  broadcast(message: MessageOf<V>): void {
    for (const peer of this.peers) super.send(peer, message);
  }

  /** Sets a timer, or sets it anew: there is one of each name. */
  setTimer(name: TimerOf<V>, delay: Delay): void {
    const timer = this.timerNumber(name);
    this.clearTimer(timer);
    const atUs = this.machine.nowUs + toUs(delay);
    const what = this.settings[timer] * maxTimers + timer;
    this.slots[timer] = this.host.schedule(this.machine.id, Occasion.timer, atUs, what, null);
    if (this.host.recording) this.host.record({ kind: "timer set", timer: name, atUs });
  }

  /** Stops a timer; nothing happens if it is not set. */
  cancelTimer(name: TimerOf<V>): void {
    this.clearTimer(this.timerNumber(name));
    if (this.host.recording) this.host.record({ kind: "timer cancelled", timer: name });
  }

  /** Whether a timer is set and has not fired yet. */
  isSet(name: TimerOf<V>): boolean {
    return this.slots[this.timerNumber(name)] !== notSet;
  }

  /** Answers a request with its result. */
  answer(ticket: Ticket, value: ResultOf<V>): void {
    this.reply(ticket, { kind: "ok", value });
  }

  /** Says that a request had, and will have, no effect; `instead` names a node that may do better. */
  refuse(ticket: Ticket, reason: string, instead?: string): void {
    this.reply(ticket, instead === undefined ? { kind: "refused", reason } : { kind: "refused", reason, instead });
  }

  /** Spends CPU time: what follows in this reaction, and the next reaction, happen that much later. */
  work(delay: Delay): void {
    this.machine.work(delay);
  }

  /** @internal A timer's event has left the queue; it fires now or when the node is free. */
  timerTaken(what: number): void {
    this.slots[what % maxTimers] = notSet;
  }

  /** @internal The name of a timer that fires, unless it was set anew or cancelled while the node was not free. */
  timerFired(what: number): string | null {
    const timer = what % maxTimers;
    return Math.floor(what / maxTimers) === this.settings[timer] ? this.timerNames[timer] : null;
  }

  /** @internal */
  clearTimers(): void {
    for (let timer = 0; timer < this.slots.length; timer++) this.clearTimer(timer);
  }

  private reply(ticket: Ticket, answer: Answer): void {
    this.host.transmit(this.machine.id, requesterOf(ticket), this.machine.nowUs, answer, -ticket);
  }

  private clearTimer(timer: number): void {
    if (this.slots[timer] !== notSet) this.host.cancel(this.slots[timer]);
    this.slots[timer] = notSet;
    this.settings[timer]++;
  }

  private timerNumber(name: string): number {
    const timer = this.timerNames.indexOf(name);
    if (timer < 0) throw new RangeError(`there is no timer "${name}"`);
    return timer;
  }
}

/** The name of the timer that a timer event is about. */
export function timerOf(what: number, timerNames: readonly string[]): string {
  return timerNames[what % maxTimers] ?? "alarm";
}

/** The disk as a protocol uses it: writing is immediate and cached, a sync ends later, in the table's `synced`. */
export class ProtocolDisk {
  private readonly machine: Machine;
  private readonly host: Host;

  constructor(machine: Machine, host: Host) {
    this.machine = machine;
    this.host = host;
  }

  /** Adds a record, plain data, to the end of a file. */
  append(file: string, record: unknown): WriteOutcome {
    if (this.host.recording) this.host.record({ kind: "write", file, change: "append", value: record });
    return this.machine.disk.append(file, record);
  }

  /** Puts records in place of all that a file held, as one change. */
  replace(file: string, records: readonly unknown[]): WriteOutcome {
    if (this.host.recording) this.host.record({ kind: "write", file, change: "replace", value: records });
    return this.machine.disk.replace(file, records);
  }

  /** Removes the records from position `length` on. */
  truncate(file: string, length: number): WriteOutcome {
    if (this.host.recording) this.host.record({ kind: "write", file, change: "truncate", value: length });
    return this.machine.disk.truncate(file, length);
  }

  /** Begins to make all writes so far durable; the table's `synced` is called with the token when that is done. */
  sync(token = 0): void {
    const { machine, host } = this;
    const endUs = machine.disk.syncEndUs(machine.nowUs);
    if (host.recording) host.record({ kind: "sync", endUs });
    const payload: PendingSync = { changes: machine.disk.changes, token };
    host.schedule(machine.id, Occasion.synced, endUs, machine.incarnation, payload);
  }

  /** Reads a whole file; the node is kept waiting as long as the disk takes. */
  read(file: string): Reading {
    this.machine.idle(this.machine.disk.readUs());
    return this.machine.disk.readFile(file);
  }
}

interface PendingSync {
  readonly changes: number;
  readonly token: number;
}

/** Makes a protocol react to what happens to its machine. */
export class ProtocolRunner implements Runner {
  private readonly process: ProtocolProcess;
  // biome-ignore lint/suspicious/noExplicitAny: the table and its context agree on a vocabulary that is not known here
  private readonly cx: ProtocolContext<any>;

  constructor(machine: Machine, host: Host, process: ProtocolProcess) {
    this.process = process;
    this.cx = new ProtocolContext(machine, host, process.timerNames);
  }

  get state(): object {
    return this.cx.state;
  }

  boot(recovering: boolean): void {
    const { table } = this.process;
    if (recovering && table.recover !== undefined) this.atOnce(table.recover(this.cx), "recover");
    else this.atOnce(table.start?.(this.cx), "start");
  }

  message(message: unknown, from: number, ticket: number): void {
    const { table } = this.process;
    if (ticket > 0) {
      const { host, machine } = this.cx;
      const packet = networkPacketOf(message);
      // Nobody listens on a port of a machine that runs a protocol.
      if (packet !== null) returnPacket(host, machine, packet, from, ticket);
      else if (table.serve === undefined) this.cx.refuse(ticket, `${this.cx.name} does not serve requests`);
      else this.atOnce(table.serve(this.cx, message as RequestOf<Vocabulary>, ticket), "serve");
      return;
    }
    const reaction = this.process.reactions.get((message as Message | null)?.kind as string);
    if (reaction === undefined) this.cx.log("it has no reaction to this message");
    else {
      const returned: unknown = reaction(this.cx, message as Message, this.cx.host.nameOf(from));
      if (returned !== undefined) this.atOnce(returned, "on", (message as Message).kind);
    }
  }

  timerTaken(what: number): void {
    this.cx.timerTaken(what);
  }

  timer(what: number): void {
    const name = this.cx.timerFired(what);
    if (name === null) return;
    const returned: unknown = this.process.table.timers?.[name](this.cx);
    if (returned !== undefined) this.atOnce(returned, "timers", name);
  }

  synced(payload: unknown): void {
    this.atOnce(this.process.table.synced?.(this.cx, (payload as PendingSync).token), "synced");
  }

  discard(): void {
    this.cx.clearTimers();
    this.cx.state = this.cx.machine.freshState();
  }

  /** Refuses a reaction that is async: what it does after its first await would belong to no step. */
  private atOnce(returned: unknown, table: string, row?: string): void {
    if (!(returned instanceof Promise)) return;
    returned.catch(() => {});
    const path = `nodes.${this.cx.name}.${table}${row === undefined ? "" : `["${row}"]`}`;
    throw new Refusal([{ path, problem: "is async: a protocol reacts at once; async code is a program()" }]);
  }
}
