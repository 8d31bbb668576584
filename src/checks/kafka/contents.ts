import { tellOperation, tellSome, tellValue } from "../tell.js";
import { type Access, identityOf } from "./accesses.js";
import type { ErrorCounts } from "./errors.js";
import type { KeyLog } from "./key-log.js";

/** What is wrong with what the log of a key holds, whoever looked. */
export function judgeContents(log: KeyLog, errors: ErrorCounts): void {
  const { key, sent, offsetOf, otherOffsets, valueAt, otherValues, polled, highest } = log;
  for (const [offset, others] of otherValues) {
    const all = [valueAt.get(offset), ...others];
    errors.add("inconsistent-offsets", () => `${key} at ${offset}: ${tellSome(all, tellValue)}`);
  }
  for (const [value, others] of otherOffsets) {
    const all = [offsetOf.get(value), ...others];
    errors.add("duplicate", () => `${key}: ${tellValue(value)} is at ${tellSome(all, String)}`);
  }
  for (const [value, { message, access }] of sent) {
    const { operation } = access;
    if (operation.outcome !== "ok" || polled.has(value)) continue;
    errors.add("unseen", () => `${tellOperation(operation)}: ${tellValue(message.value)} was never polled from ${key}`);
    if (message.offset === null || message.offset > highest) continue;
    errors.add("lost-write", () => `${tellOperation(operation)}: ${key} was polled up to ${highest}, without it`);
  }
}

/** What is wrong with where the values came from that an operation polled. */
export function judgeOrigins(access: Access, logs: ReadonlyMap<string, KeyLog>, errors: ErrorCounts): void {
  const { operation, polls } = access;
  for (const message of polls) {
    const sent = (logs.get(message.key) as KeyLog).sent.get(identityOf(message));
    const what = () => `${tellOperation(operation)}: it polled ${tellValue(message.value)} from ${message.key}`;
    if (sent === undefined) errors.add("unwritten", () => `${what()}, which nobody sent`);
    else if (sent.access === access) errors.add("precommitted-read", () => `${what()}, which it was sending itself`);
    else if (sent.access.operation.outcome === "failed") {
      errors.add("G1a", () => `${what()}, which failed to be sent: ${tellOperation(sent.access.operation)}`);
    }
  }
}
