// Failures that nobody caught are offered to the process.
import { inspect } from "node:util";

const say = (...words) => console.log(...words);
process.on("uncaughtExceptionMonitor", (error, origin) => say("monitor", error.message, origin));
process.on("uncaughtException", (error, origin) => say("uncaught", error.message, origin, error instanceof Error));
process.on("unhandledRejection", (reason, promise) => say("rejected", reason.message, promise instanceof Promise, inspect(promise).split("\n")[0]));
setTimeout(() => {
  process.nextTick(() => say("tick after it"));
  throw new Error("thrown in a timer");
}, 5);
setTimeout(() => {
  process.nextTick(() => {
    throw new Error("thrown in a tick");
  });
  process.nextTick(() => say("next tick"));
}, 10);
setTimeout(() => queueMicrotask(() => null.x), 15);
setTimeout(() => Promise.reject(new Error("rejected")), 20);
setTimeout(() => say("still there"), 30);
const interval = setInterval(() => {
  clearInterval(interval);
  throw new RangeError("thrown in an interval");
}, 25);
