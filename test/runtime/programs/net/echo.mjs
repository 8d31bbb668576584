import net from "node:net";

/** Says everything back, and prints what becomes of each connection. */
let count = 0;
net
  .createServer((socket) => {
    const name = `${++count}`;
    socket.on("error", ({ message }) => console.log(name, message));
    socket.on("close", () => console.log(name, "closed", socket.bytesRead));
    socket.pipe(socket);
  })
  .listen(80);
