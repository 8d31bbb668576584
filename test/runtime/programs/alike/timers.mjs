// Every form of timer, and the order in which they fire.
import timers from "node:timers";
import {
  setTimeout as after,
  setInterval as every,
  setImmediate as immediately,
  scheduler,
} from "node:timers/promises";
import { promisify } from "node:util";

const say = (...words) => console.log(...words);

setTimeout(() => say("timeout 20"), 20);
setTimeout((a, b) => say("timeout 5", a, b), 5, "with", "arguments");
const cleared = setTimeout(() => say("never"), 5);
clearTimeout(cleared);
clearTimeout(cleared);
clearTimeout(undefined);
clearTimeout("nothing");
const byNumber = setTimeout(() => say("never"), 5);
clearTimeout(+byNumber);
const byText = setTimeout(() => say("never"), 5);
clearTimeout(String(+byText));
process.nextTick(() => say("tick"));
queueMicrotask(() => say("microtask"));
Promise.resolve().then(() => say("promise"));

await after(60);
say("same instant");
setTimeout(() => {
  say("first");
  process.nextTick(() => say("tick of first"));
  Promise.resolve().then(() => say("promise of first"));
}, 10);
setTimeout(() => say("second"), 10);
await after(60);

let count = 0;
const interval = setInterval(() => {
  say("interval", ++count);
  if (count === 3) clearInterval(interval);
}, 10);
await after(80);

const refreshed = setTimeout(() => say("refreshed"), 40);
setTimeout(() => refreshed.refresh(), 20);
setTimeout(() => say("before it"), 50);
await after(120);

setImmediate(() => {
  say("immediate");
  setImmediate(() => say("nested immediate"));
  process.nextTick(() => say("tick of immediate"));
});
setImmediate((what) => say(what), "second immediate");
clearImmediate(setImmediate(() => say("never")));
await after(20);

say(await after(5, "value"), await promisify(setTimeout)(5, "promisified"), await immediately("now"));
say(await promisify(setImmediate)("promisified immediate"));
await scheduler.wait(5);
await scheduler.yield();
const controller = new AbortController();
setTimeout(() => controller.abort(new Error("enough")), 5);
await after(1000, null, { signal: controller.signal }).catch((error) =>
  say(error.name, error.code, error.message, error.cause.message),
);
await after(1000, null, { signal: AbortSignal.abort() }).catch((error) => say(error.name, error.code));
let turns = 0;
for await (const value of every(5, "turn")) {
  say(value, ++turns);
  if (turns === 3) break;
}
const signal = AbortSignal.timeout(10);
signal.addEventListener("abort", () => say("aborted", signal.reason.name, signal.reason instanceof DOMException));
await after(40);
say(signal.aborted);

const handle = setTimeout(() => {}, 10);
say(handle.hasRef(), handle.unref().hasRef(), handle.ref().hasRef(), handle.unref() === handle);
say(typeof handle[Symbol.toPrimitive](), timers.setTimeout === setTimeout, setTimeout.name);
const immediate = setImmediate(() => {});
say(immediate.hasRef(), immediate.unref().hasRef());
for (const bad of [undefined, null, "text", {}]) {
  try {
    setTimeout(bad, 1);
  } catch (error) {
    say(error.name, error.code, error instanceof TypeError);
  }
}
setTimeout(() => say("too long"), 2 ** 31);
setTimeout(() => say("too short"), -5);
setTimeout(() => say("no number"), "x");
setTimeout(() => say("as text"), "3");
await after(30);
setTimeout(() => say("never: nobody waits for it"), 50).unref();
setInterval(() => say("never"), 50).unref();
