// The stacks of errors of all kinds, from all kinds of places.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

export const state = [];
const attempt = async (act) => {
  try {
    await act();
  } catch (error) {
    state.push(error.stack);
  }
};
const attempts = [
  () => null.field,
  () => readFileSync("/nowhere"),
  () => readFile("/nowhere"),
  () => gunzipSync(Buffer.from("nothing")),
  () => structuredClone(() => {}),
  () => Promise.reject(new Error("rejected")),
  () => fetch("http://nowhere.invalid/"),
];
const all = async () => {
  for (const act of attempts) await attempt(act);
  await null;
  process.nextTick(() => attempt(attempts[0]));
  Promise.resolve().then(() => attempt(attempts[0]));
};
all();
setTimeout(all, 10);
