import real from "node:http";
import { httpServerClass } from "../http/server.js";
import { ownView, replace } from "../identity.js";
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

  const Server = httpServerClass(realm, ServerResponse, (options) => {
    const { keepAlive, keepAliveInitialDelay, highWaterMark } = options;
    return new SimulatedServer(stackOf(realm), {
      allowHalfOpen: true,
      keepAlive,
      keepAliveInitialDelay,
      highWaterMark,
    });
  });

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
