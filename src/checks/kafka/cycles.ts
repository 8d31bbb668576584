import { type Edge, Graph } from "../sessions/graph.js";
import { tellOperation } from "../tell.js";
import type { Access } from "./accesses.js";
import type { ErrorCounts } from "./errors.js";
import type { KeyLog, KeyLogs } from "./key-log.js";

const reasons = ["sent before", "was polled by", "did not poll yet what was sent by"] as const;
const [ww, wr, rw] = [0, 1, 2];

/**
 * Looks for operations that come before themselves: who polls a value comes after its sender (G1c, where polls alone go
 * round in a circle); and, with anti-dependencies, before the sender of the next one, and senders in order of offsets
 * (G2). Circles of senders alone are allowed: sends of one transaction are not put side by side.
 */
export function judgeCycles(
  accesses: readonly Access[],
  logs: KeyLogs,
  antiDependencies: boolean,
  errors: ErrorCounts,
): void {
  const numbers = new Map(accesses.map((access, number) => [access, number]));
  const senderOf = (log: KeyLog, value: number) => {
    const sent = log.sent[value];
    return sent === null || sent.access.operation.outcome === "failed" ? -1 : (numbers.get(sent.access) as number);
  };
  const [polls, all] = [new Graph(), new Graph()];
  const add = (from: number, to: number, kind: number) => {
    if (from === -1 || to === -1 || from === to) return;
    if (kind === wr) polls.add(from, to, kind, 0);
    if (antiDependencies) all.add(from, to, kind, 0);
  };
  for (const [reader, access] of accesses.entries()) {
    // What only polls leads nowhere.
    if (!antiDependencies && access.sends.length === 0) continue;
    /** The largest rank that was polled. */
    const highest = new Map<KeyLog, number>();
    for (const message of access.polls) {
      const { log, value } = message;
      if (!antiDependencies) add(senderOf(log, value), reader, wr);
      else highest.set(log, Math.max(log.rankOf(message), highest.get(log) ?? -1));
    }
    for (const [log, rank] of highest) {
      add(senderOf(log, log.order[rank]), reader, wr);
      if (rank + 1 < log.order.length) add(reader, senderOf(log, log.order[rank + 1]), rw);
    }
  }
  for (const log of antiDependencies ? logs.all : []) {
    for (let rank = 1; rank < log.order.length; rank++) {
      add(senderOf(log, log.order[rank - 1]), senderOf(log, log.order[rank]), ww);
    }
  }
  const tell = (cycle: readonly Edge[]) =>
    cycle.map(({ from, kind }) => `${tellOperation(accesses[from].operation)} ${reasons[kind]}`).join("; ");
  const g1c = polls.cycle(accesses.length);
  if (g1c !== null) errors.add("G1c", () => tell(g1c));
  const g2 = g1c === null ? all.cycleWith(accesses.length, rw) : null;
  if (g2 !== null) errors.add("G2", () => tell(g2));
}
