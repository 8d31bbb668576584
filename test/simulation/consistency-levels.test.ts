import { expect, test } from "vitest";
import {
  keyValue,
  perClient,
  protocol,
  type Report,
  register,
  replicas,
  run,
  type Scenario,
  scenario,
  strongestOf,
} from "../../src/index.js";
import type { RegisterRequest, RegisterResult } from "../../src/objects/register.js";
import { consoleReport } from "../../src/reports/console.js";
import { styleFor } from "../../src/reports/style.js";

/** Each node answers reads from its own copy, which is behind that of the one that is written to. */
const lagging = protocol<{
  state: { value: RegisterResult };
  message: { kind: "copy"; value: RegisterResult };
  request: RegisterRequest;
  result: RegisterResult;
}>({
  state: () => ({ value: null }),
  on: {
    copy: (cx, { value }) => {
      if ((value as number) > ((cx.state.value ?? 0) as number)) cx.state.value = value;
    },
  },
  serve: (cx, request, ticket) => {
    if (request.kind !== "write") cx.answer(ticket, cx.state.value);
    else if (cx.name !== "ann") cx.refuse(ticket, "only ann is written to", "ann");
    else {
      cx.state.value = request.value;
      for (const peer of cx.peers) cx.send(peer, { kind: "copy", value: request.value });
      cx.answer(ticket, null);
    }
  },
});

function form(consistency: Scenario["consistency"]): Scenario {
  return scenario({
    title: "copies are behind",
    duration: "1s",
    rest: "200ms",
    nodes: replicas(["ann", "bob", "cat"], lagging),
    network: { latency: ["1ms", "4ms"], links: { "ann>bob": { latency: ["50ms", "100ms"] } } },
    workload: {
      clients: 4,
      every: "10ms",
      timeout: "500ms",
      request: perClient<RegisterRequest>([
        [1, (_, { unique }) => register.write(unique())],
        ["rest", register.read()],
      ]),
    },
    consistency,
  }) as Scenario;
}

function levelLines(report: Report): string[] {
  const circumstances = { reproduce: "sim run", look: null, capsule: null, wallMs: 1, verified: false };
  const lines = consoleReport(report, circumstances, styleFor(false)).split("\n");
  return lines.filter((line) => /^ {2}(satisfied|broken|not decided| {9}) /.test(line));
}

test("a report tells which models a history satisfied, where the scenario asks for it", async () => {
  const report = await run(form(strongestOf(register)), { seed: 1 });
  expect(report.verdict).toBe("failed");
  const check = "linearizable register";
  expect(report.consistencyLevels?.slice(0, 3)).toEqual([
    { check, model: "linearizable", verdict: "violated", because: null },
    { check, model: "sequentially consistent", verdict: "held", because: null },
    { check, model: "causally convergent", verdict: "held", because: "it is sequentially consistent" },
  ]);
  expect(levelLines(report)).toEqual([
    "  satisfied   sequentially consistent, causally convergent, causal, PRAM, writes follow reads,",
    "              read your writes, monotonic reads, monotonic writes, read atomic, read committed",
    "  broken      linearizable",
  ]);
});

test("a weaker model can be demanded, and the run passes", async () => {
  const report = await run(form(strongestOf(register, { atLeast: "causally convergent" })), { seed: 1 });
  expect(report.verdict).toBe("passed");
  expect(report.consistencyLevels?.filter(({ verdict }) => verdict !== "held").map(({ model }) => model)).toEqual([
    "linearizable",
  ]);
});

test("a report without such a check has no levels", async () => {
  const report = await run(form([]), { seed: 1 });
  expect(report).not.toHaveProperty("consistencyLevels");
  expect(levelLines(report)).toEqual([]);
});

test("what cannot be decided is printed with its reason", async () => {
  const { consistencyLevels: _, ...report } = await run(form([]), { seed: 1 });
  const check = strongestOf(keyValue).name;
  const levels = [{ check, model: "causal", verdict: "not decided", because: "values are written twice" }] as const;
  expect(levelLines({ ...report, consistencyLevels: levels })).toEqual([
    "  not decided causal: values are written twice",
  ]);
});
