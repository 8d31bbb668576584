// Holds on to all that a process can be held by.
import { AsyncLocalStorage } from "node:async_hooks";
import wire from "node:dgram";
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Readable } from "node:stream";

const ballast = new Uint8Array(100_000);
const calls = new AsyncLocalStorage();
wire.listen("echo", () => ballast);
process.on("SIGTERM", () => ballast);
process.on("uncaughtException", () => ballast);
setInterval(() => ballast.length, 10);
setTimeout(() => ballast, 2 ** 30);
new MessageChannel().port1.onmessage = () => ballast;
AbortSignal.timeout(1e6).addEventListener("abort", () => ballast);
const emitter = new EventEmitter();
emitter.on("x", () => ballast);
Readable.from([ballast]).on("data", () => ballast);
calls.run(ballast, async () => {
  for (;;) {
    await sleep(7);
    emitter.emit("x");
    wire.send(process.argv[2], "echo", { text: "x" });
  }
});
for await (const _ of process.stdin);
await new Promise(() => ballast);
