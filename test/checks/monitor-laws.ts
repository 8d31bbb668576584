import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Operation } from "../../src/checks/history.js";
import { byKey } from "../../src/checks/linearizability/partition.js";
import { searched } from "../../src/checks/linearizability.js";
import { monitorOf } from "../../src/checks/monitors/monitors.js";
import { fifoQueue } from "../../src/objects/fifo-queue.js";
import { queue } from "../../src/objects/queue.js";
import { register } from "../../src/objects/register.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { set } from "../../src/objects/set.js";
import { stack } from "../../src/objects/stack.js";
import { anyHistory, executedHistory, historyOf } from "./small-histories.js";

interface Case {
  readonly name: string;
  readonly object: SequentialObject;
  readonly request: fc.Arbitrary<unknown>;
  readonly answer: fc.Arbitrary<unknown>;
  /** How an item is put in, and how it is taken. */
  readonly kinds?: readonly [put: string, take: string];
}

/** Where ten items are put in at once, the general search would go through all orders of them. */
const mostSteps = 200_000;
const item = fc.constant(0);
const found = fc.option(fc.nat(9));
const span = fc.record({ start: fc.nat(16), length: fc.nat(8) });
const lifetime = fc.tuple(span, fc.option(span, { freq: 8 }));
const subset = fc.subarray(Array.from({ length: 10 }, (_, at) => at));

const cases: readonly Case[] = [
  {
    name: "register",
    object: register,
    request: fc.oneof(fc.constant(register.read()), item.map(register.write)),
    answer: found,
  },
  {
    name: "queue",
    object: queue,
    request: fc.oneof(fc.constant(queue.dequeue()), item.map(queue.enqueue)),
    answer: found,
    kinds: ["enqueue", "dequeue"],
  },
  {
    name: "FIFO queue",
    object: fifoQueue,
    request: fc.oneof(fc.constant(fifoQueue.dequeue()), item.map(fifoQueue.enqueue)),
    answer: found,
    kinds: ["enqueue", "dequeue"],
  },
  {
    name: "stack",
    object: stack,
    request: fc.oneof(fc.constant(stack.pop()), item.map(stack.push)),
    answer: found,
    kinds: ["push", "pop"],
  },
  {
    name: "set of independent values",
    object: set,
    request: fc.oneof(item.map(set.add), fc.nat(9).map(set.remove), fc.nat(9).map(set.contains)),
    answer: fc.boolean(),
  },
  {
    name: "set of one value",
    object: set,
    request: fc.constantFrom(set.add(0), set.remove(0), set.contains(0), set.contains(0)),
    answer: fc.boolean(),
  },
  {
    name: "set that grows",
    object: set,
    request: fc.oneof(item.map(set.add), fc.constant(set.read())),
    answer: fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 4, arbitrary: subset }),
  },
] as readonly Case[];

/** What is put in at a place of the history is a value that belongs to the place. */
function unique(request: unknown, place: number): unknown {
  const { kind, ...rest } = request as { readonly kind: string };
  if (kind === "add") return { kind, element: place };
  return ["write", "enqueue", "push"].includes(kind) ? { kind, value: place } : { kind, ...rest };
}

/** Monitors against the general search, on so many histories of each kind. */
export function monitorLaws(histories: number): void {
  describe.each(cases)("of a $name with values put in once", ({ name, object, request, answer, kinds }) => {
    const rewrite = name === "set of one value" ? undefined : unique;
    let decided = { valid: 0, invalid: 0, unknown: 0 };
    const compare = (history: readonly Operation[]) => {
      const [operations = []] = byKey(history, object).values();
      const ruling = monitorOf(object)?.rule(operations) ?? null;
      if (ruling === null) return;
      const { verdict } = searched(history, object, mostSteps);
      decided = { ...decided, [verdict]: decided[verdict] + 1 };
      if (verdict !== "unknown") expect(ruling === "valid" ? "valid" : "invalid").toBe(verdict);
    };

    test("any history is judged as the general search judges it, or left to it", () => {
      fc.assert(fc.property(anyHistory(request, answer, 8, rewrite), compare), { numRuns: histories });
    });

    test("one that was executed is, with or without one answer changed", () => {
      const arrangements = [
        { minLength: 4, maxLength: 10, unknown: 1, span: 12 },
        { minLength: 6, maxLength: 14, unknown: 0, span: 40 },
        { minLength: 6, maxLength: 10, unknown: 0, span: 4 },
      ];
      for (const size of arrangements) {
        const property = fc.property(executedHistory(object, request, answer, size, rewrite), ({ history }) =>
          compare(history),
        );
        fc.assert(property, { numRuns: histories });
      }
    });

    if (kinds !== undefined) {
      test("one of items with any lifetimes is", () => {
        const [put, take] = kinds;
        const history = fc.tuple(fc.array(lifetime, { maxLength: 6, size: "max" }), fc.array(span, { maxLength: 2 }));
        const property = fc.property(history, ([lifetimes, empties]) => {
          const drafts = lifetimes.flatMap(([in_, out], value) => [
            { request: { kind: put, value }, result: null, outcome: "ok" as const, ...in_ },
            ...(out === null ? [] : [{ request: { kind: take }, result: value, outcome: "ok" as const, ...out }]),
          ]);
          const nothing = empties.map((empty) => ({
            request: { kind: take },
            result: null,
            outcome: "ok" as const,
            ...empty,
          }));
          compare(historyOf([...drafts, ...nothing]));
        });
        fc.assert(property, { numRuns: 3 * histories });
      });
    }

    test("many of both verdicts were left to the monitor, and the general search knew nearly all of them", () => {
      expect(decided.valid).toBeGreaterThan(histories / 4);
      expect(decided.invalid).toBeGreaterThan(histories / 4);
      expect(decided.unknown).toBeLessThan(histories / 20);
    });
  });
}
