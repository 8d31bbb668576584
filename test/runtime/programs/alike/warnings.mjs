// What a program is warned of, and some old and new ways to ask for modules.
import { EventEmitter } from "node:events";

process.on("warning", ({ name, code, message, detail }) => console.log("heard", name, code, message, detail));
process.emitWarning("one");
process.emitWarning("two", "DeprecationWarning", "DEP1");
process.emitWarning("three", { type: "Own", code: "CODE", detail: "more of it" });
process.emitWarning(Object.assign(new Error("four"), { name: "Own" }));
const emitter = new EventEmitter();
EventEmitter.defaultMaxListeners = 20;
const large = new EventEmitter();
for (let listener = 0; listener < 15; listener++) large.on("event", () => {});
const { signal } = new AbortController();
for (let listener = 0; listener < 12; listener++) {
  emitter.setMaxListeners(10).on("event", () => {});
  signal.addEventListener("abort", () => {});
}
console.log("after");
await undefined;
console.log("later");
console.log(process.getBuiltinModule("node:events") === process.getBuiltinModule("events"), process.getBuiltinModule("none"));
console.log(process.binding("util").isDate(new Date()), typeof process.report.getReport().header.glibcVersionRuntime);
console.log(new Buffer.allocUnsafe(3).length, new Buffer.allocUnsafeSlow(3).length);
setTimeout(() => {}, 10);
