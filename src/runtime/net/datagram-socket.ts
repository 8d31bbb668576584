import { EventEmitter } from "node:events";
import { isIP } from "node:net";
import { familyOf, isAny, seenBy, unmapped } from "./addresses.js";
import { checkedPort, type Options } from "./arguments.js";
import type { Endpoint } from "./connection.js";
import type { SystemErrorCode } from "./errors.js";
import type { Stack } from "./stack.js";

/** What travels from one socket to another, alone. */
export interface Datagram {
  readonly from: number;
  readonly to: number;
  /** The addresses that it was sent to and from. */
  readonly target: string;
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** Who gets datagrams. */
export interface Receiver extends Endpoint {
  receive(datagram: Datagram): void;
}

type Callback = (...args: unknown[]) => void;

/** As many bytes as fit into a datagram of IPv4. */
const maxBytes = 65_507;

/** Reaches every node that listens on the port. */
const broadcasts = ["255.255.255.255", "10.255.255.255"];

/** Node's `dgram.Socket`. */
export class SimulatedDatagramSocket extends EventEmitter {
  readonly type: "udp4" | "udp6";
  private readonly stack: Stack;
  private readonly lookup: Callback | undefined;
  private state: "fresh" | "binding" | "bound" | "closed" = "fresh";
  private receiver: Receiver | undefined;
  private peer: Endpoint | undefined;
  private mayBroadcast = false;
  private isReferenced = true;
  private release: (() => void) | undefined;

  constructor(stack: Stack, options: string | Options, onMessage?: Callback) {
    super();
    const { type, lookup, signal } = typeof options === "string" ? ({ type: options } as Options) : options;
    this.stack = stack;
    this.type = type;
    this.lookup = lookup;
    if (type !== "udp4" && type !== "udp6") {
      const problem = "Bad socket type specified. Valid types are: udp4, udp6";
      throw stack.errors.coded("TypeError", "ERR_SOCKET_BAD_TYPE", problem);
    }
    if (typeof onMessage === "function") this.on("message", onMessage);
    if (signal?.aborted) process.nextTick(() => this.close());
    else signal?.addEventListener("abort", () => this.state !== "closed" && this.close(), { once: true });
  }

  bind(...args: unknown[]): this {
    this.checkOpen();
    if (this.state !== "fresh") {
      throw this.stack.errors.coded("Error", "ERR_SOCKET_ALREADY_BOUND", "Socket is already bound");
    }
    const callback = args.find((arg) => typeof arg === "function") as Callback | undefined;
    const [first, second] = args;
    const isOptions = typeof first === "object" && first !== null;
    const { port, address } = (isOptions ? first : { port: first, address: second }) as Options;
    if (callback !== undefined) this.once("listening", callback);
    this.state = "binding";
    if (this.isReferenced) this.release = this.stack.host.hold("datagrams");
    const at = typeof port === "function" || port === undefined || port === null ? 0 : port;
    this.find(typeof address === "string" && address !== "" ? address : this.any, (error, found) => {
      if (this.state !== "binding") return;
      if (error === null) this.open({ address: found, port: checkedPort(this.stack.errors, at) });
      else this.fail(error);
    });
    return this;
  }

  connect(port: number, ...args: unknown[]): void {
    this.checkOpen();
    const { errors } = this.stack;
    const checked = checkedPort(errors, port, "Port");
    if (this.peer !== undefined) throw errors.coded("Error", "ERR_SOCKET_DGRAM_IS_CONNECTED", "Already connected");
    const address = typeof args[0] === "string" && args[0] !== "" ? args[0] : this.loopback;
    const callback = args.find((arg) => typeof arg === "function") as Callback | undefined;
    if (callback !== undefined) this.once("connect", callback);
    this.whenBound(() =>
      this.find(address, (error, found) => {
        if (this.state === "closed") return;
        if (error !== null) {
          process.nextTick(() => (callback === undefined ? this.emit("error", error) : callback(error)));
          return;
        }
        this.peer = { address: found, port: checked };
        process.nextTick(() => this.emit("connect"));
      }),
    );
  }

  disconnect(): void {
    this.checkConnected();
    this.peer = undefined;
  }

  /** `(what, [offset, length,] [port, [address,]] [callback])`, where only a socket that is connected needs no port. */
  send(what: unknown, ...args: unknown[]): void {
    this.checkOpen();
    const { errors } = this.stack;
    const callback = typeof args[args.length - 1] === "function" ? (args.pop() as Callback) : undefined;
    const isPart = args.length >= (this.peer === undefined ? 3 : 2) && typeof args[1] === "number";
    const [offset, length] = isPart ? (args.splice(0, 2) as number[]) : [];
    const whole = bytesOf(what);
    if (whole === undefined)
      throw errors.wrongType("buffer", "of type string or an instance of Buffer, TypedArray, or DataView", what);
    const bytes = isPart ? whole.slice(offset, (offset as number) + (length as number)) : whole;
    const [port, address] = args;
    if (this.peer !== undefined && isPart && port !== undefined) {
      throw errors.coded("Error", "ERR_SOCKET_DGRAM_IS_CONNECTED", "Already connected");
    }
    const to = this.peer?.port ?? checkedPort(errors, port, "Port");
    if (to === 0)
      throw errors.coded(
        "RangeError",
        "ERR_SOCKET_BAD_PORT",
        "Port should be > 0 and < 65536. Received type number (0).",
      );
    const name = this.peer?.address ?? (typeof address === "string" && address !== "" ? address : this.loopback);
    this.whenBound(() =>
      this.find(name, (error, found) => {
        if (this.state === "closed") return;
        const problem = error ?? this.transmit(bytes, { address: found, port: to });
        if (problem === null) {
          if (callback !== undefined) process.nextTick(callback, null, bytes.length);
        } else if (callback !== undefined) process.nextTick(callback, problem);
        else process.nextTick(() => this.emit("error", problem));
      }),
    );
  }

  close(callback?: Callback): this {
    if (typeof callback === "function") this.on("close", callback);
    this.checkOpen();
    this.state = "closed";
    if (this.receiver !== undefined) this.stack.unbind(this.receiver);
    this.letGo();
    process.nextTick(() => this.emit("close"));
    return this;
  }

  address(): { address: string; family: string; port: number } {
    this.checkOpen();
    if (this.receiver === undefined) throw this.stack.errors.system("getsockname", "EBADF");
    const { address, port } = this.receiver;
    return { address, family: familyOf(address), port };
  }

  remoteAddress(): { address: string; family: string; port: number } {
    this.checkConnected();
    const { address, port } = this.peer as Endpoint;
    return { address, family: familyOf(address), port };
  }

  setBroadcast(flag: boolean): void {
    this.checkOpen();
    this.mayBroadcast = Boolean(flag);
  }

  ref(): this {
    this.isReferenced = true;
    if (this.state === "binding" || this.state === "bound") this.release ??= this.stack.host.hold("datagrams");
    return this;
  }

  unref(): this {
    this.isReferenced = false;
    this.letGo();
    return this;
  }

  // What a machine has and no link looks at.

  setTTL(ttl: number): number {
    return ttl;
  }

  setMulticastTTL(ttl: number): number {
    return ttl;
  }

  setMulticastLoopback(flag: boolean): boolean {
    return flag;
  }

  setRecvBufferSize(): void {}

  setSendBufferSize(): void {}

  getRecvBufferSize(): number {
    return 212_992;
  }

  getSendBufferSize(): number {
    return 212_992;
  }

  getSendQueueSize(): number {
    return 0;
  }

  getSendQueueCount(): number {
    return 0;
  }

  addMembership(): void {
    this.stack.host.refuse("dgram multicast", "broadcast, or send to each node");
  }

  dropMembership(): void {
    this.stack.host.refuse("dgram multicast", "broadcast, or send to each node");
  }

  private get any(): string {
    return this.type === "udp4" ? "0.0.0.0" : "::";
  }

  private get loopback(): string {
    return this.type === "udp4" ? "127.0.0.1" : "::1";
  }

  private find(name: string, found: (error: Error | null, address: string) => void): void {
    const lookup = this.lookup ?? this.stack.realm.module("dns").lookup;
    lookup(name, this.type === "udp4" ? 4 : 6, found);
  }

  private open(at: Endpoint): void {
    const receiver = this.stack.bind(at, (datagram) => this.take(datagram));
    if (typeof receiver === "string") {
      this.fail(this.stack.errors.about("bind", receiver, at.address, at.port || undefined));
      return;
    }
    this.receiver = receiver;
    this.state = "bound";
    this.emit("listening");
  }

  private fail(error: Error): void {
    this.state = "fresh";
    this.letGo();
    this.emit("error", error);
  }

  private whenBound(call: () => void): void {
    if (this.state === "fresh") this.bind(0);
    if (this.state === "bound") call();
    else this.once("listening", call);
  }

  /** Gives back what was wrong with it. */
  private transmit(bytes: Uint8Array, { address, port }: Endpoint): Error | null {
    const { stack, receiver } = this;
    const failed = (code: SystemErrorCode) => stack.errors.about("send", code, address, port);
    if (bytes.length > maxBytes) return failed("EMSGSIZE");
    const isBroadcast = broadcasts.includes(address);
    if (isBroadcast && !this.mayBroadcast) return failed("EACCES");
    const target = isAny(address) ? this.loopback : address;
    const node = stack.addresses.nodeAt(target);
    const nodes = isBroadcast ? stack.host.nodes : node === undefined ? [] : [node];
    const from = (receiver as Receiver).port;
    const source = stack.addresses.sourceFor(target);
    for (const to of nodes) {
      const datagram: Datagram = { from, to: port, target: isBroadcast ? "" : target, source, bytes };
      stack.host.send(to, "udp", datagram, "datagram");
    }
    return null;
  }

  private take({ from, source, bytes }: Datagram): void {
    if (this.peer !== undefined) {
      const { address, port } = this.peer;
      if (port !== from || unmapped(address) !== unmapped(source)) return;
    }
    const address = this.type === "udp6" ? seenBy("::", source) : source;
    this.emit("message", Buffer.from(bytes), { address, family: familyOf(address), port: from, size: bytes.length });
  }

  private checkOpen(): void {
    if (this.state === "closed") {
      throw this.stack.errors.coded("Error", "ERR_SOCKET_DGRAM_NOT_RUNNING", "Not running");
    }
  }

  private checkConnected(): void {
    this.checkOpen();
    if (this.peer === undefined) {
      throw this.stack.errors.coded("Error", "ERR_SOCKET_DGRAM_NOT_CONNECTED", "Not connected");
    }
  }

  private letGo(): void {
    this.release?.();
    this.release = undefined;
  }
}

/** A copy of what is sent: a text, bytes, or a list of these. */
function bytesOf(what: unknown): Uint8Array | undefined {
  if (typeof what === "string") return Buffer.from(what);
  if (ArrayBuffer.isView(what)) return new Uint8Array(what.buffer, what.byteOffset, what.byteLength).slice();
  if (!Array.isArray(what)) return undefined;
  const parts = what.map(bytesOf);
  return parts.includes(undefined) ? undefined : Buffer.concat(parts as Uint8Array[]);
}

/** Whether what arrived is a datagram: links may damage one. */
export function isDatagram(body: unknown): body is Datagram {
  const { from, to, target, source, bytes } = (body ?? {}) as Partial<Record<keyof Datagram, unknown>>;
  const isAddress = (address: unknown) => typeof address === "string" && isIP(address) > 0;
  return (
    isPort(from) &&
    isPort(to) &&
    (target === "" || isAddress(target)) &&
    isAddress(source) &&
    bytes instanceof Uint8Array
  );
}

function isPort(port: unknown): boolean {
  return Number.isInteger(port) && (port as number) > 0 && (port as number) <= 65_535;
}
