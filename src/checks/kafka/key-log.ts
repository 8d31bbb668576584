import type { Findings } from "../findings.js";
import type { Operation } from "../history.js";
import { tellOperation, tellValue } from "../tell.js";
import { type Access, identityOf, type Message } from "./accesses.js";

interface Sent {
  readonly message: Message;
  readonly access: Access;
}

/** All that is known of one key: who sent what, and what was seen at which offset. */
export class KeyLog {
  readonly key: string;
  /** By value: the send of it; of those that failed only if there is no other. */
  readonly sent = new Map<unknown, Sent>();
  /** By value: the first offset at which it was seen; and the others, if there are any. */
  readonly offsetOf = new Map<unknown, number>();
  readonly otherOffsets = new Map<unknown, Set<number>>();
  /** By offset: the first value that was seen there; and the others, if there are any. */
  readonly valueAt = new Map<number, unknown>();
  readonly otherValues = new Map<number, Set<unknown>>();
  readonly polled = new Set<unknown>();
  /** By offset: its place among all those that were seen. */
  readonly ranks = new Map<number, number>();
  /** By rank: the first value that was seen there. */
  readonly order: unknown[] = [];
  /** The largest offset that was polled. */
  highest = Number.NEGATIVE_INFINITY;

  constructor(key: string) {
    this.key = key;
  }

  see(message: Message): void {
    const { offset } = message;
    const value = identityOf(message);
    if (offset === null) return;
    note(this.offsetOf, this.otherOffsets, value, offset);
    note(this.valueAt, this.otherValues, offset, value);
  }

  /** Where a message is in the order of versions, which is that of offsets without their gaps; -1 if it is not known. */
  rankOf(message: Message): number {
    const offset = message.offset ?? this.offsetOf.get(identityOf(message));
    return offset === undefined ? -1 : (this.ranks.get(offset) ?? -1);
  }

  rank(): void {
    for (const offset of Float64Array.from(this.valueAt.keys()).sort()) {
      this.ranks.set(offset, this.order.length);
      this.order.push(this.valueAt.get(offset));
    }
  }
}

/** Keeps what was seen first under a name, and whatever else was seen under it later. */
function note<Name, Seen>(first: Map<Name, Seen>, others: Map<Name, Set<Seen>>, name: Name, seen: Seen): void {
  const before = first.get(name);
  if (before === undefined) first.set(name, seen);
  else if (before !== seen) others.set(name, (others.get(name) ?? new Set()).add(seen));
}

/** The logs of all keys; null, with a doubt, if a value was sent to one key twice. */
export function keyLogs(accesses: readonly Access[], findings: Findings): ReadonlyMap<string, KeyLog> | null {
  const logs = new Map<string, KeyLog>();
  const logOf = (key: string): KeyLog => {
    let log = logs.get(key);
    if (log === undefined) {
      log = new KeyLog(key);
      logs.set(key, log);
    }
    return log;
  };
  for (const access of accesses) {
    const { operation, sends, polls } = access;
    for (const message of sends) {
      const log = logOf(message.key);
      const before = log.sent.get(identityOf(message));
      if (before === undefined || before.access.operation.outcome === "failed") {
        log.sent.set(identityOf(message), { message, access });
      } else if (operation.outcome !== "failed") {
        findings.doubt(
          `${tellValue(message.value)} was sent to ${message.key} twice: ${tellBoth(before.access.operation, operation)}`,
        );
        return null;
      }
      if (operation.outcome === "ok") log.see(message);
    }
    for (const message of polls) {
      const log = logOf(message.key);
      log.see(message);
      log.polled.add(identityOf(message));
      log.highest = Math.max(log.highest, message.offset as number);
    }
  }
  for (const log of logs.values()) log.rank();
  return logs;
}

function tellBoth(...both: readonly Operation[]): string {
  return both.map(tellOperation).join("; ");
}
