// How a process comes to its end by itself, and that it may change its mind.
const say = (...words) => console.log(...words);
let again = 2;
process.on("beforeExit", (code) => {
  say("before exit", code);
  if (again-- > 0) setTimeout(() => say("once more"), 5);
});
process.on("exit", (code) => {
  say("exit", code, process.exitCode);
  setTimeout(() => say("never"), 0);
  process.exitCode = 3;
});
setTimeout(() => say("timeout"), 5);
setTimeout(() => say("never"), 500).unref();
