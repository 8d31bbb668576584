import { Mistakes } from "../mistakes.js";
import type { Options } from "../net/arguments.js";
import type { SimulatedSocket } from "../net/socket.js";
import type { Realm } from "../realm.js";
import { Failures } from "./failures.js";
import { type Credentials, credentialsOf } from "./secure-context.js";
import type { Terms } from "./secured.js";

/** What the options of a socket say of its handshake. Throws what Node throws of credentials that are none. */
export function termsOf(realm: Realm, socket: SimulatedSocket, options: Options): Terms {
  const { isServer = false, secureContext, requestCert, rejectUnauthorized, ALPNProtocols } = options;
  const { SNICallback, ALPNCallback } = options;
  const failures = new Failures(realm);
  return {
    isServer,
    credentials: secureContext === undefined ? credentialsOf(realm, options) : held(failures, secureContext),
    name: undefined,
    protocols: ALPNProtocols === undefined || ALPNProtocols === null ? undefined : protocolsIn(ALPNProtocols),
    asks: Boolean(requestCert),
    insists: rejectUnauthorized !== false,
    ...(SNICallback && {
      choose: (name, done) => {
        SNICallback.call(socket, name, (error: Error | null, context?: object) => {
          done(error, context ? held(failures, context) : undefined);
        });
      },
    }),
    ...(ALPNCallback && {
      agree: (servername, protocols) => {
        const chosen = ALPNCallback.call(socket, { servername, protocols });
        if (chosen === undefined || protocols.includes(chosen)) return chosen;
        const problem = `ALPN callback returned a value (${chosen}) that did not match any of the client's offered protocols (${protocols.join(", ")})`;
        throw new Mistakes(realm).coded("TypeError", "ERR_TLS_ALPN_CALLBACK_INVALID_RESULT", problem);
      },
    }),
  };
}

/** What a context holds that the program has had made. */
function held(failures: Failures, context: { credentials?: Credentials }): Credentials {
  if (context.credentials === undefined)
    throw failures.coded("ERR_TLS_INVALID_CONTEXT", "context must be a SecureContext");
  return context.credentials;
}

/** Names of protocols: a list, or bytes with the length of each before it. */
function protocolsIn(given: readonly string[] | Uint8Array): readonly string[] {
  if (!ArrayBuffer.isView(given)) return given;
  const names: string[] = [];
  for (let at = 0; at < given.length; at += 1 + (given[at] as number)) {
    names.push(Buffer.from(given.subarray(at + 1, at + 1 + (given[at] as number))).toString("latin1"));
  }
  return names;
}
