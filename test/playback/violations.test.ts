import { linearizable, register, replicas } from "faultline";
import { describe, expect, test } from "vitest";
import type { Consistency } from "../../src/checks/history.js";
import { protocol } from "../../src/node/process.js";
import type { RegisterRequest, RegisterValue } from "../../src/objects/register.js";
import { record } from "../../src/playback/record.js";
import type { Recording } from "../../src/playback/recording.js";
import { initial } from "../../src/playback/reduce.js";
import { violationsOf } from "../../src/playback/violations.js";
import { reasonsFor } from "../../src/playback/why.js";
import type { DrawnScenario } from "../../src/scenario/scenario.js";
import { form } from "../simulation/forms.js";
import { forgetfulRun, livelyRun } from "./runs.js";

/** Each of two takes writes and answers reads by itself, and tells the other one, which takes a while. */
const sloppy = protocol<{
  state: { value: RegisterValue };
  message: { kind: "tell"; value: RegisterValue };
  request: RegisterRequest;
  result: RegisterValue;
}>({
  state: () => ({ value: null }),
  on: {
    tell: (cx, { value }) => {
      cx.state.value = value;
    },
  },
  serve(cx, request, ticket) {
    if (request.kind === "write") {
      cx.state.value = request.value;
      cx.send(cx.peers[0], { kind: "tell", value: request.value });
    }
    cx.answer(ticket, request.kind === "write" ? null : cx.state.value);
  },
});

function sloppyForm(changes: Partial<DrawnScenario>): DrawnScenario {
  return form({
    nodes: replicas(["ann", "bob"], sloppy),
    network: { latency: ["1ms", "20ms"] },
    workload: {
      clients: 3,
      every: "30ms",
      timeout: "100ms",
      request: (random, { number }) => (random.chance(0.1) ? register.write(number) : register.read()),
    },
    consistency: linearizable(register),
    ...changes,
  } as Partial<DrawnScenario>);
}

describe("what is violated", () => {
  test("at a step is seen there, and in a run in which nothing is, nowhere", () => {
    expect(violationsOf(forgetfulRun).map(({ steps }) => steps)).toEqual([[150]]);
    expect(violationsOf(livelyRun)).toEqual([]);
  });

  test("by a history is seen where the first answer came that cannot be explained", async () => {
    const recording = await record(sloppyForm({}), { seed: "3" });
    const [{ property, steps }] = violationsOf(recording);
    expect(property.kind).toBe("consistency");
    expect(steps.length).toBe(1);
    expect(steps[0]).toBeLessThan(recording.length - 1);
    const operation = recording.history.find(({ completedAt }) => completedAt === steps[0]);
    expect(recording.kindOf(steps[0])).toBe("reply");
    expect(judge(recording, steps[0])).toBe("invalid");
    expect(judge(recording, steps[0] - 1)).toBe("valid");
    expect(initial(recording).position).toBe(steps[0]);
    expect(reasonsFor(recording, steps[0])).toContainEqual({
      text: expect.stringMatching(/^it was asked for at \d\.\d{3} s: \{"kind":"read"\}$/),
      step: operation?.invokedAt,
    });
  });

  test("by a history that is judged by its end is seen at the end", async () => {
    const hundreds: Consistency = {
      name: "a number of operations that ends in 7",
      judge: ({ length }) =>
        length % 10 === 7
          ? { verdict: "valid", steps: 1 }
          : { verdict: "invalid", steps: 1, evidence: ["it does not"] },
    };
    const recording = await record(sloppyForm({ consistency: hundreds }), { seed: "1" });
    expect(recording.history.length).toBeGreaterThan(60);
    expect(violationsOf(recording).map(({ steps }) => steps)).toEqual([[recording.length - 1]]);
  });

  test("by a recovery that takes too long is seen when it has taken too long", async () => {
    const recovers = {
      healthy: ({ nodes }: { nodes: readonly { status: string }[] }) => nodes.every(({ status }) => status === "up"),
      within: "50ms",
      settle: "10ms",
    } as const;
    const faults = [{ at: "200ms", for: "300ms", crash: "bob" }] as const;
    const recording = await record(sloppyForm({ consistency: [], recovers, faults }), { seed: "1" });
    const [{ property, steps }] = violationsOf(recording);
    expect(property.kind).toBe("recovers");
    expect(recording.atUs(steps[0])).toBeGreaterThan(250_000);
    expect(recording.atUs(steps[0] - 1)).toBeLessThanOrEqual(250_000);
    expect(reasonsFor(recording, steps[0]).at(-1)).toEqual({
      text: "the last that went wrong before, at 0.200 s: fault begins: crash bob",
      step: recording.faults[0].from,
    });
  });
});

/** How a history is judged that ends after a step. */
function judge({ plan, history }: Recording, step: number): string {
  const open = {
    completedAt: Number.POSITIVE_INFINITY,
    completedUs: Number.POSITIVE_INFINITY,
    outcome: "unknown",
  } as const;
  const part = history
    .filter(({ invokedAt }) => invokedAt <= step)
    .map((operation) => (operation.completedAt <= step ? operation : { ...operation, ...open, result: undefined }));
  return plan.consistency[0].judge(part, 1_000_000).verdict;
}
