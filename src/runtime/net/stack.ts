import type { Realm } from "../realm.js";
import type { RealmHost } from "../realm-host.js";
import type { Endpoint } from "./connection.js";
import { isDatagram, type Receiver } from "./datagram-socket.js";
import { Errors } from "./errors.js";
import { PortTable } from "./ports.js";
import { Switchboard } from "./switchboard.js";

/** What a process has of the network, with the errors that its program is told. */
export class Stack extends Switchboard {
  readonly realm: Realm;
  declare readonly host: RealmHost;
  readonly errors: Errors;
  /** Those that may be in the midst of something when the process ends. */
  readonly sockets = new Set<{ release(): void }>();
  private readonly receivers = new PortTable<Receiver>();

  constructor(realm: Realm) {
    super(realm.host);
    this.realm = realm;
    this.errors = new Errors(realm);
    this.host.listen("udp", (datagram) => {
      if (isDatagram(datagram)) this.receivers.find(datagram.target, datagram.to)?.receive(datagram);
    });
  }

  /** Takes the datagrams that are sent to a port, any that is free if it is 0. */
  bind(at: Endpoint, receive: Receiver["receive"]): Receiver | "EADDRINUSE" | "EADDRNOTAVAIL" {
    if (!this.addresses.isOwn(at.address)) return "EADDRNOTAVAIL";
    const added = { receive, address: at.address, port: at.port === 0 ? this.freePort() : at.port };
    return this.receivers.add(added) ? added : "EADDRINUSE";
  }

  unbind(receiver: Receiver): void {
    this.receivers.remove(receiver);
  }

  protected override isTaken(port: number): boolean {
    return this.receivers.has(port);
  }

  protected override look(): Record<string, string> {
    const bound = this.receivers.ports().map((port) => [`udp ${port}`, "bound"]);
    return { ...super.look(), ...Object.fromEntries(bound) };
  }

  protected override abandon(how: "exit" | "crash"): void {
    super.abandon(how);
    for (const socket of this.sockets) socket.release();
    this.sockets.clear();
    this.receivers.clear();
  }
}

const stacks = new WeakMap<Realm, Stack>();

/** The stack of a realm, made when something first asks for it. */
export function stackOf(realm: Realm): Stack {
  let stack = stacks.get(realm);
  if (stack === undefined) {
    stack = new Stack(realm);
    stacks.set(realm, stack);
  }
  return stack;
}
