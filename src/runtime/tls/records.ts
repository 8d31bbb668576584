import { limits } from "./limits.js";

/** The kinds of records that are sent, with their numbers. */
export const recordKinds = { alert: 21, handshake: 22, data: 23 } as const;

/** One record: plain, as nothing here is encrypted. */
export interface Taken {
  readonly kind: number;
  readonly bytes: Buffer;
}

const headBytes = 5;

/** Bytes as records of a kind. */
export function recordsOf(kind: keyof typeof recordKinds, bytes: Uint8Array): Buffer {
  const count = Math.max(1, Math.ceil(bytes.length / limits.recordBytes));
  const made = Buffer.alloc(bytes.length + count * headBytes);
  for (let record = 0; record < count; record++) {
    const part = bytes.subarray(record * limits.recordBytes, (record + 1) * limits.recordBytes);
    const at = record * (limits.recordBytes + headBytes);
    made.writeUIntBE(recordKinds[kind], at, 1);
    made.writeUInt16BE(0x0303, at + 1);
    made.writeUInt16BE(part.length, at + 3);
    made.set(part, at + headBytes);
  }
  return made;
}

/** Puts what arrives together to records again. */
export class RecordReader {
  private rest: Buffer = Buffer.alloc(0);

  add(bytes: Uint8Array): void {
    this.rest = this.rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.rest, bytes]);
  }

  /** The next record that is whole, if there is one; or what came instead of records. */
  take(): Taken | "not yet" | { readonly foreign: string } {
    const { rest } = this;
    if (rest.length < headBytes) return "not yet";
    const [kind = 0, major] = rest;
    if (kind < 20 || kind > 23 || major !== 3) return { foreign: rest.toString("latin1", 0, headBytes) };
    const end = headBytes + rest.readUInt16BE(3);
    if (rest.length < end) return "not yet";
    this.rest = rest.subarray(end);
    return { kind, bytes: rest.subarray(headBytes, end) };
  }
}
