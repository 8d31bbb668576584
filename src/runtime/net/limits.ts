/** How connections behave, as on an ordinary Linux machine. Lengths of time are microseconds. */
export const limits = {
  /** Bytes of one segment. Larger than a frame, as what a network card is handed at once. */
  segmentBytes: 65_536,
  /** Bytes that were written and not acknowledged, before a writer has to wait. */
  sendBytes: 262_144,
  /** Bytes that arrived and were not read, before the other end has to wait. */
  receiveBytes: 262_144,

  /** How long to wait for an acknowledgement before anything is known of the link, and at least, and at most. */
  firstTimeoutUs: 1_000_000,
  leastTimeoutUs: 200_000,
  mostTimeoutUs: 120_000_000,
  /** How often the first word of a connection is said again before it is given up: for 127 s. */
  openRetries: 6,
  /** The same for the answer to it. */
  acceptRetries: 5,
  /** And for all that is said later: for a quarter of an hour. */
  retries: 15,
  /** As many acknowledgements of the same byte say that the next segment was lost. */
  repeatedAcknowledgements: 3,

  /** How long an acknowledgement waits for something to travel with, unless more than a frame's bytes came meanwhile. */
  acknowledgeUs: 40_000,
  acknowledgeBytes: 1_460,
  /** How long the half of a connection that nobody reads waits for the other end to end it. */
  lingerUs: 60_000_000,
  /** How long a connection is silent before it is probed, unless somebody says; how often then, and how many times. */
  keepAliveUs: 7_200_000_000,
  keepAliveEveryUs: 1_000_000,
  keepAliveProbes: 10,

  /** Connections that a listener has been asked for and that are not open yet. */
  backlog: 511,
  /** The ports that are given to who asks for none. */
  firstPort: 49_152,
  lastPort: 65_535,
} as const;
