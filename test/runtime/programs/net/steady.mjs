import net from "node:net";

/** Says a word every second, and prints the answers and what goes wrong. */
const [host, last = "1e9"] = process.argv.slice(2);
const socket = net.connect(80, host);
const at = () => `${Math.round(performance.now() / 1000)} s`;
let said = 0;
const timer = setInterval(() => {
  socket.write(`${said++} `);
  if (said < Number(last)) return;
  clearInterval(timer);
  socket.end();
}, 1000);
let heard = "";
socket.on("connect", () => console.log(at(), "connected"));
socket.on("data", (data) => {
  heard += data;
});
socket.on("end", () => console.log(at(), "ended"));
socket.on("error", ({ message }) => console.log(at(), message));
socket.on("close", () => {
  clearInterval(timer);
  console.log(at(), "closed, heard", heard.trim());
});
