import { countAlso } from "../identity.js";
import type { Options } from "../net/arguments.js";
import { callable } from "../net/callable.js";
import { Errors } from "../net/errors.js";
import type { SimulatedServer } from "../net/server.js";
import type { Realm } from "../realm.js";
import { Failures } from "./failures.js";
import { limits } from "./limits.js";
import type { SecureSocket } from "./secure-socket.js";

// biome-ignore lint/suspicious/noExplicitAny: arguments that go on as they came
type Any = any;

/** What `https` asks of a server of TLS. */
export interface SecureServer extends SimulatedServer {
  addContext(name: string, context: Options): void;
  setSecureContext(options: Options): void;
}

/** What of a server is not simulated: there are no sessions. */
const refused = ["getTicketKeys", "setTicketKeys"];

/** Node's `tls.Server` of one realm. */
export function secureServerClass(realm: Realm, tls: Any): new (options?: Any, onSecure?: Any) => SecureServer {
  const Base = realm.module("net").Server as new (options: Options, onConnection: unknown) => SimulatedServer;
  const failures = new Failures(realm);

  class Server extends Base implements SecureServer {
    private readonly given: Options;
    private secureContext: object;
    private readonly named: { readonly pattern: RegExp; readonly context: object }[] = [];

    constructor(options?: Any, onSecure?: Any) {
      const given = checked(realm, typeof options === "function" ? {} : (options ?? {}));
      super(given, (raw: Any) => this.greet(raw));
      this.given = given;
      this.secureContext = given.secureContext ?? tls.createSecureContext(given);
      const listener = typeof options === "function" ? options : onSecure;
      if (typeof listener === "function") this.on("secureConnection", listener);
    }

    setSecureContext(options: Options): void {
      this.secureContext = tls.createSecureContext(options);
    }

    addContext(name: string, context: Options): void {
      if (!name)
        throw failures.coded(
          "ERR_TLS_REQUIRED_SERVER_NAME",
          '"servername" is required parameter for Server.addContext',
        );
      const text = name.replace(/[.^$+?\-\\[\]{}]/g, "\\$&").replaceAll("*", "[^.]*");
      const made = context instanceof tls.SecureContext ? context : tls.createSecureContext(context);
      this.named.push({ pattern: new RegExp(`^${text}$`), context: made });
    }

    private contextFor(name: string): object | undefined {
      return this.named.findLast(({ pattern }) => pattern.test(name))?.context;
    }

    /** Somebody has connected, and is to say something now. */
    private greet(raw: Any): void {
      const { ALPNProtocols, ALPNCallback, requestCert, rejectUnauthorized, handshakeTimeout, highWaterMark } =
        this.given;
      const byName = (name: string, done: (error: null, context?: object) => void) => done(null, this.contextFor(name));
      const socket: SecureSocket = new tls.TLSSocket(raw, {
        isServer: true,
        secureContext: this.secureContext,
        SNICallback: this.given.SNICallback ?? byName,
        ...{ ALPNProtocols, ALPNCallback, requestCert, rejectUnauthorized, highWaterMark },
      });
      socket.server = this;
      this.attend(socket, handshakeTimeout ?? limits.handshakeTimeoutMs, requestCert && rejectUnauthorized !== false);
    }

    /** Tells of a socket once it is known who is at its other end; and once only if it comes to nothing. */
    private attend(socket: SecureSocket, timeoutMs: number, isStrict: boolean): void {
      let isOver = false;
      const fail = (error: Error) => {
        if (isOver) return;
        isOver = true;
        this.emit("tlsClientError", error, socket);
      };
      const late = () => fail(failures.coded("ERR_TLS_HANDSHAKE_TIMEOUT", "TLS handshake timeout"));
      const gone = () => fail(failures.coded("ECONNRESET", "socket hang up"));
      if (timeoutMs > 0) socket.setTimeout(timeoutMs, late);
      socket.on("_tlsError", fail).on("close", gone);
      socket.once("secure", () => {
        socket.setTimeout(0, late);
        if (this.given.requestCert) {
          const problem = socket.distrust();
          socket.authorized = problem === undefined;
          socket.authorizationError = problem ?? null;
          if (problem !== undefined && isStrict) {
            socket.destroy();
            return;
          }
        }
        socket.secureConnecting = false;
        socket.off("_tlsError", fail).off("close", gone);
        this.emit("secureConnection", socket);
      });
    }
  }
  for (const name of refused) {
    Object.defineProperty(Server.prototype, name, {
      value: () => realm.host.refuse(`tls.Server.${name}`),
      writable: true,
      configurable: true,
    });
  }
  // A server of https counts as one: it has one within.
  countAlso(Server, (value) => (value as { inner?: unknown } | null)?.inner instanceof Server);
  return callable(Server);
}

function checked(realm: Realm, options: Any): Options {
  const errors = new Errors(realm);
  if (typeof options !== "object") throw errors.wrongType("options", "of type object", options);
  const { handshakeTimeout, SNICallback, ALPNCallback, ALPNProtocols } = options;
  if (SNICallback !== undefined && SNICallback !== null && typeof SNICallback !== "function") {
    throw errors.wrongType("options.SNICallback", "of type function", SNICallback);
  }
  if (handshakeTimeout !== undefined && typeof handshakeTimeout !== "number") {
    throw errors.wrongType("options.handshakeTimeout", "of type number", handshakeTimeout);
  }
  if (ALPNCallback && ALPNProtocols) {
    const problem = "The ALPNCallback and ALPNProtocols TLS options are mutually exclusive";
    throw errors.coded("TypeError", "ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS", problem);
  }
  if (options.pskCallback) realm.host.refuse("tls with pskCallback");
  return { ...options };
}
