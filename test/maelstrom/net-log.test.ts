import { expect, test } from "vitest";
import { maelstromScenario } from "../../src/maelstrom/maelstrom.js";
import { NetLog, type Wanted } from "../../src/maelstrom/net-log.js";
import { play } from "../../src/simulation/play.js";
import { simulate } from "../../src/simulation/run.js";
import { afterInit, reply } from "./line-echo.js";

/** Whoever is asked tells its neighbour, which says nothing. */
const telling = afterInit((message, print) => {
  const { src, dest, body } = message;
  if (body.type !== "echo") return;
  print(JSON.stringify({ src: dest, dest: dest === "n0" ? "n1" : "n0", body: { type: "told" } }));
  print(reply({ src, dest, body }, { echo: body.echo }));
});

async function log(wanted: Partial<Wanted>, nemesis: readonly string[] = []) {
  const options = { workload: "echo", nodeCount: 2, timeLimit: 20, nemesis, nemesisInterval: 4 } as const;
  const simulation = simulate(maelstromScenario(options, telling), { seed: 1 });
  const lines: string[] = [];
  const told = new NetLog(simulation.cluster, { send: false, receive: false, stderr: false, ...wanted }, (line) =>
    lines.push(line),
  );
  simulation.cluster.recorder = told;
  await play(simulation);
  told.end();
  return lines;
}

test("messages are told as they are sent and received, by the names that they carry", async () => {
  const lines = await log({ send: true, receive: true });
  expect(lines.slice(0, 6).map((line) => line.slice(13).replace(/echo \d+/, "echo …"))).toEqual([
    'send     c3 → n0  {"type":"echo","echo":"Please echo …","msg_id":1}',
    'receive  c3 → n0  {"type":"echo","echo":"Please echo …","msg_id":1}',
    'send     n0 → n1  {"type":"told"}',
    'send     n0 → c3  {"type":"echo_ok","in_reply_to":1,"echo":"Please echo …"}',
    'receive  n0 → n1  {"type":"told"}',
    'receive  n0 → c3  {"type":"echo_ok","in_reply_to":1,"echo":"Please echo …"}',
  ]);
});

test("what is cut off is told as sent, with what became of it, and not as received", async () => {
  const lines = await log({ send: true, receive: true }, ["partition"]);
  const of = (verb: string) => lines.filter((line) => line.includes(verb) && line.includes('"told"'));
  const cut = of("send").filter((line) => line.endsWith("  cut"));
  expect(cut.length).toBeGreaterThan(0);
  expect(of("receive").length).toBe(of("send").length - cut.length);
});

test("nothing is told that nobody wants to know", async () => {
  expect(await log({ stderr: true })).toEqual([]);
});
