import http from "node:http";

const from = [];
export const state = () => ({ from });

const moods = {
  "/echo": (request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ method: request.method, host: request.headers.host, text: parts.join("") }));
    });
  },
  "/later": (_, response) => setTimeout(() => response.end("late"), 150),
  "/never": () => {},
  "/busy": (_, response) => {
    response.statusCode = 503;
    response.end();
  },
  "/half": (_, response) => {
    response.writeHead(200, { "Content-Length": 10 });
    response.write("half");
    setTimeout(() => response.destroy(), 10);
  },
  "/reset": (request) => request.socket.resetAndDestroy(),
  "/once": (_, response) => {
    response.setHeader("Connection", "close");
    response.end("once");
  },
  "/gone": () => process.exit(0),
};

const server = http.createServer((request, response) => moods[request.url](request, response));
server.on("connection", (socket) => from.push(socket.remoteAddress));
server.listen(8080, "0.0.0.0");
process.on("SIGTERM", () => server.close());
