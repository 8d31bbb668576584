const fewestBytes = 2 ** 12;

/**
 * Columns of zeros, cut from few large buffers. A buffer for each of them would make the garbage collector walk, time and
 * again, through all objects of the history, which takes longer than to judge it.
 */
export class Columns {
  private buffer: ArrayBuffer;
  private used = 0;

  /** Memory that is expected and never written to costs nothing; more than expected makes further buffers. */
  constructor(expectedBytes: number) {
    this.buffer = new ArrayBuffer(Math.max(expectedBytes, fewestBytes));
  }

  int32(length: number): Int32Array {
    const start = this.take(4 * length);
    return new Int32Array(this.buffer, start, length);
  }

  uint8(length: number): Uint8Array {
    const start = this.take(length);
    return new Uint8Array(this.buffer, start, length);
  }

  float64(length: number): Float64Array {
    const start = this.take(8 * length);
    return new Float64Array(this.buffer, start, length);
  }

  /** Where in the buffer, which may be another one from now on, so many bytes are free. */
  private take(bytes: number): number {
    const taken = 8 * Math.ceil(bytes / 8);
    if (this.used + taken > this.buffer.byteLength) {
      this.buffer = new ArrayBuffer(Math.max(this.buffer.byteLength, 2 * taken));
      this.used = 0;
    }
    this.used += taken;
    return this.used - taken;
  }
}
