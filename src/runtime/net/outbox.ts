import { limits } from "./limits.js";
import { noBytes } from "./segment.js";

/** Bytes that travel together, each time they are sent. */
export interface Piece {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly kind: "data" | "end";
  sentUs: number;
  /** Whether its acknowledgement tells how long one takes: not if anything before it had to be sent again. */
  isTelling: boolean;
}

/** What one end of a connection has to say: what waits for room at the other end, and what is on its way. */
export class Outbox {
  /** How many bytes were sent; how many of them arrived; up to where the other end has room. */
  sent = 0;
  arrived = 0;
  room = 0;
  /** All that was written and has not arrived. */
  bytes = 0;
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private readonly flight: Piece[] = [];
  private end: "open" | "wanted" | "sent" | "arrived" = "open";

  get isEnding(): boolean {
    return this.end !== "open";
  }

  /** All of it arrived, the end too. */
  get isDone(): boolean {
    return this.end === "arrived";
  }

  /** The piece that has been on its way for longest. */
  get first(): Piece | undefined {
    return this.flight[0];
  }

  /** There is something to say, and no room for it. */
  get isStuck(): boolean {
    return this.flight.length === 0 && this.waiting.length > 0;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    this.bytes += bytes.length;
  }

  finish(): void {
    if (this.end === "open") this.end = "wanted";
  }

  /** The next piece to be sent, if there is one and there is room for it. */
  take(nowUs: number): Piece | undefined {
    if (this.waiting.length === 0) {
      if (this.end !== "wanted") return undefined;
      this.end = "sent";
      return this.launch("end", noBytes, 1, nowUs);
    }
    const wanted = Math.min(this.waitingBytes, limits.segmentBytes);
    const length = Math.min(wanted, this.room - this.sent);
    // Crumbs are not worth a segment, unless nothing else would tell that there is room again.
    if (length <= 0 || (length < wanted && this.flight.length > 0)) return undefined;
    this.waitingBytes -= length;
    return this.launch("data", this.next(length), length, nowUs);
  }

  /** The next bytes that wait, whatever pieces they were written in. */
  private next(length: number): Uint8Array {
    const [first] = this.waiting;
    if (first.length === length) return this.waiting.shift() as Uint8Array;
    if (first.length > length) {
      this.waiting[0] = first.subarray(length);
      return first.subarray(0, length);
    }
    const joined = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const piece = this.next(Math.min(length - at, this.waiting[0].length));
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  /** All before `sequence` arrived. Gives back how long the last of it took, -1 if nobody can tell, or nothing if it is no news. */
  acknowledge(sequence: number, nowUs: number): number | undefined {
    if (sequence <= this.arrived || sequence > this.sent) return undefined;
    this.arrived = sequence;
    let tookUs = -1;
    while (this.flight.length > 0 && this.flight[0].sequence < sequence) {
      const { kind, bytes, sentUs, isTelling } = this.flight.shift() as Piece;
      tookUs = isTelling ? nowUs - sentUs : -1;
      this.bytes -= bytes.length;
      if (kind === "end") this.end = "arrived";
    }
    return tookUs;
  }

  /** The first piece is sent again: no acknowledgement of what is on its way tells how long one takes. */
  doubt(): void {
    for (const piece of this.flight) piece.isTelling = false;
  }

  /** The first pieces on their way that were sent before an instant. */
  again(beforeUs: number, count: number): readonly Piece[] {
    return this.flight.filter(({ sentUs }) => sentUs < beforeUs).slice(0, count);
  }

  private launch(kind: "data" | "end", bytes: Uint8Array, length: number, sentUs: number): Piece {
    const piece: Piece = { kind, sequence: this.sent, bytes, sentUs, isTelling: true };
    this.sent += length;
    this.flight.push(piece);
    return piece;
  }
}
