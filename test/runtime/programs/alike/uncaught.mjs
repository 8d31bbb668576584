// Without a listener a failure ends the process, which says so.
process.on("exit", (code) => console.log("exit", code));
setTimeout(() => console.log("never"), 20);
setTimeout(() => {
  throw new Error("nobody minds");
}, 5);
