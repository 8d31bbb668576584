import { describe, expect, test } from "vitest";
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
import { semaphore } from "../../src/objects/semaphore.js";
import { Replica, type SequentialObject } from "../../src/objects/sequential-object.js";
import { set } from "../../src/objects/set.js";
import { stack } from "../../src/objects/stack.js";
import { usages } from "../checks/object-usage.js";

const { read, write } = multiRegister;
const two = semaphore(2);

const transcripts: readonly (readonly [SequentialObject, readonly (readonly [request: unknown, result: unknown])[]])[] =
  [
    [
      casRegister,
      [
        [casRegister.compareAndSwap(null, 1), null],
        [casRegister.compareAndSwap(null, 2), 1],
        [casRegister.read(), 1],
        [casRegister.write(3), null],
        [casRegister.compareAndSwap(3, null), 3],
        [casRegister.read(), null],
      ],
    ],
    [
      keyValue,
      [
        [keyValue.append("x", "a"), null],
        [keyValue.append("x", "b"), "a"],
        [keyValue.put("y", 1), null],
        [keyValue.append("y", "c"), 1],
        [keyValue.get("y"), "1c"],
        [keyValue.delete("x"), "ab"],
        [keyValue.delete("x"), null],
        [keyValue.cas("x", null, 5), true],
        [keyValue.cas("x", null, 6), false],
      ],
    ],
    [
      acknowledging(keyValue, ["put", "append", "delete"]),
      [
        [keyValue.put("x", 1), null],
        [keyValue.put("x", 2), null],
        [keyValue.get("x"), 2],
        [keyValue.cas("x", 2, 3), true],
        [keyValue.delete("x"), null],
        [keyValue.append("x", "a"), null],
        [keyValue.append("x", "b"), null],
        [keyValue.get("x"), "ab"],
      ],
    ],
    [
      multiRegister,
      [
        [
          [write("x", 1), read("x"), read("y")],
          [write("x", 1), ["r", "x", 1], read("y")],
        ],
        [
          [read("x"), write("x", null), write("__proto__", 2)],
          [["r", "x", 1], write("x", null), write("__proto__", 2)],
        ],
        [
          [read("x"), read("__proto__"), read("toString")],
          [read("x"), ["r", "__proto__", 2], read("toString")],
        ],
      ],
    ],
    [
      counter,
      [
        [counter.add(2), null],
        [counter.addAndGet(-5), -3],
        [counter.read(), -3],
      ],
    ],
    [
      set,
      [
        [set.add(10), true],
        [set.add(9), true],
        [set.add("9"), true],
        [set.add(9), false],
        [set.contains("9"), true],
        [set.read(), [9, 10, "9"]],
        [set.remove(10), true],
        [set.remove(10), false],
        [set.read(), [9, "9"]],
      ],
    ],
    ...[fifoQueue, queue].map(
      (object) =>
        [
          object,
          [
            [object.dequeue(), null],
            [object.enqueue(1), null],
            [object.enqueue(2), null],
            [object.dequeue(), 1],
            [object.dequeue(), 2],
            [object.dequeue(), null],
          ],
        ] as const,
    ),
    [
      stack,
      [
        [stack.pop(), null],
        [stack.push(1), null],
        [stack.push(2), null],
        [stack.pop(), 2],
        [stack.pop(), 1],
        [stack.pop(), null],
      ],
    ],
    [
      mutex,
      [
        [mutex.acquire("ann"), true],
        [mutex.acquire("ann"), false],
        [mutex.release("bob"), false],
        [mutex.release("ann"), true],
        [mutex.release("ann"), false],
        [mutex.acquire("bob"), true],
      ],
    ],
    [
      reentrantLock,
      [
        [reentrantLock.acquire("ann"), true],
        [reentrantLock.acquire("ann"), true],
        [reentrantLock.acquire("bob"), false],
        [reentrantLock.release("ann"), true],
        [reentrantLock.acquire("bob"), false],
        [reentrantLock.release("ann"), true],
        [reentrantLock.release("ann"), false],
        [reentrantLock.acquire("bob"), true],
      ],
    ],
    [
      two,
      [
        [two.acquire(), true],
        [two.acquire(2), false],
        [two.acquire(), true],
        [two.acquire(), false],
        [two.release(3), null],
        [two.acquire(3), true],
      ],
    ],
    [
      log,
      [
        [log.append("a"), 0],
        [log.append("b"), 1],
        [log.read(), ["a", "b"]],
        [log.read(1), ["b"]],
        [log.read(5), []],
      ],
    ],
  ] as never;

test.each(transcripts.map(([object, transcript]) => ({ name: object.name, object, transcript })))(
  "a $name answers what its specification says",
  ({ object, transcript }) => {
    const replica = new Replica(object);
    expect(transcript.map(([request]) => [request, replica.execute(request)])).toEqual(transcript);
  },
);

describe.each(transcripts.map(([object, transcript]) => ({ name: object.name, object, transcript })))(
  "a $name",
  ({ object, transcript }) => {
    test("is left as it is by what it calls a read", () => {
      const states = new Map<string, unknown>();
      for (const [request] of transcript) {
        const key = object.key?.(request) ?? "";
        const before = states.has(key) ? states.get(key) : object.initial;
        const { state, result } = object.apply(before, request);
        if (object.isRead(request) || object.isRead(request, result)) expect(state).toEqual(before);
        states.set(key, state);
      }
    });
  },
);

test("every object but the register, which has a test of its own, is in a transcript", () => {
  const names = new Set(transcripts.map(([{ name }]) => name));
  expect(usages.map(({ object }) => object.name).filter((name) => !names.has(name))).toEqual(["register"]);
});
