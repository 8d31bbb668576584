import type { Realm } from "../realm.js";
import { type Distrust, distrust } from "./trust.js";

/** What OpenSSL says when a handshake fails, by its reasons, with their numbers. */
const reasons = {
  "http request": 0x9c,
  "https proxy request": 0x9b,
  "no application protocol": 0xeb,
  "no suitable signature algorithm": 0x76,
  "peer did not return a certificate": 0xc7,
  "unexpected message": 0xf4,
  "unsupported protocol": 0x102,
  "wrong version number": 0x10b,
} as const;

export type Reason = keyof typeof reasons;

/** What one end tells the other before it gives up (RFC 8446, section 6), as the other end says it. */
export const alerts = {
  10: "sslv3 alert unexpected message",
  40: "sslv3 alert handshake failure",
  70: "tlsv1 alert protocol version",
  116: "tlsv13 alert certificate required",
  120: "tlsv1 alert no application protocol",
} as const;

export type Alert = keyof typeof alerts;

// biome-ignore lint/suspicious/noExplicitAny: errors carry further properties, as Node's do
type NodeError = Error & Record<string, any>;

/** The errors of TLS that the program sees, made of its own classes. */
export class Failures {
  private readonly globals: Realm["globals"];

  constructor({ globals }: Realm) {
    this.globals = globals;
  }

  because(reason: Reason): NodeError {
    return this.ofOpenSsl(reason, reasons[reason]);
  }

  /** The other end has given up, and said why. */
  alerted(alert: number): NodeError {
    return this.ofOpenSsl(alerts[alert as Alert] ?? `tlsv1 alert ${alert}`, 1000 + alert);
  }

  distrusted(code: Distrust): NodeError {
    return this.coded(code, distrust[code]);
  }

  coded(code: string, message: string): NodeError {
    return Object.assign(new this.globals.Error(message), { code });
  }

  /** The same as a write meets it. */
  ofWrite({ message }: Error): NodeError {
    return Object.assign(this.coded("EPROTO", `write EPROTO ${message}`), { errno: -71, syscall: "write" });
  }

  private ofOpenSsl(reason: string, number: number): NodeError {
    const code = `ERR_SSL_${reason.replaceAll(" ", "_").toUpperCase()}`;
    const place = (0x0a000000 + number).toString(16).toUpperCase().padStart(8, "0");
    const error = this.coded(code, `error:${place}:SSL routines::${reason}`);
    return Object.assign(error, { library: "SSL routines", reason });
  }
}
