import { expect, test } from "vitest";
import { maelstromScenario } from "../../src/maelstrom/maelstrom.js";
import { record } from "../../src/playback/record.js";
import { realise } from "../../src/scenario/realise.js";
import { describeStep } from "../../src/simulation/trace.js";
import { afterInit, reply } from "./line-echo.js";

test("a recorded run tells of messages by their type and what belongs to it, with the names that nodes are told", async () => {
  const program = afterInit((message, print) => {
    if (message.body.type !== "echo") return;
    print(JSON.stringify({ src: "n0", dest: "n1", body: { type: "told", kind: "of its own", who: ["n0"] } }));
    print(reply(message, { echo: message.body.echo }));
  });
  const options = { workload: "echo", nodeCount: 2, concurrency: 1, timeLimit: 1 } as const;
  const form = realise(maelstromScenario(options, program), 1);
  const recording = await record(form, { seed: "1" });
  const steps = Array.from({ length: recording.length }, (_, step) => recording.stepAt(step));
  const told = steps.map(describeStep);
  expect(told).toContain("n0: timer init");
  const first = told.findIndex((line) => line.includes('"echo"'));
  expect(told.slice(first, first + 3).map((line) => line.replace(/echo \d+/, "echo …"))).toEqual([
    'n0: request from client 3 {"client":"c3","echo":"Please echo …","kind":"echo","msg_id":1}',
    'n1: message from n0 {"kind":"told","who":["n0"]}',
    'client 3: reply from n0 {"kind":"ok","value":{"client":"c3","echo":"Please echo …","in_reply_to":1,"kind":"echo_ok"}}',
  ]);
});
