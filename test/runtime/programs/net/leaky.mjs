import { mark } from "node:dgram";
import http from "node:http";
import net from "node:net";

/** Serves and asks, and is in the midst of all of it whenever it is looked at. */
mark();
const [other] = process.argv.slice(2);
http.createServer((_, response) => setTimeout(() => response.end("late"), 200)).listen(80);
net.createServer((socket) => socket.pipe(socket)).listen(81);
const agent = new http.Agent({ keepAlive: true });
setInterval(() => {
  http.get({ host: other, agent, timeout: 5000 }, (response) => response.resume()).on("error", () => {});
  const socket = net.connect(81, other, () => socket.write("x"));
  socket.setTimeout(3000, () => socket.destroy());
  socket.on("error", () => {});
}, 100);
