import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { formatInstant } from "../kernel/time.js";
import { type Host, Occasion } from "../node/host.js";
import type { Machine } from "../node/machine.js";
import { packetOf, returnPacket } from "../node/packet.js";
import { OneAlarm } from "./alarm.js";
import type { Code } from "./code.js";
import { LastWords } from "./last-words.js";
import type { LeakWatcher } from "./leaks.js";
import type { Alarm, RealmHost, Terminal } from "./realm-host.js";

/** What a process is started with. */
export interface Start {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Terminal;
}

/** What a process has written last, and how many lines that were. */
export interface Printed {
  readonly stdout: string[];
  readonly stderr: string[];
  lines: number;
}

type Receive = (body: unknown, from: string) => void;

interface Surroundings {
  readonly machine: Machine;
  readonly host: Host;
  readonly code: Code;
  readonly start: Start;
  readonly refused: Set<string>;
  readonly leaked: Map<string, number>;
  readonly printed: Printed;
  /** The process has ended by itself. */
  exited(code: number): void;
}

/** How many of the lines of a stream are kept. */
const keptLines = 20;

/** Unwinds the program that has asked for its end. */
export class Exit extends Error {
  override readonly name = "Exit";
}

/** Calls a function inside of what a program has put around the call under way; quicker than `AsyncLocalStorage.bind`. */
function insideThisCall(callback: () => void): () => void {
  const call = new AsyncResource("faultline");
  return () => call.runInAsyncScope(callback);
}

/** Calls a function as if nothing had been called before: what a program has put around its own calls stays there. */
const outside = AsyncLocalStorage.snapshot();

/** The world of one process of a node, from its start to its end. */
export class ProcessHost implements RealmHost, LeakWatcher {
  readonly node: string;
  readonly nodes: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  isDead = false;
  /** What the process has asked for and is not there, each place once, by what it has asked for. */
  readonly refused: Set<string>;
  /** What it reached that is not simulated, each place once, with the first time. */
  private readonly leaks: Map<string, number>;

  readonly stdin: string | Terminal;
  readonly printed: Printed;

  private readonly machine: Machine;
  private readonly host: Host;
  private readonly code: Code;
  private readonly startUs: number;
  private readonly whenExited: (code: number) => void;
  private keepsCalls = false;
  private readonly alarms = new Set<OneAlarm>();
  private readonly holds = new Set<{ readonly what: string }>();
  private referenced = 0;
  private readonly channels = new Map<
    string,
    { readonly listener: Receive; readonly returned?: Receive | undefined }
  >();
  private readonly lastWords = new LastWords();
  private readonly endListeners: ((how: "exit" | "crash") => void)[] = [];
  private readonly sights = new Map<string, () => unknown>();

  constructor({ machine, host, code, start, refused, leaked, printed, exited }: Surroundings) {
    this.machine = machine;
    this.host = host;
    this.code = code;
    this.node = machine.name;
    this.nodes = host.names;
    this.args = start.args ?? [];
    this.env = start.env ?? {};
    this.stdin = start.stdin ?? "";
    this.printed = printed;
    this.whenExited = exited;
    this.refused = refused;
    this.leaks = leaked;
    this.startUs = machine.nowUs;
  }

  get nowUs(): number {
    return this.machine.nowUs;
  }

  get wallUs(): number {
    return this.machine.clock.readUs(this.machine.nowUs);
  }

  get uptimeUs(): number {
    return this.nowUs - this.startUs;
  }

  get disk() {
    return this.machine.disk;
  }

  get files() {
    return this.machine.files;
  }

  idle(lengthUs: number): void {
    if (!this.isDead) this.machine.idle(lengthUs);
  }

  random(purpose: string) {
    return this.machine.stream(`program/${purpose}`);
  }

  schedule(delayUs: number, callback: () => void, what = "callback"): Alarm {
    const { machine, host } = this;
    if (this.isDead) return new OneAlarm(null, what, this.count);
    const alarm = new OneAlarm(this.keepsCalls ? insideThisCall(callback) : callback, what, this.count);
    const atUs = machine.nowUs + delayUs;
    if (host.recording) host.record({ kind: "timer set", timer: what, atUs });
    alarm.atUs = atUs;
    alarm.slot = host.schedule(machine.id, Occasion.timer, atUs, 0, alarm);
    alarm.forget = () => {
      if (alarm.slot >= 0) host.cancel(alarm.slot);
      this.alarms.delete(alarm);
    };
    this.alarms.add(alarm);
    return alarm;
  }

  atEndOfEvent(callback: () => void): void {
    if (!this.isDead) this.lastWords.add(callback);
  }

  hold(what: string): () => void {
    const held = { what };
    this.holds.add(held);
    return () => this.holds.delete(held);
  }

  /** Whether nothing is left that the process would wait for. */
  get isIdle(): boolean {
    return this.referenced === 0 && this.holds.size === 0;
  }

  /** What keeps the process running, and how often. */
  get handles(): readonly string[] {
    const alarms = [...this.alarms].filter(({ isReferenced }) => isReferenced);
    const counts = new Map<string, number>();
    for (const { what } of [...this.holds, ...alarms]) counts.set(what, (counts.get(what) ?? 0) + 1);
    return [...counts].map(([what, count]) => (count === 1 ? what : `${count} ${what}`));
  }

  onEnd(listener: (how: "exit" | "crash") => void): void {
    this.endListeners.push(listener);
  }

  send(to: string, channel: string, body: unknown, kind: "datagram" | "segment"): void {
    if (this.isDead) return;
    const { machine, host } = this;
    const packet = { channel, body };
    const ticket = kind === "segment" ? host.newTicket(machine.id) : 0;
    host.transmit(machine.id, host.peerNumberOf(to), machine.nowUs, packet, ticket);
  }

  listen(channel: string, listener: Receive, returned?: Receive): void {
    this.channels.set(channel, { listener, returned });
  }

  syncDisk(callback: () => void): void {
    const { machine, host } = this;
    const { disk } = machine;
    const changes = disk.changes;
    const endUs = disk.syncEndUs(machine.nowUs);
    if (host.recording) host.record({ kind: "sync", endUs });
    this.schedule(
      endUs - machine.nowUs,
      () => {
        disk.finishSync(changes);
        callback();
      },
      "sync",
    );
  }

  exit(code: number): never {
    if (!this.isDead) this.whenExited(code);
    throw new Exit(`the process has exited with code ${code}`);
  }

  print(stream: "stdout" | "stderr", line: string): void {
    if (this.isDead) return;
    const { stdin } = this;
    // What it says to somebody is for them as it is.
    if (stream === "stdout" && typeof stdin !== "string") {
      stdin.print(stream, line);
      return;
    }
    const text = this.code.placed(line);
    const tail = this.printed[stream];
    tail.push(text);
    if (tail.length > keptLines) tail.shift();
    this.printed.lines++;
    if (typeof stdin === "string") this.log(stream === "stdout" ? text : `${stream}: ${text}`);
    else stdin.print(stream, text);
  }

  show(what: string, look: () => unknown): void {
    this.sights.set(what, look);
  }

  /** What people see of the process. */
  belongings(): Readonly<Record<string, unknown>> {
    const shown = [...this.sights].map(([what, look]) => [what, look()]);
    // What connections may have to do, if anything, is told with their sockets.
    const isTold = ({ what, isReferenced }: OneAlarm) => isReferenced || what === "timeout" || what === "interval";
    const timers = [...this.alarms].filter(isTold).sort((one, other) => one.atUs - other.atUs);
    return {
      ...Object.fromEntries(shown),
      timers: timers.map(({ what, atUs }) => `${what} at ${formatInstant(atUs)}`),
      output: [...this.printed.stdout, ...this.printed.stderr.map((line) => `stderr: ${line}`)],
    };
  }

  keepCalls(): void {
    this.keepsCalls = true;
  }

  log(text: string): void {
    if (this.host.recording) this.host.record({ kind: "log", text });
  }

  refuse(api: string, instead?: string): never {
    const place = this.code.callers(new Error())[0] ?? "its built-ins";
    const advice = instead === undefined ? "" : `: ${instead}`;
    const problem = `${api} is not simulated (${this.node}, ${formatInstant(this.nowUs)}, ${place})${advice}`;
    if (!this.isDead && this.refused.size < 100) {
      this.log(problem);
      this.refused.add(`${api}, at ${place}${advice}`);
    }
    throw Object.assign(new Error(problem), { code: "ERR_NOT_SIMULATED", api });
  }

  isOnStack(error: Error): boolean {
    return this.code.isOnStack(error);
  }

  // What the watch for leaks tells.

  leaked(kind: string, error: Error): void {
    const [place] = this.code.callers(error);
    const leak = `${kind}, at ${place}`;
    if (this.leaks.size < 100 && !this.leaks.has(leak)) this.leaks.set(leak, this.nowUs);
  }

  // What its runner tells of.

  /** A program starts, or something reaches it. */
  enter(callback: () => void): void {
    outside(callback);
  }

  /** What the program does in this event it has done. */
  finishEvent(): void {
    this.lastWords.say();
  }

  ring(alarm: OneAlarm): void {
    this.alarms.delete(alarm);
    alarm.ring();
  }

  message(message: unknown, from: number, ticket: number): void {
    const { host } = this;
    const packet = packetOf(message);
    if (packet === null) {
      this.log("it has no use for this message");
      return;
    }
    const name = host.nameOf(from);
    const { listener, returned } = this.channels.get(packet.channel) ?? {};
    const receive = packet.returned ? returned : listener;
    if (receive !== undefined) this.enter(() => receive(packet.body, name));
    else returnPacket(host, this.machine, packet, from, ticket);
  }

  /** The process is gone: nothing of it reaches the machine any more. */
  end(how: "exit" | "crash"): void {
    if (this.isDead) return;
    if (how === "exit") for (const listener of this.endListeners) listener(how);
    this.isDead = true;
    if (how === "crash") for (const listener of this.endListeners) listener(how);
    for (const alarm of [...this.alarms]) alarm.cancel();
    this.alarms.clear();
    this.lastWords.forget();
    this.holds.clear();
    this.channels.clear();
    this.endListeners.length = 0;
  }

  private readonly count = (change: number) => {
    this.referenced += change;
  };
}
