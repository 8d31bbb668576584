import { expect, test } from "vitest";
import { protocol } from "../../src/node/process.js";
import type { ClientDesk, Director } from "../../src/scenario/director.js";
import { scenario } from "../../src/scenario/scenario.js";
import { simulate } from "../../src/simulation/run.js";

/** Answers everything but "silence". */
const echo = protocol<{ state: object; request: string; result: string }>({
  state: () => ({}),
  serve(cx, request, ticket) {
    if (request !== "silence") cx.answer(ticket, request);
  },
});

/** The first client asks twice, and gives up on the second; when the rest begins, the other one asks once. */
class Pair implements Director {
  private turn = 0;
  private readonly desk: ClientDesk;

  constructor(desk: ClientDesk) {
    this.desk = desk;
    desk.setAlarm(0, 1_000);
  }

  alarm(client: number): void {
    const { desk } = this;
    if (client === 0 && ++this.turn > 2) {
      desk.close(client, "unknown");
      return;
    }
    const body = client === 1 ? "late" : ["hello", "silence"][this.turn - 1];
    desk.open(client, { kind: body }, "ann");
    desk.send(client, "ann", body);
  }

  reply(client: number, answer: { kind: string; value?: unknown }): void {
    this.desk.close(client, "ok", answer.value);
    if (client === 0) for (const laterUs of [500, 2_000]) this.desk.setAlarm(0, this.desk.nowUs + laterUs);
  }

  rest(): void {
    this.desk.setAlarm(1, this.desk.nowUs + 1_000_000);
  }
}

const form = scenario({
  title: "two clients and a director",
  duration: "1s",
  nodes: { ann: echo },
  network: { latency: { whole: "1ms", of: ["2ms", "9ms"] }, clients: { latency: "0us" } },
  workload: { clients: 2, direct: (desk) => new Pair(desk) },
});

test("a director leads clients, whose links may be faster than all others, into the time of rest", () => {
  const simulation = simulate(form, { seed: 1 });
  while (simulation.step());
  const told = simulation.world.history.map(({ process, request, outcome, result, invokedUs, completedUs }) => ({
    process,
    request: (request as { kind: string }).kind,
    outcome,
    result,
    times: [invokedUs, completedUs],
  }));
  const never = Number.POSITIVE_INFINITY;
  expect(told).toEqual([
    { process: 0, request: "hello", outcome: "ok", result: "hello", times: [1_000, 1_000] },
    { process: 0, request: "silence", outcome: "unknown", result: undefined, times: [3_000, never] },
    { process: 1, request: "late", outcome: "ok", result: "late", times: [2_000_000, 2_000_000] },
  ]);
});
