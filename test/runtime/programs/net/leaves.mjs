import net from "node:net";

/** Takes one connection, and exits in the midst of it. */
net
  .createServer((socket) => {
    socket.once("data", () => setTimeout(() => process.exit(0), 2500));
    socket.resume();
  })
  .listen(80);
