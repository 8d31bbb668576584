import fc from "fast-check";
import { expect, test } from "vitest";
import type { History, Operation } from "../../src/checks/history.js";
import { chooseChecks } from "../../src/histories/choose-checks.js";
import { amounts } from "../../src/histories/claims.js";
import { modelNamed } from "../../src/histories/intake.js";
import { judgeAll } from "../../src/histories/judge-history.js";
import type { HistoryModel } from "../../src/histories/models.js";
import { ednLine, jsonLine, type WrittenEvent, writtenEvents } from "../../src/histories/write.js";
import { readPieces } from "./read-text.js";

type Exchange = readonly [request: unknown, result: unknown];

const scalar = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const text = fc.string();
const small = fc.integer({ min: 0, max: 9 });
const item = fc.oneof(fc.integer(), fc.string({ minLength: 1 }));
const key = fc.constantFrom("x", "y", "[k]");

/** What is asked of each model, and what it may answer. */
const exchanges: Readonly<Record<string, fc.Arbitrary<Exchange>>> = {
  register: fc.oneof(
    scalar.map((value): Exchange => [{ kind: "read" }, value]),
    scalar.map((value): Exchange => [{ kind: "write", value }, null]),
    fc
      .tuple(scalar, scalar, fc.boolean())
      .map(([expected, value, did]): Exchange => [{ kind: "cas", expected, value }, did]),
  ),
  "key-value": fc.oneof(
    fc.tuple(key, scalar).map(([key, value]): Exchange => [{ kind: "get", key }, value]),
    fc.tuple(key, scalar).map(([key, value]): Exchange => [{ kind: "put", key, value }, null]),
    fc.tuple(key, text).map(([key, value]): Exchange => [{ kind: "append", key, value }, null]),
    fc
      .tuple(key, scalar, scalar, fc.boolean())
      .map(([key, expected, value, did]): Exchange => [{ kind: "cas", key, expected, value }, did]),
  ),
  "list-append": fc
    .array(
      fc.oneof(
        fc.tuple(small, small).map(([key, element]) => [["append", key, element], null] as const),
        fc.tuple(small, fc.array(small)).map(([key, list]) => [["r", key, null], list] as const),
      ),
    )
    .map(
      (steps): Exchange => [
        steps.map(([step]) => step),
        steps.map(([step, read]) => (step[0] === "r" ? ["r", step[1], read] : step)),
      ],
    ),
  "rw-register": fc.tuple(small, scalar).map(
    ([key, value]): Exchange => [
      [
        ["w", key, 1],
        ["r", key, null],
      ],
      [
        ["w", key, 1],
        ["r", key, value],
      ],
    ],
  ),
  counter: fc.oneof(
    small.map((amount): Exchange => [{ kind: "add", amount }, null]),
    small.map((value): Exchange => [{ kind: "read" }, value]),
    fc.tuple(small, small).map(([amount, value]): Exchange => [{ kind: "addAndGet", amount }, value]),
  ),
  set: fc.oneof(
    small.map((value): Exchange => [{ kind: "add", value }, null]),
    fc.tuple(small, fc.boolean()).map(([value, is]): Exchange => [{ kind: "contains", value }, is]),
    fc.uniqueArray(small).map((values): Exchange => [{ kind: "elements" }, values.sort((a, b) => a - b)]),
  ),
  "fifo-queue": fc.oneof(
    item.map((one): Exchange => [{ kind: "enqueue", item: one }, null]),
    item.map((one): Exchange => [{ kind: "dequeue" }, one]),
  ),
  mutex: fc
    .tuple(fc.constantFrom("acquire", "release"), small, fc.boolean())
    .map(([kind, holder, did]): Exchange => [{ kind, holder }, did]),
  "pn-counter": fc.oneof(
    small.map((delta): Exchange => [{ kind: "add", delta: 5 - delta }, null]),
    small.map((value): Exchange => [{ kind: "read" }, value]),
    small.map((value): Exchange => [{ kind: "read", final: true }, value]),
  ),
  "multi-register": fc.tuple(key, scalar, scalar).map(
    ([name, value, read]): Exchange => [
      [
        ["r", name, null],
        ["w", name, value],
      ],
      [
        ["r", name, read],
        ["w", name, value],
      ],
    ],
  ),
  "long-fork": fc.oneof(
    small.map((key): Exchange => [{ kind: "write", key }, null]),
    fc.tuple(key, scalar).map(([key, value]): Exchange => [{ kind: "read", keys: [key] }, { [key]: value }]),
  ),
  "monotonic-registers": fc.oneof(
    key.map((key): Exchange => [{ kind: "increase", key }, null]),
    fc.tuple(key, small).map(([key, value]): Exchange => [{ kind: "read" }, { [key]: value }]),
  ),
  "keys-in-order": fc.oneof(
    small.map((key): Exchange => [{ kind: "write", key }, null]),
    fc.array(scalar).map((parts): Exchange => [{ kind: "read" }, parts]),
  ),
  "insert-skew": key.map((key): Exchange => [{ kind: "insert", key, value: [1, null] }, null]),
  "causal-register": fc.oneof(
    small.map((value): Exchange => [{ kind: "read" }, { value }]),
    fc.tuple(small, small).map(
      ([value, link]): Exchange => [
        { kind: "read", link },
        { value, position: link + 1 },
      ],
    ),
    fc.tuple(small, small).map(
      ([value, link]): Exchange => [
        { kind: "write", value, link },
        { value, position: 3 },
      ],
    ),
  ),
  bank: fc.oneof(
    fc.tuple(small, small).map(([from, to]): Exchange => [{ kind: "transfer", from, to, amount: 1 }, null]),
    fc.tuple(small, small).map(([a, b]): Exchange => [{ kind: "read" }, { a, b }]),
  ),
};

/** Histories in which each process does one thing after another, and nothing more after an unknown outcome. */
function histories(exchange: fc.Arbitrary<Exchange>): fc.Arbitrary<History> {
  const turn = fc.tuple(small, exchange, fc.constantFrom("ok", "ok", "failed", "unknown"));
  return fc.array(turn, { maxLength: 40 }).map((turns) => {
    const operations: { -readonly [Field in keyof Operation]: Operation[Field] }[] = [];
    const open = new Map<number, (typeof operations)[number]>();
    let at = 0;
    for (const [process, [request, result], outcome] of turns) {
      const operation = open.get(process);
      if (operation === undefined) {
        const completion = { completedAt: Number.POSITIVE_INFINITY, completedUs: Number.POSITIVE_INFINITY };
        const begun = { process, request, result, invokedAt: at, invokedUs: 7 * at, ...completion, node: "ann" };
        open.set(process, { ...begun, outcome: "unknown" });
        operations.push(open.get(process) as (typeof operations)[number]);
        at += 1;
      } else if (outcome !== "unknown") {
        open.delete(process);
        operation.outcome = outcome as "ok";
        operation.completedAt = at;
        operation.completedUs = 7 * at;
        at += 1;
      }
    }
    return operations.map((operation) => ({
      ...operation,
      result: operation.outcome === "ok" ? operation.result : undefined,
    }));
  });
}

test.each(Object.entries(exchanges))("no check of a %s breaks down over a history of one", (name, exchange) => {
  const model = modelNamed(name) as HistoryModel;
  const claims = Object.keys(model.claims).map((claim) =>
    Object.hasOwn(amounts, claim) ? `${claim}=${amounts[claim]!.example}` : claim,
  );
  fc.assert(
    fc.property(histories(exchange), (history) => {
      const checks = [...chooseChecks(model, claims)(history), ...chooseChecks(model, [])(history)];
      const reasons = judgeAll(history, checks, 2_000).map(({ judgement }) =>
        judgement.verdict === "unknown" ? judgement.reason : "",
      );
      expect(reasons.filter((reason) => reason.includes("threw"))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

/** A text in pieces, cut anywhere. */
const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (let number = 0; at < text.length; number++) {
    const length = lengths[number % lengths.length];
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

const writers: Readonly<Record<string, (events: readonly WrittenEvent[]) => string>> = {
  jsonl: (events) => events.map(jsonLine).join(""),
  json: (events) => JSON.stringify(events, null, 1),
  edn: (events) => events.map(ednLine).join(""),
};

const all = Object.entries(exchanges).flatMap(([model, exchange]) =>
  Object.keys(writers).map((format) => [model, format, exchange] as const),
);

test.each(all)(
  "a history of a %s that was written as %s is read again as it was, in whatever pieces",
  (model, format, exchange) => {
    fc.assert(
      fc.property(histories(exchange), cuts, (history, lengths) => {
        const written = writers[format]([...writtenEvents(history, modelNamed(model))]);
        expect(readPieces(cut(written, lengths), { model, format }).history).toEqual(history);
      }),
    );
  },
);
