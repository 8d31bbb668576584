import fc from "fast-check";
import { acknowledging } from "../../src/objects/acknowledging.js";
import { casRegister } from "../../src/objects/cas-register.js";
import { counter } from "../../src/objects/counter.js";
import { fifoQueue } from "../../src/objects/fifo-queue.js";
import { keyValue } from "../../src/objects/key-value.js";
import { log } from "../../src/objects/log.js";
import { multiRegister } from "../../src/objects/multi-register.js";
import { mutex } from "../../src/objects/mutex.js";
import { queue } from "../../src/objects/queue.js";
import { reentrantLock } from "../../src/objects/reentrant-lock.js";
import { register } from "../../src/objects/register.js";
import { semaphore } from "../../src/objects/semaphore.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { set } from "../../src/objects/set.js";
import { stack } from "../../src/objects/stack.js";
import type { Steps } from "./small-histories.js";

/** How an object is used, and what it may be said to have answered. */
export interface Usage {
  readonly object: SequentialObject;
  readonly request: fc.Arbitrary<unknown>;
  readonly answer: fc.Arbitrary<unknown>;
  /** All that it may do, if it has a choice; and one that makes other choices. */
  readonly steps?: Steps;
  readonly other?: SequentialObject;
}

const value = fc.constantFrom(null, 0, 1);
const item = fc.nat(2);
const key = fc.constantFrom("x", "y");
const holder = fc.constantFrom("ann", "bob");
const amount = fc.integer({ min: -1, max: 2 });
const permits = fc.integer({ min: 1, max: 2 });
const access = fc.oneof(
  key.map(multiRegister.read),
  fc.tuple(key, value).map(([of, next]) => multiRegister.write(of, next)),
);
const answered = fc.tuple(fc.constantFrom("r", "w"), key, value);
const found = fc.constantFrom(null, 0, 1, 2);
const limited = semaphore(2);

/** Takes any item, and forgets in which order they came. */
const anyItem: Steps = (state, request) => {
  const items = state as readonly unknown[];
  const { kind, value } = request as { readonly kind: string; readonly value?: unknown };
  if (kind === "enqueue") return [{ state: [...items, value].sort(), result: null }];
  if (items.length === 0) return [{ state, result: null }];
  return items.map((result, at) => ({ state: items.toSpliced(at, 1), result }));
};

export const usages: readonly Usage[] = [
  {
    object: register,
    request: fc.oneof(
      fc.constant(register.read()),
      value.map(register.write),
      fc.tuple(value, value).map(([expected, next]) => register.cas(expected, next)),
    ),
    answer: fc.constantFrom(null, 0, 1, true, false),
  },
  {
    object: casRegister,
    request: fc.oneof(
      fc.constant(casRegister.read()),
      value.map(casRegister.write),
      fc.tuple(value, value).map(([expected, next]) => casRegister.compareAndSwap(expected, next)),
    ),
    answer: value,
  },
  ...[keyValue, acknowledging(keyValue, ["put", "append", "delete"])].map((object) => ({
    object,
    request: fc.oneof(
      key.map(keyValue.get),
      key.map(keyValue.delete),
      key.map((of) => keyValue.append(of, "0")),
      fc.tuple(key, value).map(([of, next]) => keyValue.put(of, next)),
      fc.tuple(key, value, value).map(([of, expected, next]) => keyValue.cas(of, expected, next)),
    ),
    answer: fc.constantFrom(null, 0, 1, "0", "00", true, false),
  })),
  {
    object: multiRegister,
    request: fc.array(access, { minLength: 1, maxLength: 3 }),
    answer: fc.array(answered, { minLength: 1, maxLength: 3 }),
  },
  {
    object: counter,
    request: fc.oneof(fc.constant(counter.read()), amount.map(counter.add), amount.map(counter.addAndGet)),
    answer: fc.option(fc.integer({ min: -1, max: 4 })),
  },
  {
    object: set,
    request: fc.oneof(item.map(set.add), item.map(set.remove), item.map(set.contains), fc.constant(set.read())),
    answer: fc.oneof(fc.boolean(), fc.subarray([0, 1, 2])),
  },
  {
    object: queue,
    request: fc.oneof(fc.constant(queue.dequeue()), item.map(queue.enqueue)),
    answer: found,
    steps: anyItem,
    other: { ...stack, apply: (state, request) => stack.apply(state as never, renamed(request)) } as SequentialObject,
  },
  {
    object: fifoQueue,
    request: fc.oneof(fc.constant(fifoQueue.dequeue()), item.map(fifoQueue.enqueue)),
    answer: found,
  },
  { object: stack, request: fc.oneof(fc.constant(stack.pop()), item.map(stack.push)), answer: found },
  { object: mutex, request: fc.oneof(holder.map(mutex.acquire), holder.map(mutex.release)), answer: fc.boolean() },
  {
    object: reentrantLock,
    request: fc.oneof(holder.map(reentrantLock.acquire), holder.map(reentrantLock.release)),
    answer: fc.boolean(),
  },
  {
    object: limited,
    request: fc.oneof(permits.map(limited.acquire), permits.map(limited.release)),
    answer: fc.constantFrom(null, true, false),
  },
  {
    object: log,
    request: fc.oneof(item.map(log.append), fc.nat(2).map(log.read)),
    answer: fc.oneof(fc.nat(3), fc.array(item, { maxLength: 3 })),
  },
] as readonly Usage[];

function renamed(request: unknown): never {
  const { kind, ...rest } = request as { readonly kind: string };
  return { kind: kind === "enqueue" ? "push" : "pop", ...rest } as never;
}
