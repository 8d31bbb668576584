import type { Session } from "./session.js";

/** How many bytes were read or written, and where to or from. */
export interface Transfer {
  readonly bytes: number;
  readonly buffer: unknown;
}

/** The calls that transfer bytes, and what a promise of them calls the two. */
export const transfers = {
  read: { count: "bytesRead", buffer: "buffer" },
  readv: { count: "bytesRead", buffer: "buffers" },
  write: { count: "bytesWritten", buffer: "buffer" },
  writev: { count: "bytesWritten", buffer: "buffers" },
} as const;

/** What a promise of such a call gives. */
export function recordOf(session: Session, name: keyof typeof transfers, { bytes, buffer }: Transfer): object {
  const names = transfers[name];
  return session.record({ [names.count]: bytes, [names.buffer]: buffer });
}
