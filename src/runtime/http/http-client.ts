import { clientAddress, nodeAddress } from "../net/addresses.js";
import { Connection, type ConnectionFailure, type ConnectionHost } from "../net/connection.js";
import { limits } from "../net/limits.js";
import { resetOf, type Segment } from "../net/segment.js";
import type { HttpRequest, HttpResponse } from "./message.js";
import { ResponseReader } from "./response-reader.js";
import { writeRequest } from "./write-request.js";

/** What becomes of a request: its answer; or nothing was sent, and why; or it was, and nobody knows what came of it. */
export type HttpEnd =
  | { readonly kind: "answered"; readonly response: HttpResponse }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "lost" };

/** A node of the cluster, by its name and its number, and the port that a server listens on. */
export interface HttpServer {
  readonly name: string;
  readonly number: number;
  readonly port: number;
}

/** One request that is under way. */
interface Exchange {
  readonly bytes: Uint8Array;
  readonly reader: ResponseReader;
  readonly settle: (end: HttpEnd) => void;
  /** Whether any of it was handed to an open connection. */
  isSent: boolean;
}

/** A connection that is kept for the next request. */
interface Line {
  readonly server: HttpServer;
  readonly connection: Connection;
  exchange: Exchange | null;
}

/**
 * A client outside of the cluster that speaks HTTP/1.1, over connections like those of programs: one request at a time,
 * and the connection is kept as long as both ends like. It does nothing by itself, so that it needs no promises.
 */
export class HttpClient {
  private readonly number: number;
  private readonly wire: ConnectionHost;
  /** All connections that something may still arrive for, by how a segment names them. */
  private readonly connections = new Map<string, Connection>();
  private line: Line | null = null;
  private nextPort: number = limits.firstPort;

  constructor(number: number, wire: ConnectionHost) {
    this.number = number;
    this.wire = wire;
  }

  /** Sends a request; `settle` is told once what becomes of it. What is wrong with the request, if it cannot be sent. */
  send(server: HttpServer, request: HttpRequest, settle: (end: HttpEnd) => void): string | undefined {
    const bytes = writeRequest(request, `${server.name}:${server.port}`);
    if (typeof bytes === "string") return bytes;
    if (this.line?.server.name !== server.name) this.hangUp();
    this.line ??= this.dial(server);
    this.line.exchange = { bytes, reader: new ResponseReader(request.method), settle, isSent: false };
    if (this.line.connection.isOpen) this.speak(this.line);
    return undefined;
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

  private dial(server: HttpServer): Line {
    const local = { address: clientAddress(this.number), port: this.nextPort };
    this.nextPort = this.nextPort === limits.lastPort ? limits.firstPort : this.nextPort + 1;
    const remote = { address: nodeAddress(server.number), port: server.port };
    const since = this.wire.nowUs;
    const name = nameOf(server.name, remote.port, local.port, since);
    const wires = { host: this.wire, forget: () => this.connections.delete(name) };
    const connection: Connection = new Connection(wires, { since, peer: server.name, local, remote }, "asking", {
      opened: () => this.speak(line),
      received: (bytes) => this.hear(line, bytes),
      ended: () => this.finish(line, line.exchange?.reader.end() ?? null),
      drained: () => {},
      failed: (code) => this.fail(line, code),
    });
    const line: Line = { server, connection, exchange: null };
    this.connections.set(name, connection);
    return line;
  }

  private speak({ connection, exchange }: Line): void {
    if (exchange === null || exchange.isSent) return;
    exchange.isSent = true;
    connection.write(exchange.bytes);
  }

  private hear(line: Line, bytes: Uint8Array): boolean {
    const { exchange } = line;
    const response = exchange?.reader.take(bytes) ?? null;
    if (response !== null && exchange?.reader.keepsAlive === true) this.settle(line, { kind: "answered", response });
    // What nobody has asked for, or cannot be read, is the end of it.
    else if (response !== null || exchange === null || exchange.reader.isBroken) this.finish(line, response);
    return true;
  }

  /** Nothing more is said on this connection. */
  private finish(line: Line, response: HttpResponse | null): void {
    this.drop(line);
    this.settle(line, response === null ? { kind: "lost" } : { kind: "answered", response });
  }

  private fail(line: Line, code: ConnectionFailure): void {
    this.drop(line);
    this.settle(line, line.exchange?.isSent === true ? { kind: "lost" } : { kind: "refused", reason: code });
  }

  private settle(line: Line, end: HttpEnd): void {
    const { exchange } = line;
    line.exchange = null;
    exchange?.settle(end);
  }

  private hangUp(): void {
    if (this.line !== null) this.drop(this.line);
  }

  private drop(line: Line): void {
    if (this.line === line) this.line = null;
    line.connection.close();
  }
}

function nameOf(peer: string, remotePort: number, localPort: number, since: number): string {
  return `${peer} ${remotePort} ${localPort} ${since}`;
}
