// In a module, promises come before ticks.
const say = (...words) => console.log(...words);
process.nextTick(() => say("tick"));
Promise.resolve().then(() => say("promise"));
queueMicrotask(() => say("microtask"));
say("top");
