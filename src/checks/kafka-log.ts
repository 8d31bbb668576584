import { consistency, type Findings } from "./findings.js";
import type { Consistency, History, Judgement } from "./history.js";
import { readAccesses } from "./kafka/accesses.js";
import { judgeContents, judgeOrigins } from "./kafka/contents.js";
import { judgeCycles } from "./kafka/cycles.js";
import { ErrorCounts, type LogError } from "./kafka/errors.js";
import { fill, KeyLogs } from "./kafka/key-log.js";
import { Positions } from "./kafka/positions.js";

/*
 * Requests: `{ kind: "send", key, value }`, each value once per key, answered by its offset; `{ kind: "poll" }`, answered
 * by a record from key to a list of [offset, value]; `{ kind: "assign", keys }`, `{ kind: "subscribe", keys }` and
 * `{ kind: "crash" }`. Or a transaction, which is a list of ["send", key, value] and ["poll"], answered by a list of
 * ["send", key, [offset, value]] and ["poll", { key: [[offset, value], …] }].
 */

export interface KafkaLogOptions {
  /** Whether consumers subscribe: then keys are moved between them, and they may skip and go back. */
  readonly subscribe?: boolean;
  /**
   * Whether a poll comes before whoever sends what comes next. Consumers that lag behind break this without any fault;
   * so that it is for polls that always read to the end.
   */
  readonly antiDependencies?: boolean;
}

/** Every error that was found, in a fixed order, and whether it is allowed. */
export interface KafkaLogReport {
  readonly errors: readonly {
    readonly error: LogError;
    readonly count: number;
    readonly examples: readonly string[];
    readonly allowed: boolean;
  }[];
  /** What a check of the same history finds. */
  readonly verdict: Judgement["verdict"];
}

/**
 * A log of messages per key: what was acknowledged is polled by the end, at one offset, in order and without gaps.
 * Invalid if an error is found that is not allowed; unknown if a value is sent to one key twice, or nothing is polled.
 */
export function kafkaLog(options: KafkaLogOptions = {}): Consistency {
  return consistency("log", (history, findings) => {
    for (const { error, count, examples, allowed } of errorsOf(history, options, findings) ?? []) {
      if (!allowed)
        findings.violation(() => [
          `${error}${count > 1 ? ` (${count} times)` : ""}:`,
          ...examples.map((one) => `  ${one}`),
        ]);
    }
  });
}

/** All errors, with those that are allowed. Null if values are not unique. */
export function kafkaLogReport(history: History, options: KafkaLogOptions = {}): KafkaLogReport | null {
  let errors: KafkaLogReport["errors"] | null = null;
  const { verdict } = consistency("log", (sorted, findings) => {
    errors = errorsOf(sorted, options, findings);
    for (const { allowed } of errors ?? []) if (!allowed) findings.violation(() => []);
  }).judge(history, Number.POSITIVE_INFINITY);
  return errors === null ? null : { errors, verdict };
}

function errorsOf(history: History, options: KafkaLogOptions, findings: Findings): KafkaLogReport["errors"] | null {
  const { subscribe = false, antiDependencies = false } = options;
  const logs = new KeyLogs();
  const accesses = readAccesses(history, logs, findings);
  if (!fill(logs, accesses, findings)) return null;
  if (accesses.every(({ polls }) => polls.length === 0)) findings.doubt("nothing was polled");
  const errors = new ErrorCounts();
  for (const log of logs.all) judgeContents(log, errors);
  const positions = new Positions(errors);
  for (const access of accesses) {
    judgeOrigins(access, errors);
    positions.judge(access);
  }
  judgeCycles(accesses, logs, antiDependencies, errors);
  const allowed = new Set<LogError>(
    subscribe ? ["int-send-skip", "poll-skip", "nonmonotonic-poll"] : ["int-send-skip"],
  );
  return errors.list.map((entry) => ({ ...entry, allowed: allowed.has(entry.error) }));
}
