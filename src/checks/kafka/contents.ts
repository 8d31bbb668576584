import { tellOperation, tellSome, tellValue } from "../tell.js";
import type { Access } from "./accesses.js";
import type { ErrorCounts } from "./errors.js";
import type { KeyLog } from "./key-log.js";

/** What is wrong with what the log of a key holds, whoever looked. */
export function judgeContents(log: KeyLog, errors: ErrorCounts): void {
  const { key, sent, offsetOf, otherOffsets, valueAt, otherValues, isPolled, highest } = log;
  const tell = (value: number) => tellValue(log.value(value));
  for (const [offset, others] of otherValues) {
    const all = [valueAt[offset], ...others];
    errors.add("inconsistent-offsets", () => `${key} at ${log.offset(offset)}: ${tellSome(all, tell)}`);
  }
  for (const [value, others] of otherOffsets) {
    const all = [offsetOf[value], ...others];
    errors.add(
      "duplicate",
      () => `${key}: ${tell(value)} is at ${tellSome(all, (offset) => String(log.offset(offset)))}`,
    );
  }
  for (let value = 0; value < sent.length; value++) {
    const send = sent[value];
    if (send === null || send.access.operation.outcome !== "ok" || isPolled[value]) continue;
    const { operation } = send.access;
    const { offset } = send.message;
    errors.add("unseen", () => `${tellOperation(operation)}: ${tell(value)} was never polled from ${key}`);
    if (offset === -1 || log.offset(offset) > highest) continue;
    errors.add("lost-write", () => `${tellOperation(operation)}: ${key} was polled up to ${highest}, without it`);
  }
}

/** What is wrong with where the values came from that an operation polled. */
export function judgeOrigins(access: Access, errors: ErrorCounts): void {
  const { operation, polls } = access;
  for (const { log, value } of polls) {
    const sent = log.sent[value];
    if (sent !== null && sent.access !== access && sent.access.operation.outcome !== "failed") continue;
    const what = () => `${tellOperation(operation)}: it polled ${tellValue(log.value(value))} from ${log.key}`;
    if (sent === null) errors.add("unwritten", () => `${what()}, which nobody sent`);
    else if (sent.access === access) errors.add("precommitted-read", () => `${what()}, which it was sending itself`);
    else errors.add("G1a", () => `${what()}, which failed to be sent: ${tellOperation(sent.access.operation)}`);
  }
}
