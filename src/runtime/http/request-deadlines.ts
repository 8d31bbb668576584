import type { IncomingMessage, Server } from "node:http";
import { Errors } from "../net/errors.js";
import type { SimulatedSocket } from "../net/socket.js";
import type { Realm } from "../realm.js";
import type { Alarm } from "../realm-host.js";

/** How far a connection is with its next request. */
interface Arrival {
  /** When the request began to arrive, or the connection to be there without one; nothing between two requests. */
  sinceUs: number | undefined;
  /** The request whose headers have come last. */
  request: IncomingMessage | undefined;
  /** Whether they are those of the request that arrives. */
  hasHeaders: boolean;
}

/**
 * Ends connections whose requests take too long to arrive, by `headersTimeout` and `requestTimeout`. As Node does, it
 * looks at all of them at once, every `connectionsCheckingInterval` since the server listens; but only if there is any.
 */
export class RequestDeadlines {
  private readonly server: Server;
  private readonly realm: Realm;
  private readonly arrivals = new Map<SimulatedSocket, Arrival>();
  private beganUs = 0;
  private isOn = false;
  private alarm: Alarm | undefined;

  constructor(server: Server, realm: Realm) {
    this.server = server;
    this.realm = realm;
  }

  /** The server listens from now on. */
  begin(): void {
    this.isOn = true;
    this.beganUs = this.realm.host.nowUs;
  }

  /** The server closes: as in Node, those who are still there can take their time. */
  end(): void {
    this.isOn = false;
    this.alarm?.cancel();
    this.alarm = undefined;
  }

  /** Node has begun to read requests from a connection. */
  watch(socket: SimulatedSocket): void {
    const arrival: Arrival = { sinceUs: this.realm.host.nowUs, request: undefined, hasHeaders: false };
    this.arrivals.set(socket, arrival);
    this.wait();
    const look = () => {
      const { parser } = socket as { parser?: { incoming: IncomingMessage | null } | null };
      if (parser) {
        this.look(arrival, parser.incoming ?? undefined);
      } else {
        // It is no connection of http any more.
        socket.off("data", look);
        this.arrivals.delete(socket);
      }
    };
    socket.on("data", look);
    socket.on("close", () => this.arrivals.delete(socket));
  }

  /** What Node has made of the bytes that have just come: `latest` is the last request of which it has the headers. */
  private look(arrival: Arrival, latest: IncomingMessage | undefined): void {
    const { nowUs } = this.realm.host;
    const isNew = latest !== undefined && latest !== arrival.request;
    if (isNew) {
      // The one before has ended with these bytes, too.
      if (arrival.hasHeaders) arrival.sinceUs = nowUs;
      arrival.request = latest;
      arrival.hasHeaders = true;
    }
    if (arrival.hasHeaders && latest?.complete) {
      arrival.sinceUs = undefined;
      arrival.hasHeaders = false;
    } else {
      arrival.sinceUs ??= nowUs;
      this.wait();
    }
  }

  private wait(): void {
    if (this.alarm !== undefined || !this.isOn) return;
    const { nowUs } = this.realm.host;
    const { connectionsCheckingInterval: everyMs } = this.server as unknown as { connectionsCheckingInterval: number };
    const everyUs = Math.max(1, everyMs) * 1000;
    const delayUs = everyUs - ((nowUs - this.beganUs) % everyUs);
    this.alarm = this.realm.host.schedule(delayUs, () => this.check(), "requests that take long");
    this.alarm.unreference();
  }

  private check(): void {
    this.alarm = undefined;
    const { headersTimeout, requestTimeout } = this.server;
    const { nowUs } = this.realm.host;
    for (const [socket, { sinceUs, hasHeaders }] of [...this.arrivals]) {
      if (sinceUs === undefined) continue;
      const isLate = (limitMs: number) => limitMs > 0 && nowUs - sinceUs > limitMs * 1000;
      if (isLate(requestTimeout) || (!hasHeaders && isLate(headersTimeout))) this.expire(socket);
      else this.wait();
    }
  }

  /** Does what Node does when it finds one: answers 408 if nothing was answered yet, unless the program has its own way. */
  private expire(socket: SimulatedSocket): void {
    this.arrivals.delete(socket);
    const fail = socket.listeners("error").find(({ name }) => name === "socketOnError");
    fail?.call(socket, new Errors(this.realm).coded("Error", "ERR_HTTP_REQUEST_TIMEOUT", "Request timeout"));
  }
}
