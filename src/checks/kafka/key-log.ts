import { ElementNumbers } from "../element-numbers.js";
import type { Findings } from "../findings.js";
import type { Operation } from "../history.js";
import { tellOperation, tellValue } from "../tell.js";
import type { Access, Message } from "./accesses.js";

const none = -1;

interface Sent {
  readonly message: Message;
  readonly access: Access;
}

/**
 * All that is known of one key: who sent what, and what was seen at which offset. Values and offsets have numbers, so that
 * each message is looked up once, and not again for each question about it.
 */
export class KeyLog {
  readonly key: string;
  private readonly values = new ElementNumbers(0);
  private readonly offsets = new ElementNumbers(0);
  private lastValue = none;
  private lastOffset = none;
  /** By value: what was seen of it last. */
  private readonly messages: (Message | null)[] = [];
  /** By value: the send of it; of those that failed only if there is no other. */
  readonly sent: (Sent | null)[] = [];
  readonly isPolled: boolean[] = [];
  /** By value: the first offset at which it was seen, or -1; and the others, if there are any. */
  readonly offsetOf: number[] = [];
  readonly otherOffsets = new Map<number, Set<number>>();
  /** By offset: the first value that was seen there, or -1; and the others, if there are any. */
  readonly valueAt: number[] = [];
  readonly otherValues = new Map<number, Set<number>>();
  /** By rank, which is a place among all offsets that were seen: the first value that was seen there. */
  readonly order: number[] = [];
  /** By offset: its rank, or -1. */
  private readonly ranks: number[] = [];
  /** The largest offset that was polled. */
  highest = Number.NEGATIVE_INFINITY;

  constructor(key: string) {
    this.key = key;
  }

  /** The same one again, where the same was seen last of its value: all processes may poll all there is. */
  message(ofValue: unknown, atOffset: number | null): Message {
    const value = this.numberOfValue(ofValue);
    const offset = atOffset === null ? none : this.numberOfOffset(atOffset);
    const last = this.messages[value];
    if (last?.offset === offset) return last;
    const message = { log: this, value, offset };
    this.messages[value] = message;
    return message;
  }

  value(number: number): unknown {
    return this.values.elements[number];
  }

  offset(number: number): number {
    return this.offsets.elements[number] as number;
  }

  see({ value, offset }: Message): void {
    if (offset === none) return;
    note(this.offsetOf, this.otherOffsets, value, offset);
    note(this.valueAt, this.otherValues, offset, value);
  }

  /** Where a message is in the order of versions, which is that of offsets without their gaps; -1 if it is not known. */
  rankOf({ value, offset }: Message): number {
    const known = offset === none ? this.offsetOf[value] : offset;
    return known === none ? none : this.ranks[known];
  }

  rank(): void {
    const seen = [...this.valueAt.keys()].filter((number) => this.valueAt[number] !== none);
    for (const number of seen.sort((a, b) => this.offset(a) - this.offset(b))) {
      this.ranks[number] = this.order.push(this.valueAt[number]) - 1;
    }
  }

  private numberOfValue(value: unknown): number {
    const number = numberAfter(this.lastValue, this.values, value);
    this.lastValue = number;
    if (number === this.sent.length) {
      this.messages.push(null);
      this.sent.push(null);
      this.isPolled.push(false);
      this.offsetOf.push(none);
    }
    return number;
  }

  private numberOfOffset(offset: number): number {
    const number = numberAfter(this.lastOffset, this.offsets, offset);
    this.lastOffset = number;
    if (number === this.valueAt.length) {
      this.valueAt.push(none);
      this.ranks.push(none);
    }
    return number;
  }
}

/** The number of an element: mostly the next one after the last, for logs are polled in the order in which they were filled. */
function numberAfter(last: number, numbers: ElementNumbers, element: unknown): number {
  const { elements } = numbers;
  const next = last + 1;
  return next < elements.length && elements[next] === element ? next : numbers.number(element);
}

/** Keeps what was seen first under a name, and whatever else was seen under it later. */
function note(first: number[], others: Map<number, Set<number>>, name: number, seen: number): void {
  if (first[name] === none) first[name] = seen;
  else if (first[name] !== seen) others.set(name, (others.get(name) ?? new Set()).add(seen));
}

/** The logs of all keys. */
export class KeyLogs {
  private readonly byKey = new Map<string, KeyLog>();

  get all(): Iterable<KeyLog> {
    return this.byKey.values();
  }

  of(key: string): KeyLog {
    let log = this.byKey.get(key);
    if (log === undefined) {
      log = new KeyLog(key);
      this.byKey.set(key, log);
    }
    return log;
  }
}

/** Enters into the logs what was sent and seen; no, with a doubt, if a value was sent to one key twice. */
export function fill(logs: KeyLogs, accesses: readonly Access[], findings: Findings): boolean {
  for (const access of accesses) {
    const { operation, sends, polls } = access;
    for (const message of sends) {
      const { log, value } = message;
      const before = log.sent[value];
      if (before === null || before.access.operation.outcome === "failed") log.sent[value] = { message, access };
      else if (operation.outcome !== "failed") {
        const both = tellBoth(before.access.operation, operation);
        findings.doubt(`${tellValue(log.value(value))} was sent to ${log.key} twice: ${both}`);
        return false;
      }
      if (operation.outcome === "ok") log.see(message);
    }
    for (const message of polls) {
      const { log, value, offset } = message;
      log.see(message);
      log.isPolled[value] = true;
      log.highest = Math.max(log.highest, log.offset(offset));
    }
  }
  for (const log of logs.all) log.rank();
  return true;
}

function tellBoth(...both: readonly Operation[]): string {
  return both.map(tellOperation).join("; ");
}
