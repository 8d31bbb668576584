// Nothing happens after an exit.
const say = (...words) => console.log(...words);
process.on("exit", (code) => say("exit", code));
setTimeout(() => say("never"), 0);
try {
  setImmediate(() => say("never"));
  if (say("leaving") === undefined) process.exit(4);
  say("never");
} finally {
  Promise.resolve().then(() => say("never"));
}
