import { LimitReached } from "../kernel/limits.js";
import { type Delay, toUs } from "../kernel/time.js";
import { type Answer, Context } from "./context.js";
import type { Disk, Reading, WriteOutcome } from "./disk.js";
import { type Host, Occasion } from "./host.js";
import type { Machine, Runner } from "./machine.js";
import { requesterOf } from "./ticket.js";

/** What a program finds in its inbox. */
export type Incoming<Request = unknown> =
  | { readonly kind: "message"; readonly from: string; readonly body: unknown }
  /** Somebody waits for an answer; `from` is a node or a client. */
  | IncomingRequest<Request>;

export interface IncomingRequest<Request> {
  readonly kind: "request";
  readonly from: string;
  readonly body: Request;
  answer(value: unknown): void;
  /** Says that the request had, and will have, no effect; `instead` names a node that may do better. */
  refuse(reason: string, instead?: string): void;
}

/** What became of a request: an answer, or none in time, which says nothing about its effect. */
export type Outcome<Result = unknown> = Answer<Result> | { readonly kind: "timeout" };

/** An event on the way to a program: what to do when it happens. */
export interface ProgramAlarm {
  slot: number;
  readonly ring: () => void;
}

/**
 * Through this a program reaches its machine. Everything that returns a promise takes virtual time, or none; when the
 * node crashes, its promises never settle.
 */
export class ProgramContext<State extends object = object, Request = unknown> extends Context<State> {
  /** The disk of this node. */
  readonly disk: ProgramDisk;
  /** What has arrived, one after another, for ever: `for await (const incoming of cx.inbox)`. */
  readonly inbox: AsyncIterable<Incoming<Request>>;
  private alive = true;
  private readonly arrived: Incoming<Request>[] = [];
  private readonly receivers: ((incoming: Incoming<Request>) => void)[] = [];
  private readonly alarms = new Set<ProgramAlarm>();
  private readonly replies = new Map<number, (answer: Answer) => void>();

  constructor(machine: Machine, host: Host) {
    super(machine, host);
    this.disk = new ProgramDisk(this);
    const next = () => this.result();
    this.inbox = { [Symbol.asyncIterator]: () => ({ next }) };
  }

  /** Waits. */
  sleep(delay: Delay): Promise<void> {
    return new Promise((resolve) => this.setAlarm(delay, resolve));
  }

  /** Spends CPU time: the node does nothing else until it is over. */
  work(delay: Delay): Promise<void> {
    if (this.alive) this.machine.work(delay);
    return this.sleep(0);
  }

  override send(to: string | number, message: unknown): void {
    if (this.alive) super.send(to, message);
  }

  /**
   * The next thing in the inbox; undefined if nothing comes within `timeout`. Who asks gets it: use `timeout`, and not a
   * race with `sleep`, whose loser would take the next one and lose it.
   */
  receive(): Promise<Incoming<Request>>;
  receive(options: { timeout: Delay }): Promise<Incoming<Request> | undefined>;
  receive(options: { timeout?: Delay } = {}): Promise<Incoming<Request> | undefined> {
    const waiting = this.arrived.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => {
      if (options.timeout === undefined) {
        this.receivers.push(resolve);
        return;
      }
      const alarm = this.setAlarm(options.timeout, () => {
        this.receivers.splice(this.receivers.indexOf(receiver), 1);
        resolve(undefined);
      });
      const receiver = (incoming: Incoming<Request>) => {
        this.disarm(alarm);
        resolve(incoming);
      };
      this.receivers.push(receiver);
    });
  }

  /** Asks a node, and waits for its answer for at most `timeout`. */
  request<Result = unknown>(to: string | number, body: unknown, options: { timeout: Delay }): Promise<Outcome<Result>> {
    return new Promise((resolve) => {
      if (!this.alive) return;
      const { machine, host } = this;
      const ticket = host.newTicket(machine.id);
      host.transmit(machine.id, host.numberOf(to), machine.nowUs, body, ticket);
      const alarm = this.setAlarm(options.timeout, () => {
        this.replies.delete(ticket);
        resolve({ kind: "timeout" });
      });
      this.replies.set(ticket, (answer) => {
        this.disarm(alarm);
        resolve(answer as Answer<Result>);
      });
    });
  }

  /** @internal Puts into the inbox what has arrived, or gives a reply to whom it belongs. */
  deliver(body: unknown, from: number, ticket: number): void {
    if (ticket < 0) {
      const receiver = this.replies.get(-ticket);
      this.replies.delete(-ticket);
      receiver?.(body as Answer);
      return;
    }
    const incoming = this.incoming(body, this.host.nameOf(from), ticket);
    const receiver = this.receivers.shift();
    if (receiver !== undefined) {
      receiver(incoming);
      return;
    }
    this.arrived.push(incoming);
    const { backlog } = this.host.limits;
    if (this.arrived.length > backlog) {
      throw new LimitReached("backlog", backlog, `that much lies in the inbox of ${this.name}, which does not read it`);
    }
  }

  /** @internal Calls `ring` at this instant, unless the node has crashed by then. */
  alarmAt(atUs: number, ring: () => void): ProgramAlarm {
    return this.arm(atUs, { slot: -1, ring });
  }

  protected arm<A extends ProgramAlarm>(atUs: number, alarm: A): A {
    if (!this.alive) return alarm;
    alarm.slot = this.host.schedule(this.machine.id, Occasion.timer, atUs, 0, alarm);
    this.alarms.add(alarm);
    return alarm;
  }

  /** @internal */
  ring(alarm: ProgramAlarm): void {
    // One that came up while the node was not free may have been disarmed before its turn.
    if (this.alarms.delete(alarm)) alarm.ring();
  }

  /** @internal */
  taken(alarm: ProgramAlarm): void {
    alarm.slot = -1;
  }

  /** @internal The process is about to end by itself; what it does now still leaves. */
  ending(): void {}

  /** @internal The process is gone: nothing of it reaches the machine any more. */
  discard(): void {
    this.alive = false;
    for (const alarm of this.alarms) if (alarm.slot >= 0) this.host.cancel(alarm.slot);
    this.alarms.clear();
  }

  /** @internal */
  get isAlive(): boolean {
    return this.alive;
  }

  private setAlarm(delay: Delay, ring: () => void): ProgramAlarm {
    const { machine, host } = this;
    const atUs = machine.nowUs + toUs(delay);
    if (this.alive && host.recording) host.record({ kind: "timer set", timer: "alarm", atUs });
    return this.alarmAt(atUs, ring);
  }

  private incoming(body: unknown, from: string, ticket: number): Incoming<Request> {
    if (ticket === 0) return { kind: "message", from, body };
    const reply = (answer: Answer) => {
      if (this.alive) this.host.transmit(this.machine.id, requesterOf(ticket), this.machine.nowUs, answer, -ticket);
    };
    return {
      kind: "request",
      from,
      body: body as Request,
      answer: (value) => reply({ kind: "ok", value }),
      refuse: (reason, instead) => reply({ kind: "refused", reason, ...(instead === undefined ? {} : { instead }) }),
    };
  }

  private result(): Promise<IteratorResult<Incoming<Request>, never>> {
    const waiting = this.arrived.shift();
    if (waiting !== undefined) return Promise.resolve({ value: waiting, done: false });
    return new Promise((resolve) => this.receivers.push((value) => resolve({ value, done: false })));
  }

  protected disarm(alarm: ProgramAlarm): void {
    if (alarm.slot >= 0) this.host.cancel(alarm.slot);
    this.alarms.delete(alarm);
  }
}

/** The disk as a program uses it. */
export class ProgramDisk {
  // biome-ignore lint/suspicious/noExplicitAny: the disk has no use for the program's state and requests
  private readonly cx: ProgramContext<any, any>;

  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(cx: ProgramContext<any, any>) {
    this.cx = cx;
  }

  /** Adds a record, plain data, to the end of a file. It is cached, not durable. */
  append(file: string, record: unknown): Promise<WriteOutcome> {
    return this.write(file, "append", record, (disk) => disk.append(file, record));
  }

  /** Puts records in place of all that a file held, as one change. */
  replace(file: string, records: readonly unknown[]): Promise<WriteOutcome> {
    return this.write(file, "replace", records, (disk) => disk.replace(file, records));
  }

  /** Removes the records from position `length` on. */
  truncate(file: string, length: number): Promise<WriteOutcome> {
    return this.write(file, "truncate", length, (disk) => disk.truncate(file, length));
  }

  /** Makes all writes so far durable. */
  sync(): Promise<void> {
    const { machine, host } = this.cx;
    const { disk, nowUs } = machine;
    return new Promise((resolve) => {
      if (!this.cx.isAlive) return;
      const changes = disk.changes;
      const endUs = disk.syncEndUs(nowUs);
      if (host.recording) host.record({ kind: "sync", endUs });
      this.cx.alarmAt(endUs, () => {
        disk.finishSync(changes);
        resolve();
      });
    });
  }

  /** Reads a whole file. */
  read(file: string): Promise<Reading> {
    const { disk, nowUs } = this.cx.machine;
    return new Promise((resolve) => {
      if (this.cx.isAlive) this.cx.alarmAt(nowUs + disk.readUs(), () => resolve(disk.readFile(file)));
    });
  }

  private write(
    file: string,
    change: string,
    value: unknown,
    perform: (disk: Disk) => WriteOutcome,
  ): Promise<WriteOutcome> {
    const { machine, host } = this.cx;
    return new Promise((resolve) => {
      if (!this.cx.isAlive) return;
      if (host.recording) host.record({ kind: "write", file, change, value });
      resolve(perform(machine.disk));
    });
  }
}

/** What an async function does as a program. */
export type Main = (cx: ProgramContext) => Promise<void>;

/** Makes a program go on with what happens to its machine. */
export class ProgramRunner<Cx extends ProgramContext = ProgramContext> implements Runner {
  protected readonly machine: Machine;
  protected readonly host: Host;
  private readonly main: (cx: Cx) => Promise<void>;
  private readonly makeContext: () => Cx;
  protected cx: Cx;

  /** Each start of the process is given a context of its own. */
  constructor(machine: Machine, host: Host, main: (cx: Cx) => Promise<void>, makeContext: () => Cx) {
    this.machine = machine;
    this.host = host;
    this.main = main;
    this.makeContext = makeContext;
    this.cx = makeContext();
  }

  get state(): object {
    return this.cx.state;
  }

  boot(): void {
    const { cx, machine } = this;
    const end = (how: () => void) => {
      if (!cx.isAlive) return;
      cx.ending();
      how();
    };
    this.main(cx).then(
      () => end(() => machine.stop()),
      (thrown) => end(() => machine.fail(thrown)),
    );
  }

  message(message: unknown, from: number, ticket: number): void {
    this.cx.deliver(message, from, ticket);
  }

  timerTaken(_what: number, payload: unknown): void {
    this.cx.taken(payload as ProgramAlarm);
  }

  timer(_what: number, payload: unknown): void {
    this.cx.ring(payload as ProgramAlarm);
  }

  synced(): void {}

  discard(): void {
    this.cx.discard();
    this.cx = this.makeContext();
  }
}
