import { describe, expect, test } from "vitest";
import type { History } from "../../src/checks/history.js";
import { drawExplanation } from "../../src/checks/linearizability/draw-explanation.js";
import type { Explanation } from "../../src/checks/linearizability/explanation.js";
import { linearizable } from "../../src/checks/linearizability.js";
import { Random } from "../../src/kernel/random.js";
import { fifoQueue } from "../../src/objects/fifo-queue.js";
import { keyValue } from "../../src/objects/key-value.js";
import { multiRegister } from "../../src/objects/multi-register.js";
import { queue } from "../../src/objects/queue.js";
import { register } from "../../src/objects/register.js";
import type { SequentialObject } from "../../src/objects/sequential-object.js";
import { stack } from "../../src/objects/stack.js";
import { simulate } from "./simulated-history.js";
import { rows } from "./small-histories.js";

const plenty = 1_000_000;
const { get, put } = keyValue;

const small = rows(
  [put("x", 1), null, 0, 10],
  [put("x", 2), null, 15],
  [put("y", 9), null, 16, 18],
  [put("x", 3), 1, 20, 40],
  [get("x"), 1, 25, 45],
  [get("x"), 4, 30, 50],
  [put("x", 4), 3, 60, 70],
);

function large(): Explanation {
  const request = (random: Random) => (random.chance(0.5) ? get("x") : put("x", random.int(0, 9)));
  const usage = { clients: 6, operations: 300, unknown: 0.02, pauseUs: 1_000, request };
  const history = simulate(keyValue, usage, new Random("large"));
  const place = history.findIndex(({ outcome, request }, at) => at > 200 && outcome === "ok" && request.kind === "get");
  const wrong = history.map((operation, at) => (at === place ? { ...operation, result: 77 } : operation));
  return linearizable(keyValue).explain(wrong, plenty)!;
}

describe("an explanation", () => {
  test("is data: how far an order comes, what it leaves open, and what stands in its way", () => {
    const { subject, fits, completions, stuck, order, states, open } = linearizable(keyValue).explain(small, plenty)!;
    expect({ subject, fits, completions, stuck: stuck.process, order: order.map(({ process }) => process) }).toEqual({
      subject: 'key "x"',
      fits: 3,
      completions: 5,
      stuck: 5,
      order: [0, 4, 3],
    });
    expect(states).toMatchObject([{ state: 3, after: { process: 3 }, answer: 3 }]);
    expect(open).toMatchObject([{ operation: { process: 1 }, wouldAnswer: null }]);
  });

  test("is there for invalid histories only, and in so many steps", () => {
    expect(linearizable(keyValue).explain(small.slice(0, 3), plenty)).toBeNull();
    expect(linearizable(keyValue).explain(small, 2)).toBeNull();
  });

  test("says what was chosen, where an object has a choice", () => {
    const { dequeue, enqueue } = queue;
    const history = rows(
      [enqueue(1), null, 0, 1],
      [enqueue(2), null, 2, 3],
      [dequeue(), 2, 4, 5],
      [dequeue(), 2, 6, 7],
    );
    const { subject, stuck, states } = linearizable(queue).explain(history, plenty)!;
    expect({ subject, stuck: stuck.request, states }).toMatchObject({
      subject: "the queue",
      stuck: { kind: "dequeue", value: 2 },
      states: [{ state: [[1]], answer: null }],
    });
  });
});

describe("a picture", () => {
  test("has a row for each process, marks what is stuck, and numbers the order", () => {
    const picture = drawExplanation(linearizable(keyValue).explain(small, plenty)!, 80);
    expect(`\n${picture.join("\n")}\n`).toMatchInlineSnapshot(`
      "
      process 0 ├1:put("x", 1)┤
      process 1                ├put("x", 2)┄┄┄┄┄┄┄┄
      process 3                 ├3:put("x", 3)→1┤
      process 4                  ├2:get("x")→1───┤
      process 5                   ╞get("x")→4═════╡
                                  ^ fits into no order
      "
    `);
  });

  test("of a long history shows the end of it", () => {
    expect(`\n${drawExplanation(large(), 100).join("\n")}\n`).toMatchInlineSnapshot(`
      "
      process 0  ├192:get("x")→3┤├193:get("x")→3┤├195:get("x")→3┤  ├197:get("x")→3┤╞get("x")→77╡
                                                                                   ^ fits into no order
      process 1  ─190:get("x")→3──┤├194:get("x")→3┤├196:get("x")→3┤                 ├put("x", 4)→3
      process 2  ┄put("x", 7)┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
      "
    `);
  });

  test("is never wider than it may be, and always has the mark", () => {
    const explanation = large();
    for (const width of [30, 40, 80, 200, 1_000]) {
      const picture = drawExplanation(explanation, width);
      expect(Math.max(...picture.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(picture.filter((line) => line.includes("^")).length).toBe(1);
    }
    expect(drawExplanation(explanation, 1)).not.toEqual([]);
  });
});

describe("the judgement says how it was decided:", () => {
  const { read, write } = register;
  const unique = rows([write(1), null, 0, 1], [read(), 1, 2, 3]);
  const decidedBy = (object: typeof register, history: typeof unique) => linearizable(object).judge(history, plenty);

  test("by a monitor, where each value is written once", () => {
    expect(decidedBy(register, unique)).toMatchInlineSnapshot(`
      {
        "decidedBy": "zones of values written once (Gibbons & Korach 1997)",
        "steps": 2,
        "verdict": "valid",
      }
    `);
  });

  test("by the search, where one is written twice, or the object only has the name of one with a monitor", () => {
    const twice = [...unique, ...rows([write(1), null, 9, 9])];
    expect(decidedBy(register, twice)).toMatchObject({ verdict: "valid", decidedBy: "search" });
    expect(decidedBy({ ...register, initial: 5 }, unique)).toMatchObject({ verdict: "valid", decidedBy: "search" });
  });

  test.each([
    [register, rows([write(1), null, 0, 1], [write(2), null, 2, 3], [read(), 1, 4, 5])],
    [
      register,
      rows([write(1), null, 0, 9], [write(2), null, 0, 9], [read(), 1, 1, 2], [read(), 2, 3, 4], [read(), 1, 5, 6]),
    ],
    [
      fifoQueue,
      rows(
        [fifoQueue.enqueue(1), null, 0, 1],
        [fifoQueue.enqueue(2), null, 2, 3],
        [fifoQueue.dequeue(), 2, 4, 5],
        [fifoQueue.dequeue(), 1, 6, 7],
      ),
    ],
    [queue, rows([queue.enqueue(1), null, 0, 1], [queue.dequeue(), null, 2, 3], [queue.dequeue(), 1, 4, 5])],
    [
      stack,
      rows([stack.push(1), null, 0, 1], [stack.push(2), null, 2, 3], [stack.pop(), 1, 4, 5], [stack.pop(), 2, 6, 7]),
    ],
  ] as readonly (readonly [object: unknown, history: History])[])(
    "and a monitor names the operations that contradict each other (%#)",
    (object, history) => {
      const judgement = linearizable(object as SequentialObject).judge(history, plenty);
      expect(judgement.verdict === "invalid" && judgement.evidence).toMatchSnapshot();
    },
  );
});

test("transactions that are linearizable as one object are strictly serializable", () => {
  const { read, write } = multiRegister;
  type Row = readonly [request: unknown, result: unknown, start: number, end: number];
  const judge = (...list: readonly Row[]) => linearizable(multiRegister).judge(rows(...list), plenty).verdict;
  const both = [write("x", 1), write("y", 1)];
  const reads = [read("x"), read("y")];
  const seen = (x: number | null, y: number | null) => [
    ["r", "x", x],
    ["r", "y", y],
  ];
  expect(judge([both, both, 0, 9], [reads, seen(1, 1), 1, 2])).toBe("valid");
  // Each register alone is linearizable here.
  expect(judge([both, both, 0, 9], [reads, seen(1, null), 1, 2])).toBe("invalid");
  // There is an order here, but it is not true to real time.
  expect(judge([both, both, 0, 1], [reads, seen(null, null), 2, 3])).toBe("invalid");
});
