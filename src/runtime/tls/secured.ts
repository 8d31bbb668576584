import type { X509Certificate } from "node:crypto";
import type { Owner, Wire } from "../net/connection.js";
import { certificateOf } from "./certificates.js";
import type { Alert, Failures, Reason } from "./failures.js";
import { bytesOf, type Greeting, greetingIn } from "./handshake.js";
import { RecordReader, recordKinds, recordsOf } from "./records.js";
import { type Credentials, versions } from "./secure-context.js";

/** What one end wants of a handshake. */
export interface Terms {
  readonly isServer: boolean;
  credentials: Credentials;
  /** Of a client: the name of the server that it asks for. */
  name: string | undefined;
  protocols: readonly string[] | undefined;
  /** Of a server: whether it wants to see a certificate, and does without one. */
  readonly asks: boolean;
  readonly insists: boolean;
  /** Of a server: looks for the credentials that go with a name. */
  readonly choose?: (name: string, done: (error: Error | null, credentials?: Credentials) => void) => void;
  /** Of a server: the protocol that is spoken within, of those that a client names. */
  readonly agree?: (name: string | false, protocols: readonly string[]) => string | undefined;
}

/** Whom it tells, besides what all wires tell. */
export interface SecuredOwner extends Owner {
  /** Both ends have said what they have to say: the certificate of the other one can be looked at. */
  secured(): void;
  /** The handshake, or the connection after it, has failed. */
  refused(error: Error): void;
}

const newest = versions.length - 1;

/**
 * TLS on a wire, as far as its user can tell: its round trips, its records, what both ends agree on, and how it fails.
 * Nothing is encrypted, since OpenSSL would draw its own chance for that, and links have no eavesdroppers.
 */
export class Secured implements Wire {
  readonly terms: Terms;
  /** The certificates that the other end has sent, its own first. */
  peer: readonly X509Certificate[] = [];
  /** What was agreed on; the name is the one that the client asked for. */
  version: (typeof versions)[number] | undefined;
  protocol: string | false = false;
  name: string | false = false;
  /** Of a client: whether the server wanted to see a certificate. */
  isAsked = false;

  private readonly failures: Failures;
  private owner: SecuredOwner;
  private readonly reader = new RecordReader();
  private wire: Wire | undefined;
  private state: "waiting" | "greeted" | "secured" | "failed" = "waiting";
  /** What was written before there was anybody to write to. */
  private early: Uint8Array[] = [];
  private isEnding = false;
  /** The last word of the handshake, which waits for something to travel with. */
  private lastWord: Buffer | undefined;
  private isFirst = true;

  constructor(owner: SecuredOwner, terms: Terms, failures: Failures) {
    this.owner = owner;
    this.terms = terms;
    this.failures = failures;
    if (!terms.isServer) this.name = terms.name ?? false;
  }

  /** What the wire is to tell; it goes to the owner, once it is not TLS any more. */
  readonly below: Owner = {
    opened: () => {
      this.owner.opened();
      this.start();
    },
    received: (bytes) => this.take(bytes),
    ended: () => this.owner.ended(),
    drained: () => {
      if (this.isSecured) this.owner.drained();
    },
    failed: (code) => this.owner.failed(code),
  };

  on(wire: Wire): this {
    this.wire = wire;
    return this;
  }

  /** A client begins; a server waits for it. */
  start(): void {
    const { isServer, credentials, name, protocols } = this.terms;
    if (isServer || this.state !== "waiting") return;
    this.state = "greeted";
    this.greet({
      kind: "client hello",
      versions: credentials.versions,
      ...(name === undefined ? {} : { name }),
      ...(protocols === undefined ? {} : { protocols }),
    });
  }

  get isSecured(): boolean {
    return this.state === "secured";
  }

  /** Takes bytes of the other end. */
  take(bytes: Uint8Array): boolean {
    this.reader.add(bytes);
    let hasRoom = true;
    while (this.state !== "failed") {
      const record = this.reader.take();
      if (record === "not yet") break;
      if ("foreign" in record) {
        this.fail(this.terms.isServer && this.isFirst ? reasonOf(record.foreign) : "wrong version number");
        break;
      }
      this.isFirst = false;
      if (record.kind === recordKinds.data && this.isSecured) hasRoom = this.owner.received(record.bytes);
      else if (record.kind === recordKinds.alert) this.giveUp(this.failures.alerted(record.bytes[1] as number));
      else this.hear(record.kind === recordKinds.handshake ? greetingIn(record.bytes) : undefined);
    }
    return hasRoom;
  }

  private hear(greeting: Greeting | undefined): void {
    const { isServer } = this.terms;
    const isGreeted = this.state === "greeted";
    if (isServer && this.state === "waiting" && greeting?.kind === "client hello") this.answer(greeting);
    else if (isServer && isGreeted && greeting?.kind === "client finished") this.conclude(greeting);
    else if (!isServer && isGreeted && greeting?.kind === "server hello") this.follow(greeting);
    else if (!isServer && isGreeted && greeting?.kind === "server finished") this.settle();
    else this.fail("unexpected message", 10);
  }

  /** A server, to the first word of a client. */
  private answer({ name, protocols, versions: spoken }: Greeting & { kind: "client hello" }): void {
    const { terms } = this;
    this.state = "greeted";
    this.name = name ?? false;
    const go = (credentials: Credentials) => {
      const common = credentials.versions.filter((version) => spoken.includes(version));
      if (common.length === 0) return this.fail("unsupported protocol", 70);
      const protocol = this.agreed(protocols);
      if (protocol === undefined) return this.fail("no application protocol", 120);
      if (credentials.chain.length === 0) return this.fail("no suitable signature algorithm", 40);
      const version = Math.max(...common);
      terms.credentials = credentials;
      this.protocol = protocol;
      this.version = versions[version];
      const certificates = encoded(credentials);
      const asks = terms.asks;
      this.greet({ kind: "server hello", version, certificates, asks, ...(protocol === false ? {} : { protocol }) });
    };
    if (name === undefined || terms.choose === undefined) {
      go(terms.credentials);
      return;
    }
    terms.choose(name, (error, chosen) => {
      if (this.state === "failed") return;
      if (error) this.giveUp(error);
      else go(chosen ?? terms.credentials);
    });
  }

  /** False if none is to be spoken, nothing if there is none that both speak. */
  private agreed(offered: readonly string[] | undefined): string | false | undefined {
    const { protocols, agree } = this.terms;
    if (offered === undefined) return false;
    if (agree !== undefined) return agree(this.name, offered);
    return protocols === undefined ? false : protocols.find((protocol) => offered.includes(protocol));
  }

  /** A client, to the answer of a server. */
  private follow({ version, protocol, certificates, asks }: Greeting & { kind: "server hello" }): void {
    this.version = versions[version];
    this.protocol = protocol ?? false;
    this.peer = certificates.map(certificateOf);
    this.isAsked = asks;
    const shown = asks ? encoded(this.terms.credentials) : [];
    this.lastWord = recordsOf("handshake", bytesOf({ kind: "client finished", certificates: shown }));
    if (version === newest) this.settle();
    else this.say();
  }

  /** A server, to the last word of a client. */
  private conclude({ certificates }: Greeting & { kind: "client finished" }): void {
    const { asks, insists } = this.terms;
    this.peer = certificates.map(certificateOf);
    if (asks && insists && this.peer.length === 0) {
      this.fail("peer did not return a certificate", this.version === versions[newest] ? 116 : 40);
      return;
    }
    if (this.version !== versions[newest]) this.lastWord = recordsOf("handshake", bytesOf({ kind: "server finished" }));
    this.settle();
  }

  private settle(): void {
    this.state = "secured";
    this.owner.secured();
    if (!this.isSecured) return;
    const { early } = this;
    this.early = [];
    if (early.length > 0) {
      if (this.write(Buffer.concat(early))) this.owner.drained();
    } else {
      this.say();
    }
    if (this.isEnding) this.wire?.end();
  }

  /** Gives up, and tells the other end why if it is told at all. */
  private fail(reason: Reason, alert?: Alert): void {
    if (alert !== undefined) this.wire?.write(recordsOf("alert", Uint8Array.of(2, alert)));
    this.giveUp(this.failures.because(reason));
  }

  private giveUp(error: Error): void {
    this.state = "failed";
    this.owner.refused(error);
  }

  private greet(greeting: Greeting): void {
    this.wire?.write(recordsOf("handshake", bytesOf(greeting)));
  }

  /** Says the last word of the handshake if it was not said yet. */
  private say(): void {
    if (this.lastWord !== undefined) this.wire?.write(this.lastWord);
    this.lastWord = undefined;
  }

  // What a socket asks of its wire.

  get ends(): Wire["ends"] {
    return this.wire?.ends;
  }

  get broken(): Wire["broken"] {
    return this.wire?.broken;
  }

  get pendingBytes(): number {
    return this.early.reduce((sum, { length }) => sum + length, this.wire?.pendingBytes ?? 0);
  }

  /** Whoever speaks over it hears what it hears; how it goes with this one is still its socket's matter. */
  adopt(owner: Owner): void {
    const { secured, refused } = this.owner;
    this.owner = { ...owner, secured, refused };
  }

  write(bytes: Uint8Array): boolean {
    if (!this.isSecured) {
      this.early.push(bytes);
      this.start();
      return false;
    }
    const { lastWord } = this;
    this.lastWord = undefined;
    const records = recordsOf("data", bytes);
    return this.wire?.write(lastWord === undefined ? records : Buffer.concat([lastWord, records])) ?? false;
  }

  end(): void {
    if (this.isSecured) {
      this.say();
      this.wire?.end();
    } else {
      this.isEnding = true;
    }
  }

  pause(): void {
    this.wire?.pause();
  }

  resume(): void {
    this.wire?.resume();
  }

  close(): void {
    this.state = "failed";
    this.wire?.close();
  }

  reset(): void {
    this.state = "failed";
    this.wire?.reset();
  }

  setKeepAlive(afterUs: number): void {
    this.wire?.setKeepAlive(afterUs);
  }
}

function encoded({ chain }: Credentials): readonly string[] {
  return chain.map(({ raw }) => raw.toString("base64"));
}

/** What OpenSSL takes for the beginning of http. */
function reasonOf(start: string): Reason {
  if (/^(GET |POST|HEAD|PUT )/.test(start)) return "http request";
  return start.startsWith("CONNE") ? "https proxy request" : "wrong version number";
}
