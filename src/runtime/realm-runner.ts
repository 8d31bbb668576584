import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { formatInstant } from "../kernel/time.js";
import { eventGuard, type Place } from "../node/event-guard.js";
import { FailStop } from "../node/fail-stop.js";
import type { Host, ProcessError } from "../node/host.js";
import { describe, type FailureOrigin, type Machine, type Runner } from "../node/machine.js";
import { packetOf, returnPacket } from "../node/packet.js";
import type { OneAlarm } from "./alarm.js";
import type { Builtin } from "./builtin.js";
import type { Code } from "./code.js";
import { unwatchLeaks, watchLeaks } from "./leaks.js";
import { plainCopy } from "./plain-copy.js";
import { Exit, type Printed, ProcessHost, type Start } from "./process-host.js";
import type { NodeProgramState } from "./program.js";
import { makeRealm, type Realm } from "./realm.js";
import { keepShared } from "./shared-objects.js";
import { eventStacks, stacksOf, type TellStack } from "./stacks.js";
import { leaveWarnings, takeWarnings, type Warn } from "./warnings.js";

interface Options extends Start {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly inspect?: string;
  readonly builtins?: Readonly<Record<string, Builtin>>;
}

type Main = (exports: object, require: Realm["require"], metaOf: (path: string) => object) => Promise<void>;

/** A process under way: its world, its realm, and what its program exports. */
interface Running {
  readonly host: ProcessHost;
  readonly realm: Realm;
  readonly tellStack: TellStack;
  readonly warn: Warn;
  readonly exports: Record<string, unknown>;
  /** Whether the program has been gone through to its end, `await`s and all. */
  loaded: boolean;
  /** Whether the program knows that nothing is left to do. */
  warned: boolean;
  /** Whether an event is on its way that ends the process. */
  ending: boolean;
}

/** How much of a line is told as what a process said last, in characters. */
const longestSaid = 200;

/** Makes a real program go on with what happens to its machine: each start is a process in a realm of its own. */
export class RealmRunner implements Runner {
  private readonly machine: Machine;
  private readonly host: Host;
  private readonly code: Code;
  private readonly options: Options;
  private readonly asked = new Set<string>();
  private readonly leaked = new Map<string, number>();
  private running: Running | null = null;
  private printed: Printed = { stdout: [], stderr: [], lines: 0 };
  private exitCode: number | null = null;
  private isFurnished = false;
  /** Its state, as it was when somebody asked last; null if the program may have gone on since, which it does in its own steps only. */
  private shown: object | null = null;

  constructor(machine: Machine, host: Host, code: Code, options: Options) {
    this.machine = machine;
    this.host = host;
    this.code = code;
    this.options = options;
  }

  get refused(): readonly string[] {
    return [...this.asked];
  }

  get leaks(): readonly string[] {
    return [...this.leaked].map(([leak, atUs]) => `${leak}, at ${formatInstant(atUs)}`);
  }

  get saidLast(): string | null {
    // A stack, or what an object has, is more of what was said before.
    const said = this.exitCode ? this.printed.stderr.findLast((line) => /^[^\s}]/.test(line)) : undefined;
    return said?.slice(0, longestSaid) ?? null;
  }

  placeOf(place: Place): string | null {
    return this.code.placeOf(place);
  }

  get state(): object {
    this.shown ??= this.look();
    return this.shown;
  }

  boot(): void {
    this.shown = null;
    const { machine, code } = this;
    const { bundle, script } = code;
    this.printed = { stdout: [], stderr: [], lines: 0 };
    this.exitCode = null;
    this.furnish();
    const host = new ProcessHost({
      machine,
      host: this.host,
      code,
      start: this.options,
      refused: this.asked,
      leaked: this.leaked,
      printed: this.printed,
      exited: (exitCode) => this.exit(exitCode),
    });
    keepShared();
    const folder = dirname(bundle.file);
    const realm = makeRealm(host, bundle, folder, this.options.builtins);
    const tellStack = stacksOf((line) => code.isOwn(line), realm.globals.Error);
    const warn = (warning: Error) => realm.module("process").emitWarning(warning);
    const running: Running = { host, realm, tellStack, warn, exports: {}, loaded: false, warned: false, ending: false };
    this.running = running;
    this.watch(running);
    const main: Main = script.runInContext(realm.context);
    const metaOf = (path: string) => ({
      url: pathToFileURL(path).href,
      filename: path,
      dirname: dirname(path),
      main: path === bundle.file,
      resolve: (name: string) => realm.host.refuse(`import.meta.resolve of ${name}`),
    });
    const start = () => main(running.exports, realm.require, metaOf);
    const loaded = () => {
      running.loaded = true;
    };
    const failed = (thrown: unknown) => {
      if (!host.isDead) machine.fail(thrown);
    };
    host.enter(() => {
      // Microtasks of a module come before ticks, and those of a script after them, as each is run from where it is.
      const ended = bundle.isModule ? Promise.resolve().then(start) : start();
      ended.then(loaded, failed);
    });
  }

  /** What a machine has from the beginning is its own from then on. */
  private furnish(): void {
    if (this.isFurnished) return;
    this.isFurnished = true;
    const files = { ...this.code.bundle.files, ...this.options.files };
    for (const [path, contents] of Object.entries(files)) {
      this.machine.files.furnish(path, Buffer.from(contents as string));
    }
  }

  message(message: unknown, from: number, ticket: number): void {
    this.shown = null;
    this.watched()?.message(message, from, ticket);
  }

  /** Something reaches the program that is no message: it reads on stdin what somebody has written. */
  reached(by: () => void): void {
    this.shown = null;
    this.watched()?.enter(by);
  }

  unheard(message: unknown, from: number, ticket: number): void {
    const packet = packetOf(message);
    if (packet !== null) returnPacket(this.host, this.machine, packet, from, ticket);
  }

  timerTaken(_what: number, payload: unknown): void {
    (payload as OneAlarm).slot = -1;
  }

  timer(_what: number, payload: unknown): void {
    this.shown = null;
    this.watched()?.ring(payload as OneAlarm);
  }

  synced(): void {}

  terminate(): boolean {
    this.shown = null;
    const { running } = this;
    if (running === null) return false;
    running.host.schedule(0, () => running.realm.module("process").receive("SIGTERM"), "signal SIGTERM");
    return true;
  }

  /**
   * The event is over. When nothing is left that the process would wait for, it ends: in an event of its own, since it
   * may have a say.
   */
  settled(): void {
    this.shown = null;
    this.unwatch();
    const { running } = this;
    running?.host.finishEvent();
    if (running === null || running.ending) return;
    if (!running.host.isIdle) {
      running.warned = false;
      return;
    }
    running.ending = true;
    running.host.schedule(0, () => this.runOut(running), "the end").unreference();
  }

  offer(thrown: unknown, origin: FailureOrigin): ProcessError | null {
    const { running } = this;
    if (running === null || thrown instanceof Exit) return null;
    const process = running.realm.module("process");
    let left = thrown;
    try {
      if (origin !== "thrown" && process.emit("unhandledRejection", thrown, origin)) return null;
      const event = origin === "thrown" ? "uncaughtException" : "unhandledRejection";
      process.emit("uncaughtExceptionMonitor", thrown, event);
      if (process.emit("uncaughtException", thrown, event)) return null;
      process.exitCode = 1;
      this.sayExit(running, 1);
    } catch (worse) {
      if (worse instanceof Exit) return null;
      left = worse;
    }
    running.host.end("exit");
    this.exitCode = 1;
    const { message, stack } = describe(left);
    return { message, stack: this.code.stack(stack) };
  }

  belongings(): Readonly<Record<string, unknown>> {
    return this.running?.host.belongings() ?? {};
  }

  discard(): void {
    this.shown = null;
    this.running?.host.end("crash");
    this.running = null;
    this.unwatch();
  }

  /** The process, whose program goes on now. */
  private watched(): ProcessHost | undefined {
    const { running } = this;
    if (running !== null) this.watch(running);
    return running?.host;
  }

  private watch({ host, tellStack, warn }: Running): void {
    watchLeaks(host);
    eventStacks.begin(tellStack);
    takeWarnings(warn);
  }

  private unwatch(): void {
    unwatchLeaks();
    eventStacks.end();
    leaveWarnings();
  }

  private runOut(running: Running): void {
    running.ending = false;
    if (!running.host.isIdle) return;
    const process = running.realm.module("process");
    if (!running.warned && process.listenerCount("beforeExit") > 0) {
      running.warned = true;
      process.emit("beforeExit", process.exitCode ?? 0);
      return;
    }
    // As Node says that the program waits for what nothing can bring about any more.
    const code = process.exitCode ?? (running.loaded ? 0 : 13);
    running.host.exit(code);
  }

  /** The process exits: at once, whatever it is in the midst of. */
  private exit(code: number): void {
    const { running, machine } = this;
    if (running === null) return;
    const process = running.realm.module("process");
    this.sayExit(running, code);
    running.host.end("exit");
    this.exitCode = Number(process.exitCode ?? code);
    const awaited = running.loaded || code !== 13 ? "" : ": what it awaits at its top level never comes";
    if (this.exitCode === 0) machine.stop("it exited with code 0");
    else machine.fail(new FailStop(`it exited with code ${this.exitCode}${awaited}`));
  }

  private sayExit({ realm }: Running, code: number): void {
    const process = realm.module("process");
    const { emit } = process;
    // Whoever exits once more while the process says that it does, does not make it say so again.
    if (process.exiting) return;
    process.exiting = true;
    emit.call(process, "exit", code);
  }

  /** What the program shows of itself, if it says so in time; within an event that has its own time. */
  private ask(shown: () => unknown): unknown {
    const guard = eventGuard();
    return guard.isBusy ? shown() : guard.call(shown, 1_000 * this.host.limits.eventSeconds);
  }

  private look(): object {
    const { running } = this;
    const { inspect } = this.options;
    if (inspect !== undefined) {
      if (running === null) return {};
      try {
        const shown = running.exports[inspect];
        if (shown === undefined) return {};
        return plainCopy(typeof shown === "function" ? this.ask(shown as () => unknown) : shown) as object;
      } catch (thrown) {
        const { message } = describe(thrown);
        // Until it has come to its declaration.
        if (!message.startsWith("ReferenceError: "))
          this.asked.add(`its own ${inspect}, which cannot be shown: ${message}`);
        return {};
      }
    }
    const { stdout, stderr, lines } = this.printed;
    return {
      pid: 1000 + this.machine.id,
      exitCode: this.exitCode,
      stdout: [...stdout],
      stderr: [...stderr],
      lines,
      handles: running?.host.handles ?? [],
    } satisfies NodeProgramState;
  }
}
