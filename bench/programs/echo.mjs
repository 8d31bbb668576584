// Echoes what it hears, and begins to talk with the node that it is told of.
import net from "node:net";

const [peer] = process.argv.slice(2);
net.createServer((socket) => socket.on("data", (data) => socket.write(data))).listen(7000);
if (peer !== undefined) {
  const socket = net.connect(7000, peer, () => socket.write("."));
  socket.on("data", (data) => socket.write(data));
}
