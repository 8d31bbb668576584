import type { Duplex } from "node:stream";
import type { Owner, Wire } from "../net/connection.js";

/** A stream of any kind as what is under TLS: another TLS, a tunnel, a socket that is still on its way. */
export class StreamWire implements Wire {
  readonly ends = undefined;
  readonly broken = undefined;
  private readonly stream: Duplex;

  constructor(stream: Duplex, owner: Owner, failed: (error: Error) => void) {
    this.stream = stream;
    stream.on("data", (bytes: Uint8Array) => {
      if (!owner.received(bytes)) stream.pause();
    });
    stream.on("end", () => owner.ended());
    stream.on("drain", () => owner.drained());
    stream.on("error", failed);
  }

  get pendingBytes(): number {
    return this.stream.writableLength;
  }

  adopt(): void {}

  write(bytes: Uint8Array): boolean {
    return this.stream.write(bytes);
  }

  end(): void {
    this.stream.end();
  }

  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  close(): void {
    this.stream.destroy();
  }

  reset(): void {
    this.stream.destroy();
  }

  setKeepAlive(): void {}
}
