/** What travels between two ends of a connection. */
export interface Segment {
  /**
   * open: the first word of either end; data: bytes, or none and then it acknowledges only; end: the sender has nothing
   * more to say; probe: asks for an acknowledgement; reset: there is no such connection (any more).
   */
  readonly kind: "open" | "data" | "end" | "probe" | "reset";
  /** The ports of sender and receiver. */
  readonly from: number;
  readonly to: number;
  /**
   * The instant at which the connection was asked for. Together with the ports it names the connection, so that one of
   * a process that came back is never taken for one that it had before.
   */
  readonly since: number;
  /** How many bytes went before these, the end counted as one. */
  readonly sequence: number;
  /** How many bytes the sender has got without a gap, or -1 if it has heard nothing yet. */
  readonly acknowledged: number;
  /** How many bytes beyond those it has room for. */
  readonly window: number;
  readonly bytes: Uint8Array;
  /** Of an "open": the address that was asked for, and the one it was asked from. */
  readonly target?: string;
  readonly source?: string;
}

export const noBytes = new Uint8Array(0);

/** What is answered to a segment of a connection that is not there (any more). A reset is not answered. */
export function resetOf({ kind, from, to, since, acknowledged }: Segment): Segment | undefined {
  if (kind === "reset") return undefined;
  const sequence = Math.max(acknowledged, 0);
  return { kind: "reset", from: to, to: from, since, sequence, acknowledged: 0, window: 0, bytes: noBytes };
}
