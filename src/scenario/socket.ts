import type { Received } from "../runtime/net/received.js";
import type { Reading } from "./reading.js";

export type { Received };

/**
 * How clients speak with programs over sockets, in a protocol of their own: one request at a time, over a TCP
 * connection that is kept for the next one as long as the server does not end it. A request that no connection was open
 * for has failed, and is tried again elsewhere until the client's time is up. What was sent, and then lost, is of unknown
 * outcome. A client whose time is up closes its connection, so that what is answered late is never taken for the next
 * answer.
 */
export interface SocketWork<Request = unknown> {
  /** The port that the programs listen on. */
  readonly port: number;
  /** The text (as UTF-8) or the bytes that are sent for a request of the workload: at least one byte. */
  readonly send: (request: Request) => string | Uint8Array;
  /**
   * What an answer means; undefined where more has to come. It is asked each time that something has arrived, with all
   * that has come since the last answer, and once more if the server ends the connection: then undefined means that
   * the outcome is unknown. With an answer, all that has arrived is taken. What comes while nothing is asked, such as a
   * greeting, is in front of what comes for the next answer. More than `limits.unreadBytes` without an answer end the
   * run.
   */
  readonly read: (received: Received, request: Request) => Reading | undefined;
}
