// What is put around a call is there again in all that comes of it, and nowhere else.
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";

const say = (...words) => console.log(...words);
const store = new AsyncLocalStorage();
const emitter = new EventEmitter();
emitter.on("x", () => say("emitted", store.getStore()));
for (const name of ["a", "b"]) {
  store.run(name, async () => {
    say(store.getStore());
    setTimeout(() => say("timeout", store.getStore()), 10);
    setImmediate(() => say("immediate", store.getStore()));
    process.nextTick(() => say("tick", store.getStore()));
    await null;
    say("after await", store.getStore());
    await new Promise((resolve) => setTimeout(resolve, 20));
    say("after timer", store.getStore());
    emitter.emit("x");
  });
}
say("outside", store.getStore());
setTimeout(() => {
  store.enterWith("entered");
  say("entered", store.getStore());
  setTimeout(() => say("then", store.getStore()), 5);
}, 50);
setTimeout(() => say("elsewhere", store.getStore()), 60);
const bound = store.run("bound", () => AsyncResource.bind(() => store.getStore()));
say(
  bound(),
  store.exit(() => store.getStore()),
  AsyncLocalStorage.bind(() => store.getStore())(),
);
