import net from "node:net";

/** A server of a line protocol, with moods: what it does with a line depends on what the line says. */
let connections = 0;
const heard = [];
export const state = () => ({ connections, heard });

const moods = {
  echo: (socket, rest) => socket.write(`${rest}\n`),
  pieces(socket) {
    const euro = Buffer.from("€");
    const parts = ["p", "ie", euro.subarray(0, 2), euro.subarray(2), "ces\n"];
    for (const [at, part] of parts.entries()) setTimeout(() => socket.write(part), 5 * at);
  },
  large: (socket, rest) => socket.write(`${"x".repeat(Number(rest))}\n`),
  bytes: (socket) => socket.write(Uint8Array.of(0, 255, 10)),
  later: (socket) => setTimeout(() => socket.write("late\n"), 150),
  never() {},
  half(socket) {
    socket.write("half");
    setTimeout(() => socket.end(), 10);
  },
  reset: (socket) => socket.resetAndDestroy(),
  ends: (socket) => socket.end("an answer without an end of its own"),
  news(socket, rest) {
    socket.write("told\n");
    setTimeout(() => socket.write("news ".repeat(Number(rest))), 50);
  },
  quits: (socket) => socket.end(),
  gone: () => process.exit(0),
};

const server = net.createServer((socket) => {
  connections++;
  if (process.env.GREETING !== undefined) socket.write(process.env.GREETING);
  let unread = "";
  socket.on("data", (part) => {
    const lines = (unread + part.toString("latin1")).split("\n");
    unread = lines.pop();
    for (const line of lines) {
      heard.push(line);
      const [mood, rest = ""] = line.split(" ");
      moods[mood](socket, rest);
    }
  });
  socket.on("error", () => {});
});
server.listen(7000);
