import { EventEmitter } from "node:events";
import { familyOf, seenBy } from "./addresses.js";
import { checkedPort, type Options, whereAndCallback } from "./arguments.js";
import type { Connection } from "./connection.js";
import type { SystemErrorCode } from "./errors.js";
import { limits } from "./limits.js";
import type { SimulatedSocket } from "./socket.js";
import type { Stack } from "./stack.js";
import type { Listener } from "./switchboard.js";

type Callback = (...args: unknown[]) => void;

/** Node's `net.Server`, which listens on a simulated port. */
export class SimulatedServer extends EventEmitter {
  maxConnections: number | undefined;
  dropMaxConnection = false;
  allowHalfOpen: boolean;
  pauseOnConnect: boolean;

  private readonly stack: Stack;
  private readonly options: Options;
  private readonly sockets = new Set<SimulatedSocket>();
  private listener: Listener | undefined;
  /** The call of `listen` that counts: an earlier one, whose name was still looked up, does not. */
  private calls = 0;
  private isListening = false;
  private isReferenced = true;
  private release: (() => void) | undefined;

  constructor(stack: Stack, options?: Options | Callback | null, onConnection?: Callback) {
    super();
    this.stack = stack;
    this.options = typeof options === "object" && options !== null ? { ...options } : {};
    if (options !== undefined && options !== null && typeof options !== "object" && typeof options !== "function") {
      throw stack.errors.wrongType("options", "of type object", options);
    }
    const listener = typeof options === "function" ? options : onConnection;
    if (typeof listener === "function") this.on("connection", listener as Callback);
    this.allowHalfOpen = Boolean(this.options.allowHalfOpen);
    this.pauseOnConnect = Boolean(this.options.pauseOnConnect);
  }

  listen(...args: unknown[]): this {
    const { options, callback } = whereAndCallback(args);
    const { errors, host, realm } = this.stack;
    if (this.isListening) {
      const problem = "Listen method has been called more than once without closing.";
      throw errors.coded("Error", "ERR_SERVER_ALREADY_LISTEN", problem);
    }
    if (callback !== undefined) this.once("listening", callback);
    if (options.path !== undefined) host.refuse("a server on a path", "listen on a port");
    if (options.fd !== undefined) host.refuse("a server on a file descriptor", "listen on a port");
    const isNowhere = typeof args[0] === "object" && args[0] !== null && !("port" in options);
    if (isNowhere) {
      const problem = `The argument 'options' must have the property "port" or "path". Received {}`;
      throw errors.coded("TypeError", "ERR_INVALID_ARG_VALUE", problem);
    }
    const port = checkedPort(errors, options.port ?? 0);
    const backlog = Number(options.backlog || args.slice(1).find((arg) => typeof arg === "number")) || limits.backlog;
    this.closeWith(options.signal);
    const call = ++this.calls;
    if (!options.host) {
      this.open("::", port, backlog);
      return this;
    }
    realm.module("dns").lookup(String(options.host), (error: Error | null, address: string) => {
      if (call !== this.calls) return;
      if (error) this.emit("error", error);
      else this.open(address, port, backlog);
    });
    return this;
  }

  close(callback?: Callback): this {
    this.calls++;
    if (typeof callback === "function") {
      const { errors } = this.stack;
      if (this.isListening) this.once("close", callback);
      else
        this.once("close", () => callback(errors.coded("Error", "ERR_SERVER_NOT_RUNNING", "Server is not running.")));
    }
    if (this.listener !== undefined) this.stack.unlisten(this.listener);
    this.listener = undefined;
    this.isListening = false;
    this.letGo();
    this.closeWhenEmpty();
    return this;
  }

  address(): { address: string; family: string; port: number } | null {
    if (this.listener === undefined) return null;
    const { address, port } = this.listener;
    return { address, family: familyOf(address), port };
  }

  get listening(): boolean {
    return this.isListening;
  }

  getConnections(callback: (error: null, count: number) => void): this {
    process.nextTick(callback, null, this.sockets.size);
    return this;
  }

  ref(): this {
    this.isReferenced = true;
    if (this.isListening) this.holdOn();
    return this;
  }

  unref(): this {
    this.isReferenced = false;
    this.letGo();
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    const { Promise: Settled } = this.stack.realm.globals;
    return new Settled((resolve: () => void, reject: (error: unknown) => void) => {
      this.close((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  /** A socket of it has closed. */
  forget(socket: SimulatedSocket): void {
    if (this.sockets.delete(socket)) this.closeWhenEmpty();
  }

  private open(address: string, port: number, backlog: number): void {
    const accept = (connection: Connection) => this.accept(connection, address);
    const listener = this.stack.listen({ address, port }, { accept, backlog });
    if (typeof listener === "string") {
      this.failLater(listener, address, port);
      return;
    }
    this.listener = listener;
    this.isListening = true;
    if (this.isReferenced) this.holdOn();
    process.nextTick(() => {
      if (this.listener === listener) this.emit("listening");
    });
  }

  private failLater(code: SystemErrorCode, address: string, port: number): void {
    process.nextTick(() => this.emit("error", this.stack.errors.explained("listen", code, address, port)));
  }

  private accept(connection: Connection, listening: string): void {
    if (this.maxConnections !== undefined && this.sockets.size >= this.maxConnections) {
      const { local, remote } = connection.ends;
      connection.close();
      const [localAddress, remoteAddress] = [local, remote].map(({ address }) => seenBy(listening, address));
      this.emit("drop", {
        localAddress,
        localPort: local.port,
        localFamily: familyOf(localAddress),
        remoteAddress,
        remotePort: remote.port,
        remoteFamily: familyOf(remoteAddress),
      });
      return;
    }
    const { Socket } = this.stack.realm.module("net");
    const { highWaterMark, keepAlive, keepAliveInitialDelay } = this.options;
    const options = { highWaterMark, keepAlive, keepAliveInitialDelay, allowHalfOpen: this.allowHalfOpen };
    const socket: SimulatedSocket = Socket.accepted(
      { ...options, pauseOnCreate: this.pauseOnConnect },
      { connection, listening },
    );
    socket.server = this;
    socket._server = this;
    this.sockets.add(socket);
    this.emit("connection", socket);
  }

  private closeWhenEmpty(): void {
    if (this.isListening || this.sockets.size > 0) return;
    process.nextTick(() => this.emit("close"));
  }

  private closeWith(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const close = () => this.close();
    if (signal.aborted) process.nextTick(close);
    else {
      signal.addEventListener("abort", close);
      this.once("close", () => signal.removeEventListener("abort", close));
    }
  }

  private holdOn(): void {
    this.release ??= this.stack.host.hold("server");
  }

  private letGo(): void {
    this.release?.();
    this.release = undefined;
  }
}
