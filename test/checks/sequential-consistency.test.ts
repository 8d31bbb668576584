import { describe, expect, test } from "vitest";
import type { History } from "../../src/checks/history.js";
import { linearizable } from "../../src/checks/linearizability.js";
import { sequentiallyConsistent } from "../../src/checks/sequential-consistency.js";
import { Random } from "../../src/kernel/random.js";
import { fifoQueue } from "../../src/objects/fifo-queue.js";
import { keyValue } from "../../src/objects/key-value.js";
import { register } from "../../src/objects/register.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { processOrderLaws } from "./process-order-laws.js";
import { simulate } from "./simulated-history.js";
import { rows } from "./small-histories.js";

processOrderLaws(60);

const plenty = 100_000;
const { read, write } = register;

function by(processes: readonly number[], history: History): History {
  return history.map((operation, at) => ({ ...operation, process: processes[at]! }));
}

describe("a register", () => {
  const judge = (history: History) => sequentiallyConsistent(register).judge(history, plenty).verdict;

  test.each([
    ["valid", "one process is behind", by([0, 1], rows([write(1), null, 0, 1], [read(), null, 2, 3]))],
    ["invalid", "a process does not see its own write", by([0, 0], rows([write(1), null, 0, 1], [read(), null, 2, 3]))],
    [
      "invalid",
      "two processes see two writes in different orders",
      by(
        [0, 1, 2, 2, 3, 3],
        rows(
          [write(1), null, 0, 1],
          [write(2), null, 0, 1],
          [read(), 1, 2, 3],
          [read(), 2, 4, 5],
          [read(), 2, 2, 3],
          [read(), 1, 4, 5],
        ),
      ),
    ],
  ])("%s: %s", (verdict, _, history) => {
    expect(judge(history)).toBe(verdict);
  });
});

test("it is not local: two queues are sequentially consistent, and the two of them are not (Herlihy & Wing 1990, section 3.3)", () => {
  interface Named {
    readonly queue: string;
  }
  const on = (queue: string, request: ReturnType<typeof fifoQueue.dequeue>) => ({ ...request, queue });
  const queues = { ...fifoQueue, key: (request: Named) => request.queue } as unknown as SequentialObject;
  const { enqueue, dequeue } = fifoQueue;
  const history = by(
    [0, 1, 0, 1, 0, 1],
    rows(
      [on("p", enqueue("x")), null, 0, 1],
      [on("q", enqueue("y")), null, 2, 3],
      [on("q", enqueue("x")), null, 4, 5],
      [on("p", enqueue("y")), null, 6, 7],
      [on("p", dequeue()), "y", 8, 9],
      [on("q", dequeue()), "x", 10, 11],
    ),
  );
  const judge = (part: History) => sequentiallyConsistent(queues).judge(part, plenty).verdict;
  const only = (name: string) => history.filter(({ request }) => (request as Named).queue === name);
  expect([judge(only("p")), judge(only("q")), judge(history)]).toEqual(["valid", "valid", "invalid"]);
});

const request = (random: Random) => {
  const key = random.pick(["x", "y", "z"]);
  return random.chance(0.5) ? keyValue.get(key) : keyValue.put(key, random.int(0, 9));
};
const usage = { clients: 5, operations: 1_000, unknown: 0.02, request };

test("a simulated object is sequentially consistent, and not with a value that nobody put", () => {
  const history = simulate(keyValue, usage, new Random("sequential"));
  const place = history.findIndex(({ outcome }, at) => at > 900 && outcome === "ok");
  const wrong = history.map((operation, at) => (at === place ? { ...operation, result: -1 } : operation));
  const { judge } = sequentiallyConsistent(keyValue);
  expect(judge(history, plenty).verdict).toBe("valid");
  expect(judge(wrong, plenty).verdict).not.toBe("valid");
});

test("a replica that is always behind is sequentially consistent, and not linearizable", () => {
  const history = simulate(
    register,
    { clients: 1, operations: 100, request: (random: Random) => write(random.int(0, 9)) },
    new Random("a"),
  );
  const writes = history.filter(({ outcome }) => outcome === "ok");
  const reads = writes.map((each, at) => ({
    ...each,
    process: 9,
    request: read(),
    result: at < 3 ? null : (writes[at - 3]!.request as { readonly value: number }).value,
    invokedAt: each.completedAt + 0.2,
    completedAt: each.completedAt + 0.4,
  }));
  const late = [...writes, ...reads].sort((a, b) => a.invokedAt - b.invokedAt);
  expect(sequentiallyConsistent(register).judge(late, plenty).verdict).toBe("valid");
  expect(linearizable(register).judge(late, plenty).verdict).toBe("invalid");
});

test("a history without an order is explained", () => {
  const history = by([0, 0, 1], rows([write(1), null, 0, 1], [read(), 2, 2, 3], [write(3), null, 0, 4]));
  expect(sequentiallyConsistent(register).judge(history, plenty)).toMatchInlineSnapshot(`
    {
      "evidence": [
        "the register: no order that keeps the order of each process has more than 2 of 3 answered operations;",
        "where one with so many ends, no process can go on:",
        "  process 1: read() answered 2 by ann, 0.002 s – 0.003 s; it would answer 3",
      ],
      "steps": 10,
      "verdict": "invalid",
    }
  `);
});

test("a search that reaches its limit says how far it came", () => {
  const history = simulate(keyValue, usage, new Random("limit"));
  expect(sequentiallyConsistent(keyValue).judge(history, 1_000)).toMatchInlineSnapshot(`
    {
      "reason": "limits.searchSteps (1000) was reached: the longest order has 11 of 986 answered operations",
      "steps": 1000,
      "verdict": "unknown",
    }
  `);
});
