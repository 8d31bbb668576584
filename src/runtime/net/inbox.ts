import { limits } from "./limits.js";
import type { Segment } from "./segment.js";

/** What one end of a connection has heard: put in order, and kept until it is read. */
export class Inbox {
  /** How many bytes came without a gap, the end counted as one. */
  heard = 0;
  /** The other end has said that it has nothing more to say, and all that it said came. */
  isEnded = false;
  private readonly unread: Uint8Array[] = [];
  private unreadBytes = 0;
  /** What overtook something that is missing, by where it begins. */
  private readonly early = new Map<number, Segment>();

  /** How many bytes more there is room for. */
  get window(): number {
    return Math.max(0, limits.receiveBytes - this.unreadBytes);
  }

  /** How many bytes nobody has read yet. */
  get waitingBytes(): number {
    return this.unreadBytes;
  }

  get isEmpty(): boolean {
    return this.unread.length === 0;
  }

  /** Takes what a segment says. Whether it was the next in order. */
  take(segment: Segment): boolean {
    if (segment.sequence > this.heard) this.early.set(segment.sequence, segment);
    if (segment.sequence !== this.heard || this.isEnded) return false;
    const before = this.early.size;
    for (let next: Segment | undefined = segment; next !== undefined; next = this.early.get(this.heard)) {
      this.early.delete(next.sequence);
      if (next.kind === "end") {
        this.isEnded = true;
        this.heard++;
        break;
      }
      this.unread.push(next.bytes);
      this.unreadBytes += next.bytes.length;
      this.heard += next.bytes.length;
    }
    return before === 0;
  }

  /** The next bytes for who reads. */
  read(): Uint8Array | undefined {
    const bytes = this.unread.shift();
    if (bytes !== undefined) this.unreadBytes -= bytes.length;
    return bytes;
  }
}
