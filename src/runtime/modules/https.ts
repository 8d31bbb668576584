import type { Agent as PlainAgent } from "node:http";
import real from "node:https";
import { httpServerClass } from "../http/server.js";
import { ownView, replace } from "../identity.js";
import { callable } from "../net/callable.js";
import type { Realm } from "../realm.js";
import type { SecureServer } from "../tls/secure-server.js";

// biome-ignore lint/suspicious/noExplicitAny: arguments that go on as they came
type Any = any;

/** Node's `https`: its own `http` on connections of `tls`. */
export function makeHttps(realm: Realm): object {
  const http = realm.module("http");
  const tls = realm.module("tls");

  const listenBy = (options: Any): SecureServer => {
    const { ALPNCallback } = options;
    // As Node has it: who speaks anything else within would not be understood.
    const ALPNProtocols = ALPNCallback === undefined ? (options.ALPNProtocols ?? ["http/1.1"]) : undefined;
    return new tls.Server({ ...options, ALPNProtocols });
  };

  class Server extends httpServerClass(realm, http.ServerResponse, listenBy, "secureConnection") {
    constructor(options?: Any, onRequest?: Any) {
      super(options, onRequest);
      this.inner.on("connection", (socket) => this.emit("connection", socket));
      this.inner.on("tlsClientError", (error, socket) => this.emit("tlsClientError", error, socket));
      this.on("tlsClientError", (error, socket) => {
        if (!this.emit("clientError", error, socket)) socket.destroy(error);
      });
    }
  }
  for (const name of ["addContext", "setSecureContext", "getTicketKeys", "setTicketKeys"]) {
    Object.defineProperty(Server.prototype, name, {
      value(this: { inner: Any }, ...args: unknown[]) {
        return this.inner[name](...args);
      },
      writable: true,
      configurable: true,
    });
  }

  class Agent extends (http.Agent as typeof PlainAgent) {
    constructor(options?: Any) {
      super(options);
      Object.assign(this, {
        defaultPort: 443,
        protocol: "https:",
        maxCachedSessions: options?.maxCachedSessions ?? 100,
      });
    }

    /** What connections have in common that can be used in each other's place: whom they trust, too. */
    override getName(options: Any): string {
      return real.Agent.prototype.getName.call(this, options);
    }

    override createConnection(...args: Any[]): Any {
      const [first, second, third] = args;
      const isWhole = typeof first === "object" && first !== null;
      return tls.connect(isWhole ? first : { ...third, port: first, host: second });
    }
  }

  const made = {
    Agent: callable(Agent),
    Server: callable(Server),
    globalAgent: new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 }),
  };
  const request = (...args: Any[]) => {
    const at = typeof args[0] === "string" || args[0] instanceof URL ? 1 : 0;
    const given = typeof args[at] === "object" && args[at] !== null ? args[at] : {};
    const rest = args.slice(at).filter((arg) => arg !== given);
    return new http.ClientRequest(...args.slice(0, at), { ...given, _defaultAgent: https.globalAgent }, ...rest);
  };
  const get = (...args: Any[]) => {
    const asked = request(...args);
    asked.end();
    return asked;
  };
  const https = replace(ownView(real), {
    ...made,
    createServer: (options?: Any, onRequest?: Any) => new Server(options, onRequest),
    request,
    get,
  }) as Record<string, Any>;
  return https;
}
