import { AsyncLocalStorage } from "node:async_hooks";
import { isIP } from "node:net";
import { addAbortSignal, Duplex } from "node:stream";
import { unwatched } from "../leaks.js";
import { familyOf, seenBy } from "./addresses.js";
import { checkedPort, checkedTimeout, type Options, whereAndCallback } from "./arguments.js";
import type { Connection, Endpoint, Owner, Wire } from "./connection.js";
import { Deadline } from "./deadline.js";
import type { Errors } from "./errors.js";
import { limits } from "./limits.js";
import type { Stack } from "./stack.js";

type Done = (error?: Error | null) => void;

/** An address as a program is shown it. */
interface Shown {
  readonly address: string;
  readonly family: "IPv4" | "IPv6";
  readonly port: number;
}

/** What a server hands over: a connection that is open, and the address that it listens on. */
export interface Accepted {
  readonly connection: Connection;
  readonly listening: string;
}

/** Node's `net.Socket` at one end of a simulated connection: a Duplex of Node's with what is around it. */
export class SimulatedSocket extends Duplex {
  connecting = false;
  timeout: number | undefined;
  /** Where http and others look for the server that has accepted it, and keep what they know. */
  server: unknown = null;
  _server: { forget(socket: SimulatedSocket): void } | null = null;
  _hadError = false;
  _parent: unknown = null;
  _host: string | null = null;

  protected readonly stack: Stack;
  protected connection: Wire | undefined;
  private readonly idle: Deadline;
  private asked: Endpoint | undefined;
  private peer: Shown | undefined;
  protected listening = "";
  private received = 0;
  private dispatched = 0;
  private pendingBytes = 0;
  protected whenDrained: Done | undefined;
  private keepAliveUs = 0;
  private isReferenced = true;
  private unhold: (() => void) | undefined;
  protected resets = false;

  constructor(stack: Stack, options: Options = {}, accepted?: Accepted) {
    const { signal, onread, fd, handle, keepAlive, keepAliveInitialDelay = 0, ...rest } = options;
    // Writes of strings keep their encoding; when it is closed is said by this class, for it is later than Node's own.
    super({
      ...rest,
      allowHalfOpen: Boolean(rest.allowHalfOpen),
      emitClose: false,
      autoDestroy: true,
      decodeStrings: false,
    });
    this.stack = stack;
    this.idle = new Deadline(stack.host, "idle socket", () => this._onTimeout());
    if (onread !== undefined) stack.host.refuse("net.Socket with onread", "listen for data");
    if (fd !== undefined || handle !== undefined) stack.host.refuse("net.Socket of a file descriptor");
    if (keepAlive) this.setKeepAlive(true, keepAliveInitialDelay);
    this.on("end", this.refuseWrites);
    if (accepted !== undefined) this.adopt(accepted, options.pauseOnCreate === true);
    if (signal) addAbortSignal(signal, this);
  }

  connect(...args: unknown[]): this {
    const { options, callback } = whereAndCallback(args);
    const { errors, host: realmHost } = this.stack;
    if (callback !== undefined) this.once("connect", callback);
    if (options.path) realmHost.refuse("a socket with a path", "connect to a port");
    if (options.port === undefined) {
      const problem = 'The "options" or "port" or "path" argument must be specified';
      throw errors.coded("TypeError", "ERR_MISSING_ARGS", problem);
    }
    const port = checkedPort(errors, options.port, "options.port", "Port");
    checkLocalEnd(errors, options);
    if (this.destroyed) this.revive();
    // What is said after the other end has ended is said anew.
    delete (this as { write?: unknown }).write;
    this.connecting = true;
    this.stack.sockets.add(this);
    this.holdOn();
    this.touch();
    const name = String(options.host || "localhost");
    if (isIP(name) > 0) this.ask({ address: name, port }, options);
    else this.lookUp(name, port, options);
    return this;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", this.destroy);
  }

  resetAndDestroy(): this {
    if (this.connection === undefined) {
      return this.destroy(this.stack.errors.coded("Error", "ERR_SOCKET_CLOSED", "Socket is closed"));
    }
    if (this.connecting) return this.once("connect", () => this.resetAndDestroy());
    this.resets = true;
    return this.destroy();
  }

  setTimeout(delay: number, callback?: () => void): this {
    if (this.destroyed) return this;
    this.timeout = delay;
    const ms = checkedTimeout(this.stack.errors, delay);
    if (ms === 0) {
      this.idle.clear();
      if (callback !== undefined) this.removeListener("timeout", callback);
      return this;
    }
    this.idle.set(ms * 1000);
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  /** `delay` in milliseconds; 0 for as long as machines wait that were told nothing. */
  setKeepAlive(enable = false, delay = 0): this {
    this.keepAliveUs = enable ? Math.floor(delay / 1000) * 1_000_000 || limits.keepAliveUs : 0;
    if (!this.connecting) this.connection?.setKeepAlive(this.keepAliveUs);
    return this;
  }

  ref(): this {
    this.isReferenced = true;
    if (this.connection !== undefined || this.connecting) this.holdOn();
    return this;
  }

  unref(): this {
    this.isReferenced = false;
    this.letGo();
    return this;
  }

  address(): Shown | Record<string, never> {
    return this.localEnd ?? {};
  }

  get localAddress(): string | undefined {
    return this.localEnd?.address;
  }

  get localPort(): number | undefined {
    return this.localEnd?.port;
  }

  get localFamily(): string | undefined {
    return this.localEnd?.family;
  }

  get remoteAddress(): string | undefined {
    return this.remoteEnd?.address;
  }

  get remotePort(): number | undefined {
    return this.remoteEnd?.port;
  }

  get remoteFamily(): string | undefined {
    return this.remoteEnd?.family;
  }

  get bytesRead(): number {
    return this.received;
  }

  /** All that was written, what waits to be sent too. */
  get bytesWritten(): number {
    const { getBuffer } = (
      this as unknown as { _writableState: { getBuffer?: () => { chunk: string | Uint8Array }[] } }
    )._writableState;
    const waiting = getBuffer?.call((this as unknown as { _writableState: unknown })._writableState) ?? [];
    return waiting.reduce((sum, { chunk }) => sum + Buffer.byteLength(chunk), this.dispatched + this.pendingBytes);
  }

  get bufferSize(): number | undefined {
    return this.connection === undefined ? undefined : this.writableLength + this.connection.pendingBytes;
  }

  get pending(): boolean {
    return this.connection === undefined || this.connecting;
  }

  get readyState(): string {
    if (this.connecting) return "opening";
    if (this.readable) return this.writable ? "open" : "readOnly";
    return this.writable ? "writeOnly" : "closed";
  }

  /** The process is gone: a parser of http is kept by Node until it is closed, with all that it knows. */
  release(): void {
    // Not at once: it may be what has called, and closing it in the midst of that is fatal.
    const close = () => (this as unknown as { parser?: { close?(): void } }).parser?.close?.();
    unwatched(() => setImmediate(close));
  }

  // What Node's Duplex asks for.

  override _read(size: number): void {
    if (this.connecting || this.connection === undefined) this.once("connect", () => this._read(size));
    else this.connection.resume();
  }

  override _write(data: string | Uint8Array, encoding: BufferEncoding, done: Done): void {
    this.dispatch(data, done, () =>
      typeof data === "string" ? Buffer.from(data, encoding) : Uint8Array.prototype.slice.call(data),
    );
  }

  /** All that was written while something else was on its way goes in one piece. */
  override _writev(chunks: { chunk: string | Uint8Array; encoding: BufferEncoding }[], done: Done): void {
    const joined = () =>
      Buffer.concat(
        chunks.map(({ chunk, encoding }) => (typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk)),
      );
    this.dispatch(joined(), done, joined);
  }

  override _final(done: Done): void {
    if (this.connecting) {
      this.once("connect", () => this._final(done));
      return;
    }
    this.connection?.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    const { connection, connecting } = this;
    this.connecting = false;
    this.stack.sockets.delete(this);
    this.idle.drop();
    this.letGo();
    this.connection = undefined;
    if (this.resets) connection?.reset();
    connection?.close();
    done(error);
    const { whenDrained } = this;
    this.whenDrained = undefined;
    whenDrained?.(this.stack.errors.system("write", "ECANCELED"));
    if (connection === undefined && !connecting) process.nextTick(() => this.emit("close"));
    else this.stack.host.schedule(0, () => this.emit("close", error !== null), "close");
    this._server?.forget(this);
  }

  /** Somebody, http for one, counts the time since it was last used. */
  _unrefTimer(): void {
    this.touch();
  }

  _onTimeout(): void {
    this.emit("timeout");
  }

  /** The address that whoever has accepted it listens on. */
  get listeningOn(): string {
    return this.listening;
  }

  private get localEnd(): Shown | undefined {
    return this.connecting ? undefined : this.shown(this.connection?.ends?.local);
  }

  private get remoteEnd(): Shown | undefined {
    if (!this.connecting) this.peer ??= this.shown(this.connection?.ends?.remote);
    return this.peer;
  }

  private shown(end: Endpoint | undefined): Shown | undefined {
    if (end === undefined) return undefined;
    const address = seenBy(this.listening, end.address);
    return { address, family: familyOf(address), port: end.port };
  }

  private lookUp(name: string, port: number, options: Options): void {
    const { realm, errors } = this.stack;
    const lookup = options.lookup ?? realm.module("dns").lookup;
    if (typeof lookup !== "function") {
      throw errors.wrongType("options.lookup", "of type function", lookup);
    }
    this._host = name;
    const { family = 0, hints = 0 } = options;
    // biome-ignore lint/suspicious/noExplicitAny: programs bring look-ups of their own
    lookup(name, { family, hints, all: true }, (error: any, found: any, foundFamily: any) => {
      if (!this.connecting) return;
      const [first] = Array.isArray(found) ? found : [{ address: found, family: foundFamily }];
      this.emit("lookup", error, first?.address, first?.family, name);
      if (!this.connecting) return;
      if (error) this.destroySafely(error);
      else this.ask({ address: first.address, port }, options);
    });
  }

  private ask(to: Endpoint, options: Options): void {
    const { stack } = this;
    this.asked = to;
    const connection = this.dial(to, options.localPort ?? 0);
    if (typeof connection === "string") {
      this.destroySafely(stack.errors.about("connect", connection, to.address, to.port));
      return;
    }
    this.connection = connection;
  }

  protected dial(to: Endpoint, localPort: number): Wire | "EHOSTUNREACH" {
    return this.stack.connect(to, this.owner(), localPort);
  }

  /** Gives what is under it to somebody who speaks over it from now on; it stays as a shell, to be seen and closed. */
  lend(owner: Owner): Wire | undefined {
    if (!this.connecting) this.connection?.adopt(owner);
    return this.connecting ? undefined : this.connection;
  }

  /** What the connection tells, inside of what the program had put around its call. */
  protected owner(): Owner {
    const inside = AsyncLocalStorage.snapshot();
    const { errors } = this.stack;
    return {
      opened: () => inside(() => this.open()),
      received: (bytes) => inside(() => this.accept(bytes)),
      ended: () =>
        inside(() => {
          this.push(null);
          this.read(0);
        }),
      drained: () =>
        inside(() => {
          const { whenDrained } = this;
          this.whenDrained = undefined;
          this.touch();
          whenDrained?.();
        }),
      failed: (code) =>
        inside(() => {
          const to = this.connecting ? this.asked : undefined;
          this.destroy(to ? errors.about("connect", code, to.address, to.port) : errors.system("read", code));
        }),
    };
  }

  private open(): void {
    this.connecting = false;
    this.touch();
    this.connection?.setKeepAlive(this.keepAliveUs);
    if (this.readable && !this.isPaused()) this.read(0);
    this.emit("connect");
    this.emit("ready");
  }

  private accept(bytes: Uint8Array): boolean {
    this.touch();
    this.received += bytes.length;
    // The program may do with its bytes what it likes, and these may be sent once more.
    return this.push(Buffer.from(bytes));
  }

  private adopt({ connection, listening }: Accepted, paused: boolean): void {
    this.listening = listening;
    connection.adopt(this.owner());
    connection.setKeepAlive(this.keepAliveUs);
    this.stand(connection);
    if (paused) {
      connection.pause();
      this.pause();
    } else {
      this.read(0);
    }
  }

  /** It is on something that is open. */
  protected stand(wire: Wire): void {
    this.connection = wire;
    this.stack.sockets.add(this);
    this.holdOn();
  }

  private dispatch(data: string | Uint8Array, done: Done, copy: () => Uint8Array): void {
    if (this.connecting) {
      this.pendingBytes = Buffer.byteLength(data);
      const closed = () =>
        done(
          this.stack.errors.coded(
            "Error",
            "ERR_SOCKET_CLOSED_BEFORE_CONNECTION",
            "Socket closed before the connection was established",
          ),
        );
      this.once("close", closed);
      this.once("connect", () => {
        this.off("close", closed);
        this.pendingBytes = 0;
        this.dispatch(data, done, copy);
      });
      return;
    }
    const { connection, stack } = this;
    if (connection === undefined) {
      done(stack.errors.coded("Error", "ERR_SOCKET_CLOSED", "Socket is closed"));
      return;
    }
    this.touch();
    if (connection.broken !== undefined) {
      done(stack.errors.system("write", connection.broken));
      return;
    }
    const bytes = copy();
    this.dispatched += bytes.length;
    if (connection.write(bytes)) done();
    else this.whenDrained = done;
  }

  /** As Node says it to those who go on after the other end has ended, and their own with it. */
  private refuseWrites(): void {
    if (this.allowHalfOpen) return;
    const refuse = (...args: unknown[]): boolean => {
      // biome-ignore lint/suspicious/noExplicitAny: the arguments are as they came
      if (!this.writableEnded) return SimulatedSocket.prototype.write.apply(this, args as any);
      const problem = "This socket has been ended by the other party";
      const error = Object.assign(new this.stack.realm.globals.Error(problem), { code: "EPIPE" });
      const done = args.find((arg) => typeof arg === "function") as Done | undefined;
      if (done !== undefined) process.nextTick(done, error);
      this.destroy(error);
      return false;
    };
    this.write = refuse as typeof this.write;
  }

  /** In an instant, so that whoever has called can listen for it first. */
  private destroySafely(error: Error): void {
    process.nextTick(() => this.destroy(error));
  }

  private touch(): void {
    if (this.idle.isSet && this.timeout) this.idle.set(checkedTimeout(this.stack.errors, this.timeout) * 1000);
  }

  private holdOn(): void {
    if (this.isReferenced) this.unhold ??= this.stack.host.hold("socket");
  }

  private letGo(): void {
    this.unhold?.();
    this.unhold = undefined;
  }

  /** A socket that was closed can be connected once more. */
  private revive(): void {
    (this as unknown as { _undestroy(): void })._undestroy();
    this.peer = undefined;
    this.received = 0;
    this.dispatched = 0;
  }
}

/** Throws what Node throws if the end of its own that a program asks for is none. */
function checkLocalEnd(errors: Errors, { localAddress, localPort }: Options): void {
  if (localAddress && isIP(localAddress) === 0) {
    throw errors.coded("TypeError", "ERR_INVALID_IP_ADDRESS", `Invalid IP address: ${localAddress}`);
  }
  if (localPort && typeof localPort !== "number") {
    throw errors.wrongType("options.localPort", "of type number", localPort);
  }
  if (localPort) checkedPort(errors, localPort, "options.localPort");
}
