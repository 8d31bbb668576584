/** What TLS keeps to. */
export const limits = {
  /** Bytes of one record (RFC 8446, section 5.1). */
  recordBytes: 16_384,
  /** Certificates from the one of a peer to the last that signed another. */
  longestPath: 100,
  /** How many certificates and contexts a thread keeps that it has read, before it forgets them. */
  keptCertificates: 1000,
  keptContexts: 100,
  /** How long a server waits for a handshake, unless it says, in milliseconds. */
  handshakeTimeoutMs: 120_000,
} as const;
