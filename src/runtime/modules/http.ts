import real from "node:http";
import { assert } from "../../kernel/assert.js";
import { ownView, replace } from "../identity.js";
import type { Options } from "../net/arguments.js";
import { callable } from "../net/callable.js";
import { SimulatedServer } from "../net/server.js";
import { stackOf } from "../net/stack.js";
import type { Realm } from "../realm.js";

// biome-ignore lint/suspicious/noExplicitAny: arguments that go on as they came
type Any = any;

/** Node's own `http`, on simulated sockets and with the clock of the node. */
export function makeHttp(realm: Realm): object {
  const { host, globals } = realm;

  /** The header with the date goes first, since Node would look at a clock of its own for it. */
  class ServerResponse extends real.ServerResponse {
    _storeHeader(firstLine: string, headers: unknown): void {
      const { sendDate } = this;
      const isDated = sendDate && !hasDate(headers);
      this.sendDate = false;
      const date = isDated ? `Date: ${new globals.Date().toUTCString()}\r\n` : "";
      (real.ServerResponse.prototype as Any)._storeHeader.call(this, firstLine + date, headers);
      this.sendDate = sendDate;
    }
  }

  class Server extends real.Server {
    private readonly inner: SimulatedServer;
    /** The sockets that it was given, numbered as they came. */
    private readonly numbers = new WeakMap<object, number>();

    constructor(options?: Options | (() => void) | null, onRequest?: () => void) {
      const own = typeof options === "object" && options !== null ? options : {};
      const listener = typeof options === "function" ? options : onRequest;
      super({ ServerResponse, ...own } as Any, listener as Any);
      const { keepAlive, keepAliveInitialDelay, highWaterMark } = own;
      const socketOptions = { allowHalfOpen: true, keepAlive, keepAliveInitialDelay, highWaterMark };
      this.inner = new SimulatedServer(stackOf(realm), socketOptions);
      for (const event of ["close", "drop", "error"]) this.inner.on(event, (...args) => this.emit(event, ...args));
      this.inner.on("listening", () => {
        this.emit("listening");
        stopRealClock(this);
      });
      let connections = 0;
      this.inner.on("connection", (socket) => {
        this.numbers.set(socket, connections++);
        socket.server = this;
        this.emit("connection", socket);
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
      const sockets: Any[] = underSymbol(this, "http.server.connections")
        [which]()
        .map(({ socket }: Any) => socket);
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

  class Agent extends real.Agent {
    override createConnection(...args: unknown[]): Any {
      return realm.module("net").connect(...args);
    }
  }

  const made = {
    Agent: callable(Agent),
    Server: callable(Server),
    ServerResponse: callable(ServerResponse),
    globalAgent: new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 }),
  };

  class ClientRequest extends real.ClientRequest {
    constructor(input: Any, options?: Any, callback?: Any) {
      const ours = (given: Any) => ({ ...given, _defaultAgent: given?._defaultAgent ?? http.globalAgent });
      const isTarget = typeof input === "string" || input instanceof URL;
      const [given, listener] = typeof options === "function" ? [{}, options] : [options, callback];
      // @ts-expect-error Types know of two arguments, and it takes a third.
      if (isTarget) super(input, ours(given), listener);
      else super(ours(input), options);
    }
  }

  const request = (input: Any, options?: Any, callback?: Any) => new ClientRequest(input, options, callback);
  const get = (input: Any, options?: Any, callback?: Any) => {
    const asked = request(input, options, callback);
    asked.end();
    return asked;
  };
  const refused = (name: string) => () => host.refuse(`http.${name}`);
  const http = replace(ownView(real), {
    ...made,
    ClientRequest: callable(ClientRequest),
    IncomingMessage: ownView(real.IncomingMessage),
    OutgoingMessage: ownView(real.OutgoingMessage),
    createServer: (options?: Any, onRequest?: Any) => new Server(options, onRequest),
    request,
    get,
    ...("WebSocket" in real ? { WebSocket: refused("WebSocket") } : {}),
    setMaxIdleHTTPParsers() {},
  }) as Record<string, Any>;
  return http;
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
  clearInterval(underSymbol(server, "connectionsCheckingInterval"));
}

/** What Node keeps in a server under a symbol. */
function underSymbol(server: real.Server, what: string): Any {
  const name = Object.getOwnPropertySymbols(server).find(({ description }) => description?.includes(what));
  assert(name !== undefined, `an http server has something under a symbol of this description: ${what}`);
  return (server as Any)[name];
}

/** Whether headers have a date among them, in any of the forms in which they are given. */
function hasDate(headers: unknown): boolean {
  if (typeof headers !== "object" || headers === null) return false;
  if (!Array.isArray(headers)) return Object.keys(headers).some(isDate);
  if (Array.isArray(headers[0])) return headers.some(([name]) => isDate(name));
  return headers.some((name, index) => index % 2 === 0 && isDate(name));
}

function isDate(name: unknown): boolean {
  return String(name).toLowerCase() === "date";
}
