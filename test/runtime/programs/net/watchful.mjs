import net from "node:net";

/** Connects, says nothing, and asks every five seconds whether the other end is still there. */
const socket = net.connect({ port: 80, host: process.argv[2], keepAlive: true, keepAliveInitialDelay: 5000 });
socket.on("error", ({ message }) => console.log(Math.round(performance.now() / 1000), "s", message));
