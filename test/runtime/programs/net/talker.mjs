import { createHash } from "node:crypto";
import net from "node:net";

/** Sends a number of bytes to an echo, and prints whether what came back is the same. */
const [host, bytes] = process.argv.slice(2);
const data = Buffer.alloc(Number(bytes));
for (let i = 0; i < data.length; i++) data[i] = (i * 7 + (i >> 8)) & 255;
const sum = (part) => createHash("sha256").update(part).digest("hex").slice(0, 8);
const parts = [];
const socket = net.connect(80, host);
socket.on("data", (part) => parts.push(part));
socket.on("error", ({ message }) => console.log("error", message));
socket.on("end", () => {
  const back = Buffer.concat(parts);
  console.log(back.length, sum(back) === sum(data) ? "the same" : "another");
});
socket.on("close", () => console.log("closed"));
for (let at = 0; at < data.length; at += 1000) socket.write(data.subarray(at, at + 1000));
socket.end();
