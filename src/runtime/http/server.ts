import real from "node:http";
import { assert } from "../../kernel/assert.js";
import type { Options } from "../net/arguments.js";
import type { SimulatedServer } from "../net/server.js";
import type { Realm } from "../realm.js";
import { RequestDeadlines } from "./request-deadlines.js";

// biome-ignore lint/suspicious/noExplicitAny: arguments that go on as they came
type Any = any;

/** A server of http on another that listens for it. */
export interface HttpServer extends real.Server {
  readonly inner: SimulatedServer;
}

/**
 * Node's own `http.Server` of one realm, on the connections of another server: plain ones, or those of TLS, whose event
 * is another one.
 */
export function httpServerClass(
  realm: Realm,
  ServerResponse: unknown,
  listenBy: (options: Options) => SimulatedServer,
  event = "connection",
): new (
  options?: Any,
  onRequest?: Any,
) => HttpServer {
  class Server extends real.Server implements HttpServer {
    readonly inner: SimulatedServer;
    /** The sockets that it was given, numbered as they came. */
    private readonly numbers = new WeakMap<object, number>();
    private readonly deadlines = new RequestDeadlines(this, realm);

    constructor(options?: Options | (() => void) | null, onRequest?: () => void) {
      const own = typeof options === "object" && options !== null ? options : {};
      const listener = typeof options === "function" ? options : onRequest;
      super({ ServerResponse, ...own } as Any, listener as Any);
      const [serve] = this.listeners("connection") as [() => void];
      this.off("connection", serve).on(event, serve);
      this.inner = listenBy(own);
      for (const told of ["close", "drop", "error"]) this.inner.on(told, (...args) => this.emit(told, ...args));
      this.inner.on("listening", () => {
        this.deadlines.begin();
        this.emit("listening");
        stopRealClock(this);
      });
      let connections = 0;
      this.inner.on(event, (socket) => {
        this.numbers.set(socket, connections++);
        socket.server = this;
        this.emit(event, socket);
        this.deadlines.watch(socket);
      });
    }

    override listen(...args: Any[]): this {
      const callback = typeof args[args.length - 1] === "function" ? args.pop() : undefined;
      if (callback !== undefined) this.once("listening", callback);
      this.inner.listen(...args);
      return this;
    }

    override close(callback?: (error?: Error) => void): this {
      this.closeIdleConnections();
      this.deadlines.end();
      this.inner.close(callback as Any);
      return this;
    }

    override closeAllConnections(): void {
      for (const socket of this.inOrder("all")) socket.destroy();
    }

    override closeIdleConnections(): void {
      for (const socket of this.inOrder("idle")) {
        if (socket._httpMessage?.finished ?? true) socket.destroy();
      }
    }

    /** Node gives its connections in an order of real time and of addresses in memory. */
    private inOrder(which: "all" | "idle"): readonly Any[] {
      // There are none before it listens.
      const connections: Any[] = underSymbol(this, "http.server.connections")?.[which]() ?? [];
      const sockets = connections.map(({ socket }) => socket);
      const numberOf = (socket: object) => this.numbers.get(socket) ?? Number.MAX_SAFE_INTEGER;
      return sockets.sort((one, other) => numberOf(one) - numberOf(other));
    }

    override address(): Any {
      return this.inner.address();
    }

    override getConnections(callback: (error: Error | null, count: number) => void): this {
      this.inner.getConnections(callback);
      return this;
    }

    override ref(): this {
      this.inner.ref();
      return this;
    }

    override unref(): this {
      this.inner.unref();
      return this;
    }
  }
  forward(Server.prototype, "listening");
  forward(Server.prototype, "maxConnections");
  return Server;
}

function forward(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: { inner?: Record<string, unknown> }) {
      return this.inner?.[name];
    },
    set(this: { inner?: Record<string, unknown> }, value: unknown) {
      if (this.inner !== undefined) this.inner[name] = value;
    },
  });
}

/** Node looks every half minute of real time for requests that take too long, which would keep the server for ever. */
function stopRealClock(server: real.Server): void {
  const clock = underSymbol(server, "connectionsCheckingInterval");
  assert(clock !== undefined, "an http server has an interval under a symbol of this description");
  clearInterval(clock);
}

/** What Node keeps in a server under a symbol, if it is there already. */
function underSymbol(server: real.Server, what: string): Any {
  const name = Object.getOwnPropertySymbols(server).find(({ description }) => description?.includes(what));
  return name === undefined ? undefined : (server as Any)[name];
}
