// What a program measures, and who is told of it.
import { createHistogram, PerformanceObserver, performance } from "node:perf_hooks";
import { MessageChannel } from "node:worker_threads";
import { writeFileSync, rmSync } from "node:fs";

const say = (...words) => console.log(...words);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const told = ({ name, entryType, detail }) => [name, entryType, detail];

const observer = new PerformanceObserver((list, self) => {
  say("told", list.getEntries().map(told), list.getEntriesByName("one").length, self === observer);
});
observer.observe({ entryTypes: ["mark", "measure"] });
await pause(30);
const one = performance.mark("one", { detail: { of: "it" } });
await pause(20);
performance.mark("two", { startTime: 5 });
const between = performance.measure("between", "one");
const fixed = performance.measure("fixed", { start: 1, end: 4, detail: "given" });
const long = performance.measure("long", { start: "two", duration: 7 });
say(one.duration, between.startTime === one.startTime, between.duration >= 15, fixed.duration, fixed.detail, long.startTime, long.duration);
say(performance.measure("whole").startTime, one instanceof PerformanceEntry, between instanceof PerformanceMeasure);
await pause(20);
observer.disconnect();
say(performance.getEntriesByName("one").map(told), performance.getEntriesByType("measure").length, performance.getEntries()[0].name);
say(Object.keys(one.toJSON()).sort(), performance instanceof Performance);
performance.clearMarks("one");
performance.clearMeasures();
say(performance.getEntries().map(told));
try {
  performance.measure("none", "one");
} catch ({ name, message }) {
  say(name, message);
}
const late = new PerformanceObserver((list) => say("late", list.getEntries().map(told)));
late.observe({ type: "mark", buffered: true });
await pause(20);
const histogram = createHistogram();
histogram.record(5);
histogram.record(9);
say(histogram.min, histogram.max, histogram.mean, histogram.count);

const { port1, port2 } = new MessageChannel();
port1.once("message", (message) => say("once", message));
port2.postMessage(1);
port2.postMessage(2);
await pause(20);
port1.close();

process.env.NUMBER = 5;
process.env.NOTHING = undefined;
writeFileSync("/tmp/alike.env", "NUMBER=6\nFROM_FILE='a text'\n");
process.loadEnvFile("/tmp/alike.env");
rmSync("/tmp/alike.env");
say(process.env.NUMBER, process.env.NOTHING, process.env.FROM_FILE, "NEVER" in process.env, process.availableMemory() > 0);
const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
say(crypto instanceof Crypto, key instanceof CryptoKey, crypto.subtle instanceof SubtleCrypto, String(crypto), String(crypto.subtle));
