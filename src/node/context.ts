import type { Random } from "../kernel/random.js";
import type { Delay } from "../kernel/time.js";
import { FailStop } from "./fail-stop.js";
import type { Host } from "./host.js";
import type { Machine } from "./machine.js";
import { type Signed, sign, verify } from "./signature.js";

/** What every process may do on its machine, whatever its kind. */
export abstract class Context<State extends object> {
  /** @internal */
  readonly machine: Machine;
  /** @internal */
  readonly host: Host;
  /** What the process keeps in memory. A crash loses it. */
  state: State;

  constructor(machine: Machine, host: Host) {
    this.machine = machine;
    this.host = host;
    this.state = machine.freshState() as State;
  }

  /** This node's name. */
  get name(): string {
    return this.machine.name;
  }

  /** All nodes of the cluster, this one among them, in the scenario's order. */
  get nodes(): readonly string[] {
    return this.host.names;
  }

  /** All nodes but this one. */
  get peers(): readonly string[] {
    return this.machine.peers;
  }

  /** The monotonic clock: microseconds since the run began. No fault touches it. */
  get nowUs(): number {
    return this.machine.nowUs;
  }

  /** The wall clock: microseconds since 1970, as this node believes. Skew, drift and jumps show here. */
  get wallUs(): number {
    return this.machine.clock.readUs(this.machine.nowUs);
  }

  /** The number of the step under way: with it, a log line or a record can be found again in the run. */
  get step(): number {
    return this.host.step;
  }

  /** The node's own chance. */
  get random(): Random {
    return this.machine.random;
  }

  /** A stream of chance by this name, apart from `random` and from every other name. */
  stream(name: string): Random {
    return this.machine.stream(`process/${name}`);
  }

  /**
   * Sends plain data to a node, which may be lost, late or twice on its way; to itself it arrives at once. A node is
   * meant by its name or, which is faster in large clusters, by its position in `nodes`.
   */
  send(to: string | number, message: unknown): void {
    this.host.transmit(this.machine.id, this.host.numberOf(to), this.machine.nowUs, message, 0);
  }

  /** Vouches for a value under this node's name. */
  sign<T>(value: T): Signed<T> {
    return sign(this.host.seed, this.machine.name, value);
  }

  /** Whether the node named in it really signed this value. */
  verify(signed: Signed<unknown>): boolean {
    return verify(this.host.seed, signed);
  }

  /**
   * Whether to go another way than usual here: true now and then while a row of the timetable says `maybe`, false
   * otherwise. For what is allowed and rare: to give up early, to take the slow path, to send twice, to flush now. The
   * site is known by its name.
   */
  maybe(site: string): boolean {
    const fires = this.machine.sites.ask(site);
    if (fires) this.log(`maybe "${site}": yes`);
    return fires;
  }

  /** Leaves a note in the trace. */
  log(text: string): void {
    if (this.host.recording) this.host.record({ kind: "log", text });
  }

  /** Stops this node on purpose, as when it must not go on with what its disk holds. Not a finding. */
  fail(reason: string): never {
    throw new FailStop(reason);
  }
}

/** What is answered to a request: its result, or that it had no effect and why. */
export type Answer<Result = unknown> =
  | { readonly kind: "ok"; readonly value: Result }
  /** `instead` names a node that may do better. */
  | { readonly kind: "refused"; readonly reason: string; readonly instead?: string };

export type { Delay };
