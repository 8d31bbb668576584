#!/usr/bin/env node
// In a script, ticks come before promises; and it knows that it is the one that was started.
const say = (...words) => console.log(...words);
process.nextTick(() => {
  say("tick");
  process.nextTick(() => say("nested tick"));
  Promise.resolve().then(() => say("promise of tick"));
});
Promise.resolve().then(() => {
  say("promise");
  process.nextTick(() => say("tick of promise"));
});
say("top", require.main === module, typeof __filename, typeof __dirname, typeof exports, this === exports);
const other = require("./other.cjs");
say(other.isMain, other === require("./other.cjs"), require("node:fs") === require("fs"));
// Nobody declared it: it is a global.
undeclared = 1;
say(globalThis.undeclared, global === globalThis, typeof window);
for (const name of ["not-installed", "./not-there.cjs".slice(0, 20)]) {
  try {
    require(name);
  } catch (error) {
    say(error.code, error instanceof Error);
  }
}
