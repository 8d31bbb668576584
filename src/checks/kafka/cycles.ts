import { type Edge, Graph } from "../sessions/graph.js";
import { tellOperation } from "../tell.js";
import { type Access, identityOf } from "./accesses.js";
import type { ErrorCounts } from "./errors.js";
import type { KeyLog } from "./key-log.js";

const reasons = ["sent before", "was polled by", "did not poll yet what was sent by"] as const;
const [ww, wr, rw] = [0, 1, 2];

/**
 * Looks for operations that come before themselves: who polls a value comes after its sender (G1c, where polls alone go
 * round in a circle); and, with anti-dependencies, before the sender of the next one, and senders in order of offsets
 * (G2). Circles of senders alone are allowed: sends of one transaction are not put side by side.
 */
export function judgeCycles(
  accesses: readonly Access[],
  logs: ReadonlyMap<string, KeyLog>,
  antiDependencies: boolean,
  errors: ErrorCounts,
): void {
  const numbers = new Map(accesses.map((access, number) => [access, number]));
  const senderOf = (log: KeyLog, value: unknown) => {
    const sent = log.sent.get(value);
    return sent === undefined || sent.access.operation.outcome === "failed" ? -1 : (numbers.get(sent.access) as number);
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
    /** By key: the largest rank that was polled. */
    const highest = new Map<string, number>();
    for (const message of access.polls) {
      const log = logs.get(message.key) as KeyLog;
      highest.set(message.key, Math.max(log.rankOf(message), highest.get(message.key) ?? -1));
      if (!antiDependencies) add(senderOf(log, identityOf(message)), reader, wr);
    }
    if (!antiDependencies) continue;
    for (const [key, rank] of highest) {
      const log = logs.get(key) as KeyLog;
      add(senderOf(log, log.order[rank]), reader, wr);
      if (rank + 1 < log.order.length) add(reader, senderOf(log, log.order[rank + 1]), rw);
    }
  }
  for (const log of antiDependencies ? logs.values() : []) {
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
