// Every source of chance and time, and promises left behind by all of them.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export const state = { lines: 0, last: "" };
const say = (...words) => {
  state.lines++;
  state.last = words.join(" ");
  console.log(...words);
};
process.on("unhandledRejection", (error) => say("rejected", error.message));
for (let turn = 0; turn < 50; turn++) {
  await sleep(Math.random() * 100);
  say(turn, Date.now(), performance.now(), randomBytes(4).toString("hex"), crypto.randomUUID(), String(process.hrtime()));
  if (turn % 7 === 0) Promise.reject(new Error(`turn ${turn}`));
  if (turn % 5 === 0) setImmediate(() => process.nextTick(() => say("later", turn)));
}
