import type { History } from "../../checks/history.js";
import { type KafkaLogReport, kafkaLog, kafkaLogReport } from "../../checks/kafka-log.js";
import type { Random } from "../../kernel/random.js";
import { KeyPool } from "./key-pool.js";
import { once } from "./once.js";
import {
  aNumber,
  anObject,
  Malformed,
  type Memory,
  type Operation,
  type Setting,
  type Source,
  type Talk,
  type Workload,
} from "./workload.js";

type Offsets = Readonly<Record<string, number>>;
type Messages = Readonly<Record<string, readonly (readonly [offset: number, message: unknown])[]>>;

type Asked =
  | { readonly kind: "send"; readonly key: string; readonly value: number }
  | { readonly kind: "poll" | "crash" }
  | { readonly kind: "assign"; readonly keys: readonly string[]; readonly from?: 0 };

/** What a consumer remembers: the offsets that it wants to see next, of the keys that it reads. */
interface Consumer extends Memory {
  positions?: Record<string, number>;
}

const crashEveryUs = 30_000_000;
const chanceToAssign = 0.05;

/** Sends and polls; now and then a consumer chooses other keys, or crashes. In the end, each reads everything. */
class Consumers implements Source {
  private readonly keys: KeyPool;
  /** The workers that read nothing yet. */
  private readonly unassigned: Set<number>;
  private nextCrashUs = -1;
  /** By key: the highest offset that somebody was told. */
  private readonly highest = new Map<string, number>();

  constructor({ keyCount, maxWritesPerKey, concurrency }: Setting) {
    this.keys = new KeyPool(keyCount, maxWritesPerKey);
    this.unassigned = new Set(Array.from({ length: concurrency }, (_, worker) => worker));
  }

  next(worker: number, random: Random, nowUs: number): Operation {
    if (this.nextCrashUs < 0) this.nextCrashUs = nowUs + random.int(0, 2 * crashEveryUs);
    if (nowUs >= this.nextCrashUs) {
      this.nextCrashUs = nowUs + random.int(0, 2 * crashEveryUs);
      return { kind: "crash" };
    }
    if (this.unassigned.delete(worker) || random.chance(chanceToAssign)) {
      const { inUse } = this.keys;
      const keys = random.sample(inUse, random.int(1, inUse.length)).sort((one, other) => one - other);
      return { kind: "assign", keys: keys.map(String) };
    }
    if (random.chance(0.5)) return { kind: "poll" };
    const { key, value } = this.keys.write(random);
    return { kind: "send", key: String(key), value };
  }

  ended(worker: number, operation: Operation, outcome: string, result: unknown): void {
    const asked = operation as Asked;
    if (outcome === "unknown") this.unassigned.add(worker);
    if (outcome !== "ok") return;
    if (asked.kind === "send") this.note(asked.key, result as number);
    if (asked.kind === "poll") {
      for (const [key, messages] of Object.entries(result as Messages)) {
        for (const [offset] of messages) this.note(key, offset);
      }
    }
  }

  final(_worker: number, asked: number, memory: Memory): Operation | null {
    const keys = this.keys.all.map(String);
    if (asked === 0) return { kind: "assign", keys, from: 0 };
    const { positions = {} } = memory as Consumer;
    const isBehind = keys.some((key) => (positions[key] ?? 0) <= (this.highest.get(key) ?? -1));
    return isBehind || asked === 1 ? { kind: "poll" } : null;
  }

  private note(key: string, offset: number): void {
    this.highest.set(key, Math.max(offset, this.highest.get(key) ?? -1));
  }
}

export const kafka: Workload = {
  safe: ["assign"],
  mayFail: ["crash"],
  replies: {
    send: { offset: aNumber },
    poll: { msgs: anObject },
    commit_offsets: {},
    list_committed_offsets: { offsets: anObject },
  },
  source: (setting) => new Consumers(setting),
  *talk(operation, memory): Talk {
    const asked = operation as Asked;
    const consumer = memory as Consumer;
    if (asked.kind === "send") {
      const { offset } = yield { type: "send", key: asked.key, msg: asked.value };
      return offset;
    }
    if (asked.kind === "assign") {
      const { keys } = asked;
      if (asked.from === 0) {
        consumer.positions = Object.fromEntries(keys.map((key) => [key, 0]));
        return null;
      }
      const { offsets } = yield { type: "list_committed_offsets", keys };
      const old = consumer.positions ?? {};
      consumer.positions = Object.fromEntries(keys.map((key) => [key, old[key] ?? (offsets as Offsets)[key] ?? 0]));
      return null;
    }
    if (asked.kind === "crash") return null;
    const positions = consumer.positions ?? {};
    if (Object.keys(positions).length === 0) return {};
    const { msgs } = yield { type: "poll", offsets: positions };
    const messages = readMessages(msgs);
    const last = Object.entries(messages).flatMap(([key, pairs]) =>
      pairs.length === 0 ? [] : [[key, Math.max(...pairs.map(([offset]) => offset))] as const],
    );
    if (last.length > 0) yield { type: "commit_offsets", offsets: Object.fromEntries(last) };
    consumer.positions = { ...positions, ...Object.fromEntries(last.map(([key, offset]) => [key, offset + 1])) };
    return messages;
  },
  check() {
    const report = once((history) => kafkaLogReport(history));
    const { name, judge } = kafkaLog();
    return {
      name,
      judge: (history, maxSteps) =>
        report(history)?.verdict === "valid" ? { verdict: "valid", steps: history.length } : judge(history, maxSteps),
      results: (history) => results(history, report(history)?.errors ?? []),
    };
  },
};

function results(history: History, errors: KafkaLogReport["errors"]): Readonly<Record<string, unknown>> {
  const names = (some: typeof errors) => some.map(({ error }) => error);
  const count = (kind: string) =>
    history.filter(({ request, outcome }) => outcome === "ok" && (request as Asked).kind === kind).length;
  return {
    "send-count": count("send"),
    "poll-count": count("poll"),
    "error-types": names(errors),
    "bad-error-types": names(errors.filter(({ allowed }) => !allowed)),
    errors: Object.fromEntries(errors.map(({ error, count }) => [error, count])),
  };
}

function readMessages(value: unknown): Messages {
  const messages = value as Messages;
  for (const [key, pairs] of Object.entries(messages)) {
    const isGood = Array.isArray(pairs) && pairs.every((pair) => Array.isArray(pair) && Number.isInteger(pair[0]));
    if (!isGood) throw new Malformed(`msgs[${JSON.stringify(key)}] must be a list of [offset, message]`);
  }
  return messages;
}
