import { type Consistency, protocol, run, type Scenario } from "faultline";
import { expectNoFailure } from "faultline/fast-check";
import { expect, test } from "vitest";
import { counter, form } from "../simulation/forms.js";

const fine = { fine: () => true };
const plain = form({ nodes: { ann: counter() }, always: fine });
const deaf = protocol<{ state: object; request: unknown }>({ state: () => ({}), serve: () => {} });
const server = protocol<{ state: object; request: unknown; result: null }>({
  state: () => ({}),
  serve: (cx, _, ticket) => cx.answer(ticket, null),
});
const undecided: Consistency = { name: "it", judge: () => ({ verdict: "unknown", steps: 9, reason: "too hard" }) };
const workload = { clients: 1, every: "50ms", timeout: "20ms", request: () => ({ kind: "read" }) } as const;

test("what has failed is thrown, with the report that tells of it, from where it was asked", async () => {
  const report = await run({ ...plain, eventually: { never: () => false } }, { seed: 1 });
  let thrown: unknown;
  try {
    expectNoFailure(report);
  } catch (error) {
    thrown = error;
  }
  const { name, message, stack } = thrown as Error;
  expect(name).toBe("FailedRun");
  expect(message.replace(/digest \w+/, "digest")).toMatchInlineSnapshot(`
    "eventually "never" does not hold at the end

    ✗ failed  a test   seed 1   step 112   1.100 s

      eventually "never" does not hold at the end

      always      fine                                     held
      eventually  never                                    violated

      run         113 events, 1.100 s, digest
    "
  `);
  expect(stack?.slice(`${name}: ${message}`.length).split("\n")[1]).toContain("expect-no-failure.test.ts");
});

test.each<[what: string, changes: Partial<Scenario>, reason: RegExp]>([
  ["a fault that never began", { faults: [{ at: "1ms", crash: "leader" }] as never }, /never began/],
  ["a fault without effect", { faults: [{ at: "1ms", for: "1ms", loss: "ann", by: 0.5 }] }, /had no effect/],
  ["something that did not happen", { sometimes: { rare: () => false } }, /never happened/],
  ["clients that got no answer", { nodes: { ann: deaf }, workload }, /no client got an answer/],
  [
    "a fault before the service was healthy",
    {
      faults: [{ at: "1ms", for: "1ms", pause: "ann" }],
      recovers: { healthy: ({ nowUs }) => nowUs > 10_000, within: "1s", settle: "1ms" },
    },
    /is not decided: It was not healthy yet/,
  ],
])("%s is no failure of a run whose faults were drawn", async (_, changes, reason) => {
  const nodes = { ann: { ...counter(), roles: ["leader"] } };
  const report = await run({ ...plain, nodes, ...changes } as Scenario, { seed: 1 });
  expect(report.reasons.join()).toMatch(reason);
  expectNoFailure(report);
});

test.each<[what: string, changes: Partial<Scenario>, reason: RegExp]>([
  ["a run that judges nothing", { always: {} }, /nothing was judged/],
  ["a run that a limit has ended", { limits: { events: 10 } }, /^limits.events \(10\) was reached/],
  ["a history that is not decided", { nodes: { ann: server }, workload, consistency: undecided }, /is not decided/],
])("%s has shown nothing, and is told so", async (_, changes, reason) => {
  const report = await run({ ...plain, ...changes } as Scenario, { seed: 1 });
  expect(report.verdict).toBe("inconclusive");
  expect(() => expectNoFailure(report)).toThrow(reason);
});
