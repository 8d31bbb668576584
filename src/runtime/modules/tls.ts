import real from "node:tls";
import { replace } from "../identity.js";
import { Mistakes } from "../mistakes.js";
import { type Options, whereAndCallback } from "../net/arguments.js";
import { callable } from "../net/callable.js";
import type { Realm } from "../realm.js";
import { refusedModule } from "../refused-module.js";
import { Failures } from "../tls/failures.js";
import { type Credentials, credentialsOf } from "../tls/secure-context.js";
import { secureServerClass } from "../tls/secure-server.js";
import { type SecureSocket, secureSocketClass } from "../tls/secure-socket.js";

// biome-ignore lint/suspicious/noExplicitAny: a module has any shape
type Any = any;

/** Node's `tls` without its secrets: who is at the other end is looked at, and nothing is encrypted. */
export function makeTls(realm: Realm): object {
  const { host } = realm;
  const failures = new Failures(realm);

  class SecureContext {
    readonly credentials: Credentials;
    readonly context = { addCACert: () => host.refuse("tls.SecureContext.context", "give it all of `ca`") };

    constructor(options?: Options) {
      this.credentials = credentialsOf(realm, options);
    }
  }

  const connect = (...args: Any[]): SecureSocket => {
    const { options: where, callback } = whereAndCallback(args);
    const more = args.slice(1).find((arg) => typeof arg === "object" && arg !== null);
    const options = {
      rejectUnauthorized: isStrict(),
      checkServerIdentity: made.checkServerIdentity,
      ...where,
      ...more,
    };
    options.rejectUnauthorized = options.rejectUnauthorized !== false;
    const { socket, checkServerIdentity } = options;
    if (typeof checkServerIdentity !== "function") {
      throw new Mistakes(realm).wrongType("options.checkServerIdentity", "of type function", checkServerIdentity);
    }
    const client: Any = new made.TLSSocket(socket, { ...options, isServer: false, requestCert: true });
    if (callback !== undefined) client.once("secureConnect", callback);
    if (options.servername) client.setServername(options.servername);
    client.once("secure", () => verify(client, options));
    client.prependListener("end", () => missed(client, options));
    if (socket) {
      client._start();
    } else {
      if (options.timeout) client.setTimeout(options.timeout);
      client.connect(options);
    }
    return client;
  };

  const isStrict = () => realm.module("process").env.NODE_TLS_REJECT_UNAUTHORIZED !== "0";

  /** A client looks at the certificate of its server. */
  const verify = (client: SecureSocket, options: Options) => {
    const { servername, host: name, socket } = options;
    const distrust = client.distrust();
    const problem =
      distrust === undefined
        ? options.checkServerIdentity(
            servername || name || socket?._host || "localhost",
            client.getPeerCertificate(true),
          )
        : failures.distrusted(distrust);
    client.authorized = !problem;
    if (problem) {
      client.authorizationError = problem.code || problem.message;
      if (options.rejectUnauthorized) {
        client.destroy(problem);
        return;
      }
    }
    client.secureConnecting = false;
    client.emit("secureConnect");
  };

  /** The other end has gone before it was known who it is. */
  const missed = (client: SecureSocket, { path, host: name, port, localAddress }: Options) => {
    if (!client.secureConnecting || client._hadError) return;
    client._hadError = true;
    const problem = "Client network socket disconnected before secure TLS connection was established";
    client.destroy(Object.assign(failures.coded("ECONNRESET", problem), { path, host: name, port, localAddress }));
  };

  const { CLIENT_RENEG_LIMIT, CLIENT_RENEG_WINDOW, DEFAULT_CIPHERS, DEFAULT_ECDH_CURVE } = real;
  const made: Any = replace(refusedModule(host, "tls", undefined) as object, {
    ...{ CLIENT_RENEG_LIMIT, CLIENT_RENEG_WINDOW, DEFAULT_CIPHERS, DEFAULT_ECDH_CURVE },
    DEFAULT_MIN_VERSION: "TLSv1.2",
    DEFAULT_MAX_VERSION: "TLSv1.3",
    rootCertificates: real.rootCertificates,
    getCiphers: real.getCiphers,
    checkServerIdentity: real.checkServerIdentity,
    convertALPNProtocols: (real as Any).convertALPNProtocols,
    SecureContext: callable(SecureContext),
    createSecureContext: (options?: Options) => new SecureContext(options),
    TLSSocket: callable(secureSocketClass(realm)),
    connect,
    createServer: (options?: Any, onSecure?: Any) => new made.Server(options, onSecure),
  });
  made.Server = secureServerClass(realm, made);
  return made;
}
