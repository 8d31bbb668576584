import dgram from "node:dgram";
import dns from "node:dns/promises";
import { hostname } from "node:os";

/** Tells all nodes of itself a hundred times, and keeps who was heard how often, and under which address. */
export const heard = {};
const socket = dgram.createSocket("udp4");
socket.on("message", async (message, { address }) => {
  heard[`${message}`] ??= { times: 0, address, name: "" };
  heard[`${message}`].times++;
  [heard[`${message}`].name] = await dns.reverse(address).catch(() => ["nobody"]);
});
socket.bind(5000, () => {
  socket.setBroadcast(true);
  let said = 0;
  const timer = setInterval(() => {
    socket.send(hostname(), 5000, "255.255.255.255");
    if (++said === 100) clearInterval(timer);
  }, 10);
});
