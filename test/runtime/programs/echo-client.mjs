import wire from "node:dgram";
import { createInterface } from "node:readline";

export const state = { answers: [] };
wire.listen("echo", ({ answer }) => {
  state.answers.push(answer);
  console.log("answer", answer, performance.now());
});
for await (const line of createInterface({ input: process.stdin })) wire.send(process.argv[2], "echo", { text: line });
