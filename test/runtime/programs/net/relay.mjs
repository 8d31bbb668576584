import net from "node:net";

/** Passes on what it is told to another server, and what that one answers. */
const [host] = process.argv.slice(2);
const server = net.createServer((socket) => {
  const other = net.connect(7000, host);
  socket.pipe(other).pipe(socket);
  socket.on("error", () => other.destroy());
  other.on("error", () => socket.destroy());
  socket.on("close", () => other.destroy());
  other.on("close", () => socket.destroy());
});
server.listen(7000);
