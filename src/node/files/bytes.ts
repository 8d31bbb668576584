/** The contents of a file: bytes that can grow, and between which there are zeros where nobody wrote. */
export class Bytes {
  length = 0;
  private room = new Uint8Array(0);

  /** A copy of what is there of these `length` bytes. */
  read(at: number, length: number): Uint8Array {
    return this.room.slice(Math.min(at, this.length), Math.min(at + length, this.length));
  }

  write(at: number, bytes: Uint8Array): void {
    this.reserve(at + bytes.length);
    this.room.set(bytes, at);
    this.length = Math.max(this.length, at + bytes.length);
  }

  /** What is beyond the new length is gone: if the file grows again, there are zeros. */
  resize(length: number): void {
    this.reserve(length);
    if (length < this.length) this.room.fill(0, length, this.length);
    this.length = length;
  }

  /** Fills with zeros what is there of these bytes. */
  clear(from: number, to: number): void {
    this.room.fill(0, Math.min(from, this.length), Math.min(to, this.length));
  }

  flip(at: number, mask: number): void {
    this.room[at] = (this.room[at] as number) ^ mask;
  }

  copy(): Bytes {
    const copy = new Bytes();
    copy.room = this.room.slice(0, this.length);
    copy.length = this.length;
    return copy;
  }

  private reserve(length: number): void {
    if (length <= this.room.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.room.length, 64));
    larger.set(this.room);
    this.room = larger;
  }
}
