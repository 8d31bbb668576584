import type { RealmHost } from "../realm-host.js";
import { Deadline } from "./deadline.js";
import { Inbox } from "./inbox.js";
import { KeepAlive } from "./keep-alive.js";
import { limits } from "./limits.js";
import { Outbox } from "./outbox.js";
import { RoundTrip } from "./round-trip.js";
import { noBytes, type Segment } from "./segment.js";

/** What a connection tells whoever has it. Each is called inside an event of the node. */
export interface Owner {
  /** Both ends have heard of each other. */
  opened(): void;
  /** The next bytes; false to be given no more until `resume`. */
  received(bytes: Uint8Array): boolean;
  /** The other end has nothing more to say. */
  ended(): void;
  /** What was written before has room. */
  drained(): void;
  failed(code: ConnectionFailure): void;
}

export type ConnectionFailure = "ECONNREFUSED" | "ECONNRESET" | "ETIMEDOUT";

/** An address and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Between whom a connection is. */
export interface Ends {
  readonly since: number;
  /** The node at the other end, whatever address it is reached by. */
  readonly peer: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** What carries the segments of a connection: what it needs of time, and of the network. */
export type ConnectionHost = Pick<RealmHost, "nowUs" | "schedule" | "hold" | "send" | "atEndOfEvent">;

/** What a socket has under it: a connection, or what speaks over one in its place. */
export interface Wire {
  readonly ends: Pick<Ends, "local" | "remote"> | undefined;
  readonly broken: "EPIPE" | "ECONNRESET" | undefined;
  readonly pendingBytes: number;
  adopt(owner: Owner): void;
  write(bytes: Uint8Array): boolean;
  end(): void;
  pause(): void;
  resume(): void;
  close(): void;
  reset(): void;
  setKeepAlive(afterUs: number): void;
}

/** The surroundings of a connection. */
export interface Wires {
  readonly host: ConnectionHost;
  /** The connection is over, and nothing that arrives for it is expected any more. */
  forget(connection: Connection): void;
}

/**
 * One end of a connection: makes a stream of bytes in order out of segments that are lost and overtake one another, the
 * way TCP does (RFC 9293), with what makes it quick and quiet: cumulative acknowledgements that wait for something to
 * travel with, and what was lost sent again at the third sign of it. There is no congestion window: links that are
 * full show as loss.
 */
export class Connection implements Wire {
  readonly ends: Ends;
  /** Why nothing can be written any more, as the error of a write would say. */
  broken: "EPIPE" | "ECONNRESET" | undefined;

  private state: "asking" | "answering" | "open" | "over";
  private owner: Owner | undefined;
  private readonly wires: Wires;
  private readonly outbox = new Outbox();
  private readonly inbox = new Inbox();
  private readonly roundTrip = new RoundTrip();
  private readonly retry: Deadline;
  private readonly quiet: Deadline;
  private readonly linger: Deadline;
  private keepAlive: KeepAlive | undefined;

  private tries = 0;
  private repeated = 0;
  /** What was sent before something was lost is taken for lost too, if acknowledgements stop short of it. */
  private recoverTo = 0;
  private recoverSinceUs = 0;
  /** Bytes that came and were not acknowledged yet; without end if whoever sent them waits to hear of it. */
  private unanswered = 0;
  private toldWindow: number = limits.receiveBytes;
  private isReading = true;
  private isFull = false;
  private failure: ConnectionFailure | undefined;
  private toldEnd = false;
  /** Whether it will speak at the end of this event. */
  private speaks = false;
  private release: (() => void) | undefined;

  constructor(wires: Wires, ends: Ends, state: "asking" | "answering", owner?: Owner) {
    const { host } = wires;
    this.wires = wires;
    this.ends = ends;
    this.state = state;
    this.owner = owner;
    this.retry = new Deadline(host, "retransmission", () => this.again());
    this.quiet = new Deadline(host, "acknowledgement", () => this.acknowledge());
    this.linger = new Deadline(host, "end of a connection", () => this.finish());
    this.greet();
  }

  /** Whether anybody would read what arrives. */
  get isOwned(): boolean {
    return this.owner !== undefined;
  }

  get isOpen(): boolean {
    return this.state === "open";
  }

  /** How it stands, in words. */
  get told(): string {
    const { outbox, inbox, tries } = this;
    const states = { asking: "SYN sent", answering: "SYN received", open: "open", over: "over" };
    const flight = outbox.sent - outbox.arrived;
    const waiting = outbox.bytes - flight;
    return [
      states[this.state],
      ...(flight > 0 ? [`${flight} bytes not acknowledged`] : []),
      ...(waiting > 0 ? [`${waiting} waiting`] : []),
      ...(inbox.waitingBytes > 0 ? [`${inbox.waitingBytes} not read`] : []),
      ...(tries > 0 ? [`said again ${tries} times`] : []),
      ...(outbox.isEnding ? ["ending"] : []),
      ...(inbox.isEnded ? ["ended by the other end"] : []),
    ].join(", ");
  }

  /** Bytes that were written and have not arrived. */
  get pendingBytes(): number {
    return this.outbox.bytes;
  }

  /** Gives the connection to whoever will have it. */
  adopt(owner: Owner): void {
    this.owner = owner;
  }

  /** Sends bytes that nobody changes any more. False if whoever writes must wait until it is `drained`. */
  write(bytes: Uint8Array): boolean {
    this.outbox.write(bytes);
    this.speakLater();
    this.isFull = this.outbox.bytes > limits.sendBytes;
    return !this.isFull;
  }

  /** Says that nothing more will be written. */
  end(): void {
    this.outbox.finish();
    this.speakLater();
  }

  pause(): void {
    this.isReading = false;
  }

  resume(): void {
    if (this.isReading) return;
    this.isReading = true;
    this.deliver();
    // Who had to wait hears of it as soon as waiting no longer pays.
    if (this.state === "open" && this.toldWindow < limits.receiveBytes / 2 && this.inbox.window > this.toldWindow) {
      this.acknowledge();
    }
  }

  /** Nobody has it any more. What was written still arrives; what was not read will not be. */
  close(): void {
    this.owner = undefined;
    if (this.state === "over") return;
    if (this.state !== "open") {
      this.finish();
    } else if (!this.inbox.isEmpty) {
      this.reset();
    } else {
      this.end();
      if (this.settle()) return;
      this.release ??= this.wires.host.hold("connection that closes");
      if (this.outbox.isDone) this.lingerOn();
    }
  }

  /** Ends it for both ends at once. */
  reset(): void {
    if (this.state === "over") return;
    this.flush();
    // Who has only just heard of the other end says so first, or there would be nothing to reset.
    if (this.unanswered > 0) this.acknowledge();
    if (this.state !== "asking") this.send("reset", this.outbox.sent, noBytes);
    this.finish();
  }

  /** Probes the other end when it has been silent for so long; 0 for never. */
  setKeepAlive(afterUs: number): void {
    this.keepAlive?.drop();
    this.keepAlive = undefined;
    if (afterUs === 0 || this.state === "over") return;
    const probe = () => this.send("probe", this.outbox.sent, noBytes);
    this.keepAlive = new KeepAlive(this.wires.host, afterUs, probe, () => this.fail("ETIMEDOUT"));
  }

  /** The process ends by itself: says so as far as it can be said at once. */
  abandon(): void {
    this.owner = undefined;
    if (this.state === "open" && this.inbox.isEmpty) {
      this.end();
      this.flush();
    } else if (this.state !== "over") {
      this.reset();
    }
  }

  /** Takes a segment that is meant for it. */
  receive(segment: Segment): void {
    this.keepAlive?.heard();
    if (segment.kind === "reset") this.fail(this.state === "asking" ? "ECONNREFUSED" : "ECONNRESET");
    else if (segment.kind === "open") this.takeOpen(segment);
    else if (this.state !== "asking") this.takeOther(segment);
  }

  private takeOpen(segment: Segment): void {
    if (this.state === "asking") this.open(segment);
    else if (this.state === "answering") this.greet();
    else this.acknowledge();
  }

  private takeOther(segment: Segment): void {
    if (this.state === "answering") this.open(segment);
    else this.takeAcknowledgement(segment);
    if (this.isOver) return;
    if (segment.kind === "probe") this.unanswered = Number.POSITIVE_INFINITY;
    else if (segment.kind === "end" || segment.bytes.length > 0) this.take(segment);
    this.speakLater();
  }

  /** All that is written in an event goes together at its end, and acknowledges what came in it. */
  private speakLater(): void {
    if (this.speaks || this.isOver) return;
    this.speaks = true;
    this.wires.host.atEndOfEvent(this.speak);
  }

  private readonly speak = () => {
    this.speaks = false;
    if (this.isOver) return;
    this.flush();
    if (this.unanswered > limits.acknowledgeBytes) this.acknowledge();
    else if (this.unanswered > 0 && !this.quiet.isSet) this.quiet.set(limits.acknowledgeUs);
    this.settle();
  };

  /** A call of the program may have ended it, which narrowing of `state` would not see. */
  private get isOver(): boolean {
    return this.state === "over";
  }

  private open(segment: Segment): void {
    this.state = "open";
    this.tries = 0;
    this.retry.clear();
    this.outbox.room = segment.acknowledged + segment.window;
    // What the program says in answer to this is an acknowledgement too.
    if (segment.kind === "open") this.unanswered = Number.POSITIVE_INFINITY;
    this.owner?.opened();
    this.speakLater();
  }

  private take(segment: Segment): void {
    if (this.owner === undefined && segment.sequence >= this.inbox.heard && segment.bytes.length > 0) {
      this.reset();
      return;
    }
    // A gap, or what came twice, is told at once: the other end waits for it.
    if (this.inbox.take(segment) && segment.kind !== "end") this.unanswered += segment.bytes.length;
    else this.unanswered = Number.POSITIVE_INFINITY;
    if (this.isReading) this.deliver();
  }

  private deliver(): void {
    while (this.isReading && this.owner !== undefined) {
      const bytes = this.inbox.read();
      if (bytes === undefined) break;
      if (!this.owner.received(bytes)) this.isReading = false;
    }
    if (!this.inbox.isEmpty || !this.isReading) return;
    if (this.inbox.isEnded && !this.toldEnd) {
      this.toldEnd = true;
      this.owner?.ended();
    } else if (this.failure !== undefined) {
      const { failure } = this;
      this.failure = undefined;
      this.owner?.failed(failure);
    }
  }

  private takeAcknowledgement({ acknowledged, window, kind, bytes }: Segment): void {
    const { outbox } = this;
    const tookUs = outbox.acknowledge(acknowledged, this.wires.host.nowUs);
    const hadRoom = outbox.room;
    outbox.room = Math.max(outbox.room, acknowledged + window);
    if (tookUs !== undefined) {
      if (tookUs >= 0) this.roundTrip.learn(tookUs);
      this.tries = 0;
      this.repeated = 0;
      if (outbox.first === undefined) this.retry.clear();
      else if (acknowledged < this.recoverTo) this.resend(2);
      else this.retry.set(this.roundTrip.timeoutUs(0));
      if (this.isFull && outbox.bytes <= limits.sendBytes) {
        this.isFull = false;
        this.owner?.drained();
      }
    } else if (outbox.first === undefined) {
      this.tries = 0;
    } else if (acknowledged === outbox.arrived && kind === "data" && bytes.length === 0 && outbox.room === hadRoom) {
      this.repeated++;
      if (this.repeated === limits.repeatedAcknowledgements && acknowledged >= this.recoverTo) this.recover();
    }
  }

  /** Sends what may be sent. */
  private flush(): void {
    if (this.state !== "open") return;
    const { outbox } = this;
    for (let piece = outbox.take(this.now); piece !== undefined; piece = outbox.take(this.now)) {
      this.send(piece.kind, piece.sequence, piece.bytes);
    }
    if (!this.retry.isSet && (outbox.first !== undefined || outbox.isStuck)) {
      this.retry.set(this.roundTrip.timeoutUs(this.tries));
    }
  }

  private get now(): number {
    return this.wires.host.nowUs;
  }

  /** Nothing was acknowledged for too long. */
  private again(): void {
    const { state, outbox } = this;
    this.tries++;
    const mostTries =
      state === "asking" ? limits.openRetries : state === "answering" ? limits.acceptRetries : limits.retries;
    if (this.tries > mostTries) {
      this.fail("ETIMEDOUT");
    } else if (state !== "open") {
      this.greet();
    } else if (outbox.first !== undefined) {
      this.recover();
    } else if (outbox.isStuck) {
      this.send("probe", outbox.sent, noBytes);
      this.retry.set(this.roundTrip.timeoutUs(this.tries));
    }
  }

  /** The first piece on its way is lost, it seems, and those behind it may be. */
  private recover(): void {
    this.recoverTo = this.outbox.sent;
    this.recoverSinceUs = this.now;
    this.outbox.doubt();
    this.resend(1);
  }

  /** Sends again what is taken for lost: each that arrives asks for two more, so that it goes faster and faster. */
  private resend(count: number): void {
    for (const piece of this.outbox.again(this.recoverSinceUs, count)) {
      this.send(piece.kind, piece.sequence, piece.bytes);
      piece.sentUs = this.now;
    }
    this.retry.set(this.roundTrip.timeoutUs(this.tries));
  }

  private greet(): void {
    this.send("open", 0, noBytes);
    this.retry.set(this.roundTrip.timeoutUs(this.tries));
  }

  private acknowledge(): void {
    this.send("data", this.outbox.sent, noBytes);
  }

  private fail(code: ConnectionFailure): void {
    const { state, inbox, owner } = this;
    this.broken = inbox.isEnded ? "EPIPE" : "ECONNRESET";
    const isSilent = inbox.isEnded || owner === undefined;
    this.unanswered = 0;
    this.finish();
    if (isSilent) return;
    this.failure = code;
    if (state !== "open") this.isReading = true;
    if (this.isReading) this.deliver();
  }

  /** Whether it is over because everything was said and heard. */
  private settle(): boolean {
    if (this.state === "over" || !this.outbox.isDone) return false;
    this.release?.();
    this.release = undefined;
    if (this.inbox.isEnded) this.finish();
    else if (this.owner === undefined) this.lingerOn();
    return this.isOver;
  }

  private lingerOn(): void {
    if (!this.linger.isSet) this.linger.set(limits.lingerUs);
  }

  private finish(): void {
    if (this.state === "over") return;
    if (this.unanswered > 0 && this.state === "open") this.acknowledge();
    this.state = "over";
    for (const deadline of [this.retry, this.quiet, this.linger]) deadline.drop();
    this.setKeepAlive(0);
    this.release?.();
    this.release = undefined;
    this.wires.forget(this);
  }

  private send(kind: Segment["kind"], sequence: number, bytes: Uint8Array): void {
    const { local, remote, since, peer } = this.ends;
    const { window, heard } = this.inbox;
    const segment: Segment = {
      kind,
      from: local.port,
      to: remote.port,
      since,
      sequence,
      acknowledged: this.state === "asking" ? -1 : heard,
      window,
      bytes,
      ...(kind === "open" ? { target: remote.address, source: local.address } : {}),
    };
    this.unanswered = 0;
    this.toldWindow = window;
    this.quiet.clear();
    this.wires.host.send(peer, "tcp", segment, "segment");
  }
}
