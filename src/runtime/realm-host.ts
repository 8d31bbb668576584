import type { Random } from "../kernel/random.js";
import type { Disk } from "../node/disk.js";
import type { FileSystem } from "../node/files/file-system.js";

/**
 * What the built-ins of a realm may use of the world: the machine, its clocks, its chance, its wires. There is nothing
 * else; a built-in that reads anything real is a leak. All of it is inert once the process is dead.
 *
 * Whatever calls back does so inside an event of the node, after which all microtasks are drained. So a built-in may
 * settle promises, emit events and call the program's callbacks there, and nowhere else; `process.nextTick` and
 * `queueMicrotask` are Node's own and may be used at any time. What a callback throws is the program's failure.
 */
export interface RealmHost {
  /** This node's name, which is its host name too. */
  readonly node: string;
  /** All nodes of the cluster, this one among them, in the scenario's order: names that can be reached. */
  readonly nodes: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;

  /** Microseconds since the run began. No fault touches it. */
  readonly nowUs: number;
  /** Microseconds since 1970, as this node believes: skew, drift and jumps show here. */
  readonly wallUs: number;
  /** Microseconds since this process was started. */
  readonly uptimeUs: number;
  /** The node's stream of chance by this name: one for each purpose, so that none shifts another. */
  random(purpose: string): Random;

  /** Calls back as an event of its own, after so many microseconds of the monotonic clock, 0 included. */
  schedule(delayUs: number, callback: () => void, what?: string): Alarm;
  /** Calls back when the event under way is over and its microtasks have run. Nothing of the program is called there. */
  atEndOfEvent(callback: () => void): void;
  /**
   * Keeps the process running, as a listening server or an open socket does, until the function it returns is called.
   * `what` is shown among the open handles. An alarm holds by itself.
   */
  hold(what: string): () => void;
  /** Whether the process is gone: it exited, failed, or its machine crashed. */
  readonly isDead: boolean;
  /** Ends the process at once, by throwing what nobody should catch. */
  exit(code: number): never;
  /** What the program is given on stdin: all of it at once, or by somebody as time goes by. */
  readonly stdin: string | Terminal;
  /** The program has written a line. */
  print(stream: "stdout" | "stderr", line: string): void;
  /** Whether the program was under way when an error was made. */
  isOnStack(error: Error): boolean;
  /** Every callback from now on is to find again what the program has put around the call that asked for it. */
  keepCalls(): void;
  /**
   * Called once when the process ends. "exit": it ended by itself (it returned, exited or failed), and its machine lives,
   * which would close its sockets now; what is sent here still leaves. "crash": the machine lost power, nothing leaves.
   */
  onEnd(listener: (how: "exit" | "crash") => void): void;

  /**
   * Puts a packet on the link to a node, or to a client that has sent one, by name; to itself it arrives at this instant, as an event. The body is plain
   * data (byte arrays included) that nobody changes any more: it is frozen, and byte arrays must be copies.
   *
   * Of a "datagram" one may rely on nothing: the link may lose, double, damage, delay and reorder it.
   * A "segment" is neither doubled nor damaged. It may still be lost without a word (loss, a cut when it leaves or when
   * it arrives, a full link, a receiver that is down), be held for long, and overtake others. So a stream over segments
   * numbers them, puts them in order, acknowledges and retransmits. A cut is silence, never a reset.
   */
  send(to: string, channel: string, body: unknown, kind: "datagram" | "segment"): void;
  /**
   * Is given what arrives on a channel, each packet as an event. One listener a channel. `returned` is given, as an event
   * too, the body of a packet that was sent on this channel to a process that does not listen on it, or that has ended
   * while its machine lives: the machine sends it back over the link, as a refused connection. Nobody sends anything back
   * where the machine has no power.
   */
  listen(
    channel: string,
    listener: (body: unknown, from: string) => void,
    returned?: (body: unknown, from: string) => void,
  ): void;

  /** The machine's disk: records in files, cached until synced. It outlives the process, and a crash as the disk says. */
  readonly disk: Disk;
  /** Calls back when all that was written so far is durable, or is said to be. */
  syncDisk(callback: () => void): void;
  /** The machine's files, on the same device. They outlive the process, and a crash as far as they were synced. */
  readonly files: FileSystem;
  /** Waits for a device, as a synchronous call does: the process does nothing else for so many microseconds. */
  idle(lengthUs: number): void;

  /** People who look at the process are shown what this makes, then and only then: it changes nothing. */
  show(what: string, look: () => unknown): void;

  /** Leaves a line in the trace. */
  log(text: string): void;
  /**
   * Throws the error of an API that the simulation does not have; `instead` says what to use. It names node, instant and
   * the line of the program, and is told in the report even if the program swallows it.
   */
  refuse(api: string, instead?: string): never;
}

/** Somebody at the other end of the stdin and the stdout of a process. */
export interface Terminal {
  /** A process reads its stdin from now on: text is given to it by `give`, in events of its node. */
  attach(give: (text: string) => void): void;
  /** It has written a line, which is kept nowhere else. */
  print(stream: "stdout" | "stderr", line: string): void;
}

/** Something that will happen to the process, unless it is cancelled. A referenced one keeps the process running. */
export interface Alarm {
  /** Whether it is still to come. */
  readonly isSet: boolean;
  readonly isReferenced: boolean;
  /** Forgets the callback at once. */
  cancel(): void;
  reference(): void;
  unreference(): void;
}
