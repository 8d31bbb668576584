import type { Operation } from "../history.js";
import { tellOperation, tellValue } from "../tell.js";
import type { Access, Message } from "./accesses.js";
import type { ErrorCounts, LogError } from "./errors.js";
import type { KeyLog } from "./key-log.js";

/** The errors of jumping over something, and of not moving forward; null where it is none. */
interface Names {
  readonly skip: LogError | null;
  readonly nonmonotonic: LogError;
}

const names = {
  withinPoll: { skip: "int-poll-skip", nonmonotonic: "int-nonmonotonic-poll" },
  betweenPolls: { skip: "poll-skip", nonmonotonic: "nonmonotonic-poll" },
  withinSend: { skip: "int-send-skip", nonmonotonic: "int-nonmonotonic-send" },
  betweenSends: { skip: null, nonmonotonic: "nonmonotonic-send" },
} as const satisfies Record<string, Names>;

/** The last message of a process in a log. */
interface Position {
  rank: number;
  message: Message;
  operation: Operation;
}

/** Where each process is in each key: what it polls and sends goes on from there, one after another. */
export class Positions {
  private readonly errors: ErrorCounts;
  private readonly polled = new Map<number, Map<KeyLog, Position>>();
  private readonly sent = new Map<number, Map<KeyLog, Position>>();

  constructor(errors: ErrorCounts) {
    this.errors = errors;
  }

  judge({ operation, sends, polls, moves }: Access): void {
    const { process, outcome } = operation;
    // Whether or not that was answered, nobody knows where the process goes on.
    if (moves) this.polled.delete(process);
    if (outcome !== "ok") return;
    this.follow(this.polled, operation, polls, names.withinPoll, names.betweenPolls);
    this.follow(this.sent, operation, sends, names.withinSend, names.betweenSends);
  }

  private follow(
    positions: Map<number, Map<KeyLog, Position>>,
    operation: Operation,
    messages: readonly Message[],
    within: Names,
    between: Names,
  ): void {
    if (messages.length === 0) return;
    let own = positions.get(operation.process);
    if (own === undefined) {
      own = new Map();
      positions.set(operation.process, own);
    }
    for (const message of messages) {
      const rank = message.log.rankOf(message);
      if (rank === -1) continue;
      const position = own.get(message.log);
      if (position === undefined) {
        own.set(message.log, { rank, message, operation });
        continue;
      }
      // Most messages are the next ones.
      if (rank !== position.rank + 1) {
        const names = position.operation === operation ? within : between;
        this.tell(rank > position.rank ? names.skip : names.nonmonotonic, position, message, operation);
      }
      position.rank = rank;
      position.message = message;
      position.operation = operation;
    }
  }

  private tell(error: LogError | null, before: Position, message: Message, operation: Operation): void {
    if (error === null) return;
    this.errors.add(error, () => {
      const { log } = message;
      const tell = (value: number) => tellValue(log.value(value));
      const over =
        message.log.rankOf(message) > before.rank ? `, and ${tell(log.order[before.rank + 1])} was left out` : "";
      return `${tellOperation(operation)}: in ${log.key}, ${tell(message.value)} came after ${tell(before.message.value)}${over}`;
    });
  }
}
