import { assert, InvariantError } from "../kernel/assert.js";
import { LimitReached } from "../kernel/limits.js";
import type { Random } from "../kernel/random.js";
import { Refusal } from "../kernel/refusal.js";
import { type Delay, latestUs, toUs } from "../kernel/time.js";
import { epochUs, instantUsOf, WallClock } from "./clock.js";
import { Disk } from "./disk.js";
import type { Place } from "./event-guard.js";
import { FailStop } from "./fail-stop.js";
import { FileSystem } from "./files/file-system.js";
import { type Host, Occasion, type ProcessError, type WaitingEvent } from "./host.js";
import type { Loss } from "./loss.js";
import type { MachineSpec } from "./machine-spec.js";
import type { AnyProcess } from "./process.js";
import { ProtocolRunner } from "./protocol-context.js";
import { Sites } from "./sites.js";

/** Up: it runs. Paused: it runs nothing, but goes on later. Crashed: memory is lost. Stopped: its program returned. */
export type Status = "up" | "paused" | "crashed" | "stopped";

/** Makes a node's process react; one for each kind of process. */
export interface Runner {
  readonly state: object;
  boot(recovering: boolean): void;
  message(message: unknown, from: number, ticket: number): void;
  /** A timer's event has left the queue; `timer` follows, now or when the node is free. */
  timerTaken(what: number, payload: unknown): void;
  timer(what: number, payload: unknown): void;
  synced(payload: unknown): void;
  /** The process is gone: forget all that it waited for. */
  discard(): void;
  /** A message came for a process that has ended, though its machine lives. */
  unheard?(message: unknown, from: number, ticket: number): void;
  /** Tells the process to end; false if it has to be ended without its doing. */
  terminate?(): boolean;
  /** A step of the node has ended, and nothing of it is left to run. */
  settled?(): void;
  /** Offers a failure to the process, which may deal with it; null if it did. Unless there is this, it never does. */
  offer?(thrown: unknown, origin: FailureOrigin): ProcessError | null;
  /**
   * What people see of the process besides its state, by what it is: sockets, output. It is made when somebody looks,
   * changes nothing, and is no state: properties are not asked about it.
   */
  belongings?(): Readonly<Record<string, unknown>>;
  /** Tells where in the process a thread is, if it is there. Unless there is this, any place may be. */
  placeOf?(place: Place): string | null;
  /** What the process asked for that the simulation does not have. */
  readonly refused?: readonly string[];
  /** What the process reached that is not simulated. */
  readonly leaks?: readonly string[];
  /** What the process complained of last before it exited, if it did so with another code than 0. */
  readonly saidLast?: string | null;
}

/** How a failure came to light: it was thrown to nobody, or this promise was rejected and nobody minded. */
export type FailureOrigin = "thrown" | Promise<unknown>;

/** A factor on all CPU time, for a while. */
export interface Slowness {
  readonly factor: number;
  readonly onEffect: () => void;
}

/** The simulated machine that one process runs on. */
export class Machine {
  // What every event looks at comes first, so that it lies together in memory.
  /** Up, with nothing waiting: an event can be handled at once, unless the CPU is busy. */
  private free = true;
  private busyUntilUs = 0;
  /** CPU time spent so far in the step under way. */
  spentUs = 0;
  private readonly cpuUs: number;
  private readonly mindsSteps: boolean;
  private readonly runner: Runner;
  private readonly host: Host;
  status: Status = "up";
  readonly id: number;
  readonly name: string;
  readonly process: AnyProcess;
  readonly clock: WallClock;
  /** Why the node is crashed or stopped, in words; null while it is not. */
  reason: string | null = null;
  /** How often the process was started; what was scheduled for an earlier start is void. */
  incarnation = 0;

  private readonly spec: MachineSpec;
  private streams: Map<string, Random> | null = null;
  private processStream: Random | null = null;
  private ownDisk: Disk | null = null;
  private ownFiles: FileSystem | null = null;
  private ownSites: Sites | null = null;
  private waiting: WaitingEvent[] = [];
  private resumeSlot = -1;
  /** Whether the process was ever started: a crash may come before. */
  private hasRun = false;
  private crashes = 0;
  private hasPower = true;
  private pauses = 0;
  private slownesses: readonly Slowness[] = [];

  constructor(id: number, process: AnyProcess, spec: MachineSpec, host: Host) {
    this.id = id;
    this.name = host.names[id];
    this.process = process;
    this.host = host;
    this.spec = spec;
    this.clock = new WallClock(spec.date === undefined ? epochUs : instantUsOf(spec.date));
    this.cpuUs = toUs(spec.cpu ?? 0);
    this.runner = process.kind === "protocol" ? new ProtocolRunner(this, host, process) : process.runner(this, host);
    this.mindsSteps = this.runner.settled !== undefined;
  }

  get state(): object {
    return this.runner.state;
  }

  /** What the process and its disk have, for people; null of a protocol, whose state is all that there is to see. */
  belongings(): Readonly<Record<string, unknown>> | null {
    const own = this.runner.belongings?.();
    if (own === undefined) return null;
    const files = this.ownFiles?.listing() ?? {};
    const records = this.ownDisk?.contents() ?? {};
    return {
      ...(Object.keys(files).length === 0 ? {} : { files }),
      ...(Object.keys(records).length === 0 ? {} : { records }),
      ...own,
    };
  }

  /** All other nodes. */
  get peers(): readonly string[] {
    this.otherNames ??= this.host.names.filter((name) => name !== this.name);
    return this.otherNames;
  }
  private otherNames: readonly string[] | null = null;

  /** The state of this node when it has not started. */
  freshState(): object {
    try {
      return this.process.state({ name: this.name, nodes: this.host.names });
    } catch (thrown) {
      const problem = `threw ${describe(thrown).message}`;
      throw new Refusal([{ path: `nodes.${this.name}.state`, value: this.process.state, problem }]);
    }
  }

  get disk(): Disk {
    this.ownDisk ??= new Disk(this.spec.disk ?? {}, this.stream("disk"), this);
    return this.ownDisk;
  }

  /** The files of real programs, on the same device as the records of `disk`. */
  get files(): FileSystem {
    if (this.ownFiles === null) {
      this.ownFiles = new FileSystem({
        disk: this.disk,
        capacity: this.spec.disk?.capacity ?? Number.POSITIVE_INFINITY,
        journalled: this.spec.disk?.journal === "ordered",
        random: this.stream("files"),
        clock: this,
        wallUs: () => this.clock.readUs(this.nowUs),
      });
      this.ownFiles.observer = (change, file, value) => {
        if (this.host.recording) this.host.record({ kind: "write", file, change, value });
      };
    }
    return this.ownFiles;
  }

  /** Where the code of its process may go another way than usual. */
  get sites(): Sites {
    this.ownSites ??= new Sites(this.host.seed, this.name);
    return this.ownSites;
  }

  /** The stream that the process draws from unless it names one. */
  get random(): Random {
    this.processStream ??= this.stream("process");
    return this.processStream;
  }

  /** The node's random stream of this name: the same one each time, across restarts too. */
  stream(name: string): Random {
    this.streams ??= new Map();
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = this.host.seed.stream(`node ${this.name}/${name}`);
      this.streams.set(name, stream);
    }
    return stream;
  }

  /**
   * Something happens to the node: at once, later if it is paused or busy, never if it is down. Call `settle` when all
   * that follows at this instant has happened.
   */
  handle(occasion: number, whom: number, what: number, payload: unknown): void {
    if (!this.free || occasion > Occasion.synced || this.busyUntilUs > this.host.nowUs) {
      this.handleWithCare(occasion, whom, what, payload);
      return;
    }
    if (occasion === Occasion.timer) this.runner.timerTaken(what, payload);
    this.react(occasion, whom, what, payload);
  }

  /** The instant that a process takes for now: the step's, plus what it has worked since. */
  get nowUs(): number {
    return this.host.nowUs + this.spentUs;
  }

  /** Spends CPU time: what the process does next in this step happens that much later. */
  work(delay: Delay): void {
    let lengthUs = toUs(delay);
    if (lengthUs === 0) return;
    for (const slowness of this.slownesses) {
      lengthUs = Math.round(lengthUs * slowness.factor);
      slowness.onEffect();
    }
    this.idle(lengthUs);
  }

  /** Waits for a device, which a slow CPU does not slow down; the node does nothing else meanwhile either. */
  idle(lengthUs: number): void {
    if (lengthUs === 0) return;
    this.spentUs += lengthUs;
    if (this.host.recording) this.host.record({ kind: "work", lengthUs });
  }

  /** Whether nothing can reach the process. */
  get isDown(): boolean {
    return this.status === "crashed" || this.status === "stopped";
  }

  /** Whether a fault has crashed it, or told it to end, and is not over. */
  get isTakenDown(): boolean {
    return this.crashes > 0;
  }

  /**
   * Begins a crash, as when the power fails: memory is lost, and what the disk has only cached, which it tells. It ends
   * when all crashes that were begun have ended.
   */
  crash(reason: string, torn = false): readonly Loss[] {
    this.crashes++;
    this.incarnation++;
    this.hasPower = false;
    const losses = [...(this.ownDisk?.crash(torn) ?? []), ...(this.ownFiles?.crash(torn) ?? [])];
    this.goDown("crashed", reason);
    if (this.host.recording) for (const loss of losses) this.host.record({ kind: "loss", node: this.name, ...loss });
    return losses;
  }

  /**
   * Tells the process to end, as one does before its machine is needed otherwise: a real program is sent SIGTERM, any
   * other just ends. What was written stays. To be ended as a crash is; a process that still runs then is killed.
   */
  terminate(): void {
    this.crashes++;
    if (this.isDown || this.runner.terminate?.()) return;
    this.goDown("stopped", "it was told to stop");
  }

  /** Ends one crash; after the last one the process starts again. */
  revive(): void {
    assert(this.crashes > 0, "only a crash that was begun is ended");
    if (--this.crashes > 0) return;
    if (!this.isDown) this.goDown("crashed", "it did not stop in time");
    this.start(toUs(this.spec.boot ?? 0));
  }

  /** Where the process was, of places of the thread, the innermost first: as the end of a sentence. */
  placeOf(places: readonly Place[]): string {
    const tell = ({ script, line }: Place) => `${script}:${line}`;
    for (const place of places) {
      const told = this.runner.placeOf === undefined ? tell(place) : this.runner.placeOf(place);
      if (told !== null) return `, in ${place.within === "" ? "a function" : place.within} (${told})`;
    }
    return "";
  }

  /** Ends the process in the midst of a step, which has no end. Whatever it was doing to its machine is half done. */
  abandon(reason: string): void {
    try {
      this.goDown("crashed", reason);
    } catch {
      // It was about to change what is to be put in order now: the run is over, and nothing looks at that any more.
    }
  }

  pause(): void {
    this.pauses++;
    if (this.status === "up") this.become("paused");
  }

  /** Ends one pause; after the last one the node handles what has been waiting, in order. */
  unpause(): void {
    assert(this.pauses > 0, "only a pause that was begun is ended");
    if (--this.pauses > 0 || this.status !== "paused") return;
    this.become("up");
    this.settle();
  }

  addSlowness(slowness: Slowness): void {
    this.slownesses = [...this.slownesses, slowness];
  }

  removeSlowness(slowness: Slowness): void {
    this.slownesses = this.slownesses.filter((other) => other !== slowness);
  }

  /** Starts the process, after so many microseconds. */
  start(inUs: number): void {
    this.incarnation++;
    this.host.schedule(this.id, Occasion.boot, this.host.nowUs + inUs, this.incarnation, null);
  }

  /** What the process asked for that the simulation does not have, a line each. */
  get refused(): readonly string[] {
    return this.runner.refused ?? [];
  }

  get leaks(): readonly string[] {
    return this.runner.leaks ?? [];
  }

  get saidLast(): string | null {
    return this.runner.saidLast ?? null;
  }

  /** The program of this node has come to its end. */
  stop(reason = "its program returned"): void {
    if (this.status !== "crashed") this.goDown("stopped", reason);
  }

  /** The process threw, rejected, or gave up by `cx.fail`: only it dies, and what it wrote stays in the disk's cache. */
  fail(thrown: unknown, origin: FailureOrigin = "thrown"): void {
    if (thrown instanceof LimitReached || thrown instanceof InvariantError || thrown instanceof Refusal) throw thrown;
    if (this.isDown) return;
    if (thrown instanceof FailStop) {
      this.goDown("crashed", thrown.message);
    } else {
      const error = this.runner.offer === undefined ? describe(thrown) : this.runner.offer(thrown, origin);
      if (error === null) return;
      this.goDown("crashed", `it failed: ${error.message}`);
      this.host.processFailed(this.id, error);
    }
    if (this.spec.restart !== undefined && this.crashes === 0) this.start(toUs(this.spec.restart));
  }

  /** Whether a supervisor starts the process again after it failed. */
  get supervised(): boolean {
    return this.spec.restart !== undefined;
  }

  private handleWithCare(occasion: number, whom: number, what: number, payload: unknown): void {
    if (occasion === Occasion.boot) {
      if (what !== this.incarnation) {
        this.lose("it was crashed again");
        return;
      }
      this.reason = null;
      this.hasPower = true;
      this.become(this.pauses > 0 ? "paused" : "up");
    }
    if (this.isDown) {
      this.lose(`it is ${this.status}`);
      if (occasion === Occasion.message && this.hasPower) this.runner.unheard?.(payload, whom, what);
      return;
    }
    if (occasion === Occasion.timer) this.runner.timerTaken(what, payload);
    if (occasion === Occasion.resume) {
      this.resumeSlot = -1;
      this.catchUp();
    } else if (this.free && this.busyUntilUs <= this.host.nowUs) {
      this.react(occasion, whom, what, payload);
    } else {
      this.wait({ occasion, whom, what, payload, cause: this.host.cause });
    }
  }

  private become(status: Status): void {
    this.status = status;
    this.free = status === "up" && this.waiting.length === 0;
    this.host.lifecycleChanged(this.id);
  }

  private react(occasion: number, whom: number, what: number, payload: unknown): void {
    if (this.cpuUs > 0) this.work(this.cpuUs);
    try {
      switch (occasion) {
        case Occasion.message:
          this.runner.message(payload, whom, what);
          break;
        case Occasion.timer:
          this.runner.timer(what, payload);
          break;
        case Occasion.synced:
          this.finishSync(what, payload as { changes: number });
          break;
        case Occasion.boot: {
          const recovering = this.hasRun;
          this.hasRun = true;
          this.runner.boot(recovering);
        }
      }
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** Ends the step of this node: accounts for the CPU time it took, and sees to what is waiting. */
  settle(): void {
    if (this.mindsSteps) this.runner.settled?.();
    if (this.free && this.spentUs === 0) return;
    if (this.spentUs > 0) {
      this.busyUntilUs = Math.min(this.host.nowUs + this.spentUs, latestUs);
      this.spentUs = 0;
    }
    if (this.waiting.length === 0 || this.resumeSlot >= 0 || this.status !== "up") return;
    const atUs = Math.max(this.host.nowUs, this.busyUntilUs);
    this.resumeSlot = this.host.schedule(this.id, Occasion.resume, atUs, 0, null);
  }

  private finishSync(incarnation: number, payload: { changes: number }): void {
    if (incarnation !== this.incarnation) return;
    this.disk.finishSync(payload.changes);
    this.runner.synced(payload);
  }

  private wait(event: WaitingEvent): void {
    this.waiting.push(event);
    if (this.host.recording)
      this.host.record({ kind: "waits", reason: this.status === "paused" ? "it is paused" : "it is busy" });
    this.free = false;
    const { backlog } = this.host.limits;
    if (this.waiting.length > backlog) {
      throw new LimitReached("backlog", backlog, `that much is waiting for ${this.name}, which is ${this.status}`);
    }
  }

  private lose(reason: string): void {
    if (this.host.recording) this.host.record({ kind: "lost", reason });
  }

  /** Handles the first of what has been waiting; each of the rest gets a step of its own. */
  private catchUp(): void {
    if (this.status !== "up") return;
    const event = this.waiting.shift();
    if (event === undefined) return;
    this.free = this.waiting.length === 0;
    this.host.standIn(event);
    this.react(event.occasion, event.whom, event.what, event.payload);
  }

  private goDown(status: "crashed" | "stopped", reason: string): void {
    if (this.status === "crashed") return;
    this.reason = reason;
    this.incarnation++;
    this.busyUntilUs = 0;
    this.spentUs = 0;
    this.waiting = [];
    if (this.resumeSlot >= 0) this.host.cancel(this.resumeSlot);
    this.resumeSlot = -1;
    this.runner.discard();
    if (this.host.recording) this.host.record({ kind: "crash", reason });
    this.become(status);
  }
}

/** In words, whatever was thrown: an error of another realm has only the looks of one, and looking may throw as well. */
export function describe(thrown: unknown): ProcessError {
  try {
    const { code } = Object(thrown) as { readonly code?: unknown };
    if (code === "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING") {
      const { stack = "" } = thrown as Error;
      return {
        message: "Error: import() of a name that the code does not name as a text: only such are bundled",
        stack,
      };
    }
    const { name = "Error", message, stack = "" } = Object(thrown) as Partial<Error>;
    if (typeof message === "string") return { message: `${name}: ${message}`, stack: `${stack}` };
    return { message: String(thrown), stack: "" };
  } catch {
    return { message: "an object", stack: "" };
  }
}
