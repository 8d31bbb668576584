// Exits when it is told to, and gives up after three seconds; its supervisor starts it again.
export const state = { startedMs: performance.now() };
process.on("SIGTERM", (signal, number) => {
  console.log("told by", signal, number);
  setTimeout(() => process.exit(0), 100);
});
if (process.argv[2] === "terminate") setTimeout(() => process.kill(process.pid), 2000);
if (process.argv[2] === "interrupt") setTimeout(() => process.kill(process.pid, "SIGINT"), 2000);
setTimeout(() => {
  console.error(new Error("giving up"));
  process.exit(1);
}, 3000);
