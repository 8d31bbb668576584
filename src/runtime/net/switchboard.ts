import type { RealmHost } from "../realm-host.js";
import { Addresses, isAny } from "./addresses.js";
import { Connection, type ConnectionHost, type Endpoint, type Owner } from "./connection.js";
import { limits } from "./limits.js";
import { PortTable } from "./ports.js";
import { resetOf, type Segment } from "./segment.js";

/** What connections need of the process that has them. */
export type Station = ConnectionHost & Pick<RealmHost, "node" | "nodes" | "listen" | "onEnd" | "refuse" | "show">;

/** Somebody who waits for connections. */
export interface Listener extends Endpoint {
  /** Has a connection that is open. */
  accept(connection: Connection): void;
  /** How many connections may be on their way to being open. */
  readonly backlog: number;
}

/** The connections of a process: its addresses, its ports, and who is behind them. */
export class Switchboard {
  readonly host: Station;
  readonly addresses: Addresses;
  private readonly listeners = new PortTable<Listener>();
  private readonly connections = new Map<string, Connection>();
  private readonly opening = new Map<Connection, Listener>();
  private nextPort: number = limits.firstPort;

  constructor(host: Station) {
    this.host = host;
    this.addresses = new Addresses(host.node, host.nodes);
    host.listen(
      "tcp",
      (segment, from) => this.receive(segment as Segment, from),
      (segment, from) => this.receiveBack(segment as Segment, from),
    );
    host.onEnd((how) => this.abandon(how));
    host.show("sockets", () => this.look());
  }

  /** Asks for a connection; whether there is one its owner will hear. The error's code if nothing is at that address. */
  connect(to: Endpoint, owner: Owner, localPort = 0): Connection | "EHOSTUNREACH" {
    const address = isAny(to.address) ? (to.address === "::" ? "::1" : "127.0.0.1") : to.address;
    const peer = this.addresses.nodeAt(address);
    if (peer === undefined) return "EHOSTUNREACH";
    const local = { address: this.addresses.sourceFor(address), port: localPort === 0 ? this.freePort() : localPort };
    return this.add({ address, port: to.port }, local, peer, this.host.nowUs, "asking", owner);
  }

  /** Listens on a port, any that is free if it is 0. */
  listen(at: Endpoint, listener: Omit<Listener, keyof Endpoint>): Listener | "EADDRINUSE" | "EADDRNOTAVAIL" {
    if (!this.addresses.isOwn(at.address)) return "EADDRNOTAVAIL";
    const port = at.port === 0 ? this.freePort() : at.port;
    const added: Listener = { ...listener, address: at.address, port };
    return this.listeners.add(added) ? added : "EADDRINUSE";
  }

  /** What is open stays open; what is not open yet is told that nobody listens. */
  unlisten(listener: Listener): void {
    this.listeners.remove(listener);
    for (const [connection, other] of [...this.opening]) if (other === listener) connection.reset();
  }

  protected freePort(): number {
    const count = limits.lastPort - limits.firstPort + 1;
    const taken = new Set([...this.connections.values()].map(({ ends }) => ends.local.port));
    for (let tries = 0; tries < count; tries++) {
      const port = this.nextPort;
      this.nextPort = port === limits.lastPort ? limits.firstPort : port + 1;
      if (!taken.has(port) && !this.listeners.has(port) && !this.isTaken(port)) return port;
    }
    return this.host.refuse("a socket more", `there are no more than ${count} ports`);
  }

  /** Whether something else than a connection has a port. */
  protected isTaken(_port: number): boolean {
    return false;
  }

  private receive(segment: Segment, from: string): void {
    const connection = this.connections.get(nameOf(from, segment.from, segment.to, segment.since));
    if (connection !== undefined) connection.receive(segment);
    else if (segment.kind === "open" && segment.acknowledged < 0) this.ask(segment, from);
    else this.reset(segment, from);
  }

  /** A segment comes back from where no process has a network any more, or none yet: that is a reset. */
  private receiveBack(segment: Segment, from: string): void {
    const reset = resetOf(segment);
    if (reset !== undefined) this.receive(reset, from);
  }

  /** Somebody asks for a connection. */
  private ask(segment: Segment, from: string): void {
    const { from: port, to, since, source = "", target = "" } = segment;
    const listener = this.listeners.find(target, to);
    if (listener === undefined) {
      this.reset(segment, from);
      return;
    }
    if (this.opening.size >= listener.backlog) return;
    const added = this.add({ address: source, port }, { address: target, port: to }, from, since, "answering", {
      opened: () => {
        this.opening.delete(added);
        listener.accept(added);
      },
      received: () => false,
      ended: () => {},
      drained: () => {},
      failed: () => {},
    });
    this.opening.set(added, listener);
  }

  private reset(segment: Segment, peer: string): void {
    const reset = resetOf(segment);
    if (reset !== undefined) this.host.send(peer, "tcp", reset, "segment");
  }

  private add(
    remote: Endpoint,
    local: Endpoint,
    peer: string,
    since: number,
    state: "asking" | "answering",
    owner: Owner,
  ): Connection {
    const connection = new Connection(this, { since, peer, local, remote }, state, owner);
    this.connections.set(nameOf(peer, remote.port, local.port, since), connection);
    return connection;
  }

  forget(connection: Connection): void {
    const { peer, remote, local, since } = connection.ends;
    this.connections.delete(nameOf(peer, remote.port, local.port, since));
    this.opening.delete(connection);
  }

  /** By port and peer, how it stands with each. */
  protected look(): Record<string, string> {
    const shown = this.listeners.ports().map((port) => [`${port}`, "listening"]);
    for (const connection of this.connections.values()) {
      const { local, remote, peer } = connection.ends;
      shown.push([`${local.port} with ${peer}:${remote.port}`, connection.told]);
    }
    return Object.fromEntries(shown);
  }

  protected abandon(how: "exit" | "crash"): void {
    if (how === "exit") for (const connection of [...this.connections.values()]) connection.abandon();
    this.connections.clear();
    this.opening.clear();
    this.listeners.clear();
  }
}

/** The name of a connection at one of its ends. */
function nameOf(peer: string, remotePort: number, localPort: number, since: number): string {
  return `${peer} ${remotePort} ${localPort} ${since}`;
}
