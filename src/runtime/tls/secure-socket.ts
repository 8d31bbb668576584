import { AsyncLocalStorage } from "node:async_hooks";
import { X509Certificate } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Options } from "../net/arguments.js";
import type { Endpoint, Wire } from "../net/connection.js";
import { SimulatedSocket } from "../net/socket.js";
import type { Realm } from "../realm.js";
import { pathFrom, shownChain } from "./certificates.js";
import { Failures } from "./failures.js";
import { trustedBy } from "./roots.js";
import { Secured } from "./secured.js";
import { StreamWire } from "./stream-wire.js";
import { termsOf } from "./terms.js";
import { type Distrust, distrustOf } from "./trust.js";

/** What servers and clients ask of a socket of TLS, besides what its program does. */
export interface SecureSocket extends SimulatedSocket {
  authorized: boolean;
  authorizationError: unknown;
  secureConnecting: boolean;
  readonly layer: Secured;
  /** Why the certificate of the other end is not trusted, if it is not. */
  distrust(): Distrust | undefined;
  getPeerCertificate(isDetailed?: boolean): object;
  setServername(name: string): void;
  _start(): void;
}

export type SecureSocketClass = new (socket?: Duplex, options?: Options) => SecureSocket;

/** What of a socket is not simulated. */
const left = ["session", "pskCallback", "requestOCSP"];
const refused = [
  "exportKeyingMaterial",
  "getFinished",
  "getPeerFinished",
  "getSharedSigalgs",
  "renegotiate",
  "setKeyCert",
  "setSession",
];

/** Node's `tls.TLSSocket` of one realm. */
export function secureSocketClass(realm: Realm): SecureSocketClass {
  const Base = realm.module("net").Socket as new (options: Options) => SimulatedSocket;
  const failures = new Failures(realm);

  class TLSSocket extends Base implements SecureSocket {
    readonly encrypted = true;
    authorized = false;
    authorizationError: unknown = null;
    alpnProtocol: string | false | null = null;
    servername: string | false | null = null;
    secureConnecting = true;
    readonly layer: Secured;
    private shell: SimulatedSocket | undefined;

    constructor(socket?: Duplex, options: Options = {}) {
      const { highWaterMark, signal, onread } = options;
      const allowHalfOpen = socket === undefined ? options.allowHalfOpen : socket.allowHalfOpen;
      super({ allowHalfOpen, highWaterMark, signal, onread });
      for (const name of left) if (options[name]) realm.host.refuse(`tls with ${name}`);
      const inside = AsyncLocalStorage.snapshot();
      const owner = {
        ...this.owner(),
        secured: () => inside(() => this.agree()),
        refused: (error: Error) => inside(() => this.giveUp(error)),
      };
      this.layer = new Secured(owner, termsOf(realm, this, options), failures);
      if (this.layer.terms.isServer) {
        // Until it is known who is there, nobody but its server is told what goes wrong.
        const tell = (error: Error) => this.emit("_tlsError", error);
        this.on("error", tell);
        this.once("secure", () => this.off("error", tell));
      }
      if (socket !== undefined) this.sitOn(socket);
    }

    override ref(): this {
      this.shell?.ref();
      return super.ref();
    }

    override unref(): this {
      this.shell?.unref();
      return super.unref();
    }

    override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
      if (this.resets) this.connection?.reset();
      this.shell?.destroy();
      super._destroy(error, done);
    }

    _start(): void {
      if (this.connecting) this.once("connect", () => this._start());
      else this.layer.start();
    }

    setServername(name: string): void {
      this.layer.terms.name = name;
      this.layer.name = name;
    }

    distrust(): Distrust | undefined {
      const { peer, terms } = this.layer;
      const [own, ...others] = peer;
      if (own === undefined) return "UNABLE_TO_GET_ISSUER_CERT";
      const wallMs = realm.host.wallUs / 1000;
      const trusted = trustedBy(realm, terms.credentials);
      const found = distrustOf([own, ...others], trusted, terms.isServer ? "client" : "server", wallMs);
      if (found === "CERT_HAS_EXPIRED" || found === "CERT_NOT_YET_VALID") {
        const { validFrom, validTo } = own;
        realm.host.log(
          `${found}: valid from ${validFrom} to ${validTo}, and it is ${new Date(wallMs).toUTCString()} here`,
        );
      }
      return found;
    }

    getPeerCertificate(isDetailed = false): object {
      const { peer, terms } = this.layer;
      const [own, ...others] = peer;
      if (own === undefined) return {};
      return isDetailed
        ? shownChain(pathFrom(own, [...others, ...trustedBy(realm, terms.credentials)]))
        : own.toLegacyObject();
    }

    getPeerX509Certificate(): X509Certificate | undefined {
      return ownCopy(this.layer.peer[0]);
    }

    getX509Certificate(): X509Certificate | undefined {
      return ownCopy(this.shownOwn()[0]);
    }

    getCertificate(): object {
      return this.shownOwn()[0]?.toLegacyObject() ?? {};
    }

    getProtocol(): string | null {
      return this.layer.version ?? null;
    }

    getCipher(): object | undefined {
      const { version, terms, peer } = this.layer;
      if (version === undefined) return undefined;
      if (version === "TLSv1.3") return { name: newCipher, standardName: newCipher, version };
      const [shown] = terms.isServer ? terms.credentials.chain : peer;
      const kind = (shown as X509Certificate).publicKey.asymmetricKeyType === "rsa" ? "RSA" : "ECDSA";
      const name = `ECDHE-${kind}-AES128-GCM-SHA256`;
      return { name, standardName: `TLS_ECDHE_${kind}_WITH_AES_128_GCM_SHA256`, version: "TLSv1.2" };
    }

    getEphemeralKeyInfo(): object | null {
      return this.layer.terms.isServer ? null : { type: "ECDH", name: "X25519", size: 253 };
    }

    // There are no sessions: each connection begins anew.

    getSession(): undefined {}

    getTLSTicket(): undefined {}

    isSessionReused(): boolean {
      return false;
    }

    // Nothing of these can be told from outside.

    setMaxSendFragment(): boolean {
      return true;
    }

    disableRenegotiation(): void {}

    enableTrace(): void {}

    protected override dial(to: Endpoint, localPort: number): Wire | "EHOSTUNREACH" {
      const wire = this.stack.connect(to, this.layer.below, localPort);
      return typeof wire === "string" ? wire : this.layer.on(wire);
    }

    /** The certificates that the other end was shown. */
    private shownOwn(): readonly X509Certificate[] {
      const { terms } = this.layer;
      return terms.isServer || this.layer.isAsked ? terms.credentials.chain : [];
    }

    /** Speaks over something that is there already. */
    private sitOn(socket: Duplex): void {
      const { layer } = this;
      const wire = socket instanceof SimulatedSocket ? socket.lend(layer.below) : undefined;
      socket.on("close", () => this.destroy());
      if (wire === undefined || !(socket instanceof SimulatedSocket)) {
        const stream = new StreamWire(socket, layer.below, (error) => this.destroy(error));
        this.connection = layer.on(stream);
        // What got is made of looks for its class here, as soon as it is loaded.
        Object.assign(this, { _handle: { _parentWrap: stream } });
        if ((socket as { connecting?: boolean }).connecting === true) {
          this.connecting = true;
          socket.once("connect", () => {
            this.connecting = false;
            this.emit("connect");
          });
        }
        return;
      }
      this.shell = socket;
      this._host = socket._host;
      this.listening = socket.listeningOn;
      this.stand(layer.on(wire));
      // What had come before is the beginning of it.
      process.nextTick(() => {
        for (let part = socket.read(); part !== null; part = socket.read()) layer.take(part);
        this.read(0);
      });
    }

    private agree(): void {
      this.alpnProtocol = this.layer.protocol;
      this.servername = this.layer.name;
      this.emit("secure");
    }

    private giveUp(error: Error): void {
      const { whenDrained } = this;
      this.whenDrained = undefined;
      if (whenDrained === undefined) this.destroy(error);
      else whenDrained(failures.ofWrite(error));
    }
  }
  for (const name of refused) {
    Object.defineProperty(TLSSocket.prototype, name, {
      value: () => realm.host.refuse(`tls.TLSSocket.${name}`),
      writable: true,
      configurable: true,
    });
  }
  return TLSSocket;
}

/** What a program is given, it may change. */
function ownCopy(certificate: X509Certificate | undefined): X509Certificate | undefined {
  return certificate && new X509Certificate(certificate.raw);
}

const newCipher = "TLS_AES_256_GCM_SHA384";
