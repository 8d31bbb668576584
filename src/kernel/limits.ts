/** Bounds that keep a runaway scenario from hanging or filling the machine. Reaching one ends the run, by name. */
export const defaultLimits = {
  /** Events at one and the same instant: more means that time has stopped advancing. */
  eventsPerInstant: 100_000,
  /** Starts of one node at one and the same instant: more means that its supervisor gives it no time. */
  startsPerInstant: 100,
  /** Events in a whole run. */
  events: 200_000_000,
  /** Events that are scheduled and have not happened yet. */
  pending: 4_000_000,
  /** Messages on their way from one node to one other node. */
  inFlightPerLink: 100_000,
  /** Events that wait for one node, because it is paused, busy, or does not read its inbox. */
  backlog: 1_000_000,
  /** Bytes that have come to a client over a socket, and that it has made no answer of. */
  unreadBytes: 10_000_000,
  /**
   * Seconds of real time that one event may take: more means that it has no end. The one limit that another machine may
   * come to where this one does not.
   */
  eventSeconds: 30,
  /** Steps of the search for a consistent order of a history. */
  searchSteps: 20_000_000,
};

export type Limits = Readonly<typeof defaultLimits>;

/** A limit was reached: the run ends, and its verdict is not "passed". */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  readonly limit: keyof Limits;

  constructor(limit: keyof Limits, value: number, what: string) {
    super(`limits.${limit} (${value}) was reached: ${what}`);
    this.limit = limit;
  }
}
