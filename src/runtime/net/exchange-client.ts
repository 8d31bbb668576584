import { clientAddress, nodeAddress } from "./addresses.js";
import { Connection, type ConnectionHost } from "./connection.js";
import { limits } from "./limits.js";
import { noBytes, resetOf, type Segment } from "./segment.js";

/** What becomes of a request: its answer; or nothing of it was sent; or it was, and nobody knows what came of it. */
export type ExchangeEnd<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused" }
  | { readonly kind: "lost" };

/** Makes the answer to one request out of bytes, in pieces as they come. */
export interface AnswerReader<Answer> {
  /** Whether what came is no answer. */
  readonly isBroken: boolean;
  /** Whether the connection can be used for another request, once the answer is whole. */
  readonly keepsAlive: boolean;
  /** The answer, if it is whole with these bytes. */
  take(bytes: Uint8Array): Answer | null;
  /** The answer, if it is whole because nothing more comes. */
  end(): Answer | null;
}

/** A node of the cluster, by its name and its number, and the port that a server listens on. */
export interface Server {
  readonly name: string;
  readonly number: number;
  readonly port: number;
}

/** One request that is under way. */
interface Exchange<Answer> {
  readonly bytes: Uint8Array;
  readonly reader: AnswerReader<Answer>;
  readonly settle: (end: ExchangeEnd<Answer>) => void;
  /** Whether any of it was handed to an open connection. */
  isSent: boolean;
}

/** A connection that is kept for the next request. */
interface Line<Answer> {
  readonly server: Server;
  readonly connection: Connection;
  exchange: Exchange<Answer> | null;
  /** What came while nothing was asked. */
  unasked: Uint8Array;
}

/**
 * A client outside of the cluster that exchanges requests for answers, over connections like those of programs: one
 * request at a time, and the connection is kept as long as both ends like. It does nothing by itself, so that it needs no
 * promises.
 */
export class ExchangeClient<Answer> {
  private readonly number: number;
  private readonly wire: ConnectionHost;
  private readonly keepsUnasked: (bytes: number) => boolean;
  /** All connections that something may still arrive for, by how a segment names them. */
  private readonly connections = new Map<string, Connection>();
  private line: Line<Answer> | null = null;
  private nextPort: number = limits.firstPort;

  /** Where so many bytes that nobody has asked for are not kept for the next answer, they are the end of a connection. */
  constructor(number: number, wire: ConnectionHost, keepsUnasked: (bytes: number) => boolean) {
    this.number = number;
    this.wire = wire;
    this.keepsUnasked = keepsUnasked;
  }

  /** Sends a request, in bytes that nobody changes any more; `settle` is told once what becomes of it. */
  send(
    server: Server,
    bytes: Uint8Array,
    reader: AnswerReader<Answer>,
    settle: (end: ExchangeEnd<Answer>) => void,
  ): void {
    if (this.line?.server.name !== server.name) this.hangUp();
    this.line ??= this.dial(server);
    this.line.exchange = { bytes, reader, settle, isSent: false };
    if (this.line.connection.isOpen) this.speak(this.line);
  }

  /** Waits no longer, and closes the connection. Whether the server may have got the request. */
  abandon(): boolean {
    const isSent = this.line?.exchange?.isSent ?? false;
    this.hangUp();
    return isSent;
  }

  /** A segment has arrived. */
  receive(segment: Segment, from: string): void {
    const connection = this.connections.get(nameOf(from, segment.from, segment.to, segment.since));
    if (connection !== undefined) {
      connection.receive(segment);
      return;
    }
    const reset = resetOf(segment);
    if (reset !== undefined) this.wire.send(from, "tcp", reset, "segment");
  }

  private dial(server: Server): Line<Answer> {
    const local = { address: clientAddress(this.number), port: this.nextPort };
    this.nextPort = this.nextPort === limits.lastPort ? limits.firstPort : this.nextPort + 1;
    const remote = { address: nodeAddress(server.number), port: server.port };
    const since = this.wire.nowUs;
    const name = nameOf(server.name, remote.port, local.port, since);
    const wires = { host: this.wire, forget: () => this.connections.delete(name) };
    const connection: Connection = new Connection(wires, { since, peer: server.name, local, remote }, "asking", {
      opened: () => this.speak(line),
      received: (bytes) => this.hear(line, bytes),
      ended: () => this.hearEnd(line),
      drained: () => {},
      failed: () => this.fail(line),
    });
    const line: Line<Answer> = { server, connection, exchange: null, unasked: noBytes };
    this.connections.set(name, connection);
    return line;
  }

  private speak({ connection, exchange }: Line<Answer>): void {
    if (exchange === null || exchange.isSent) return;
    exchange.isSent = true;
    connection.write(exchange.bytes);
  }

  private hear(line: Line<Answer>, bytes: Uint8Array): boolean {
    const { exchange, unasked } = line;
    const all = unasked.length === 0 ? bytes : Buffer.concat([unasked, bytes]);
    line.unasked = exchange === null ? all : noBytes;
    const answer = exchange?.reader.take(all) ?? null;
    if (answer !== null && exchange?.reader.keepsAlive === true) this.settle(line, { kind: "answered", answer });
    else if (answer !== null || (exchange === null ? !this.keepsUnasked(all.length) : exchange.reader.isBroken)) {
      this.finish(line, answer);
    }
    return true;
  }

  private hearEnd(line: Line<Answer>): void {
    const { exchange, unasked } = line;
    const answer = unasked.length === 0 ? null : exchange?.reader.take(unasked);
    this.finish(line, answer ?? exchange?.reader.end() ?? null);
  }

  /** Nothing more is said on this connection. */
  private finish(line: Line<Answer>, answer: Answer | null): void {
    this.drop(line);
    this.settle(line, answer === null ? { kind: "lost" } : { kind: "answered", answer });
  }

  private fail(line: Line<Answer>): void {
    this.drop(line);
    this.settle(line, { kind: line.exchange?.isSent === true ? "lost" : "refused" });
  }

  private settle(line: Line<Answer>, end: ExchangeEnd<Answer>): void {
    const { exchange } = line;
    line.exchange = null;
    exchange?.settle(end);
  }

  private hangUp(): void {
    if (this.line !== null) this.drop(this.line);
  }

  private drop(line: Line<Answer>): void {
    if (this.line === line) this.line = null;
    line.connection.close();
  }
}

function nameOf(peer: string, remotePort: number, localPort: number, since: number): string {
  return `${peer} ${remotePort} ${localPort} ${since}`;
}
