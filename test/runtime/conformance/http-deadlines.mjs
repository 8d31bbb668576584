import http from "node:http";
import net from "node:net";
import { host } from "./asking.mjs";
import { play } from "./play.mjs";

/** Looks often, and does not wait for long; after so many milliseconds all limits are over. */
const strict = { connectionsCheckingInterval: 20, headersTimeout: 150, requestTimeout: 300, keepAliveTimeout: 5000 };
const beyond = 450;
const get = "GET / HTTP/1.1\r\nHost: a\r\n";

/** A server, its port, and what it notes of each request. */
async function serve(on, options = {}, handler = (_, response) => response.end("hello")) {
  const server = http.createServer({ ...strict, ...options }, (request, response) => {
    on.note("server")(request.method, request.url);
    request.on("error", ({ code }) => on.note("server")("request", code));
    handler(request, response);
  });
  return { server, port: await on.listen(server) };
}

/** Says some things, each after a while, and gives all that comes back once the server has closed. */
async function talk(on, port, ...parts) {
  const socket = on.use(net.connect(port, host));
  const end = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", ({ code }) => on.note("client")(code));
  let heard = "";
  socket.on("data", (data) => {
    heard += data;
  });
  for (const [afterMs, text] of parts) {
    await on.pause(afterMs);
    if (!socket.destroyed) socket.write(text);
  }
  await end;
  await on.pause(10);
  return heard.replace(/Date: [^\r]*\r\n/g, "");
}

const cases = {
  async "a client that says nothing"(on) {
    const { port } = await serve(on);
    on.note("client")(await talk(on, port));
  },
  async "headers that do not come to an end"(on) {
    const { port } = await serve(on);
    on.note("client")(await talk(on, port, [0, get]));
  },
  async "headers that come letter by letter"(on) {
    const { port } = await serve(on);
    const letters = Array.from("GET / HTTP/1.1\r\nHost: a\r\nX: ", (letter) => [20, letter]);
    on.note("client")(await talk(on, port, ...letters));
  },
  async "a body that does not come to an end"(on) {
    const { port } = await serve(on, {}, (request) => request.resume());
    on.note("client")(await talk(on, port, [0, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1`]));
  },
  async "a body that does not come to an end, when an answer has begun"(on) {
    const { port } = await serve(on, {}, (request, response) => {
      request.resume();
      response.write("half");
    });
    on.note("client")(await talk(on, port, [0, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1`]));
  },
  async "a program that has its own answer"(on) {
    const { server, port } = await serve(on);
    server.on("clientError", (error, socket) => {
      on.note("server")(error, socket.writable);
      socket.end("HTTP/1.1 418 Late\r\n\r\n");
    });
    on.note("client")(await talk(on, port, [0, "GET"]));
  },
  async "an answer takes as long as it likes"(on) {
    const { port } = await serve(on, {}, (_, response) => setTimeout(() => response.end("late"), beyond));
    on.note("client")(await talk(on, port, [0, `${get}Connection: close\r\n\r\n`]));
  },
  async "a connection that is kept is not in a hurry"(on) {
    const { port } = await serve(on);
    on.note("client")(await talk(on, port, [0, `${get}\r\n`], [beyond, `${get}Connection: close\r\n\r\n`]));
  },
  async "a second request that does not come to an end"(on) {
    const { port } = await serve(on);
    on.note("client")(await talk(on, port, [0, `${get}\r\n`], [200, "GET /two"]));
  },
  async "a second request that comes half with the first one"(on) {
    const { port } = await serve(on);
    on.note("client")(await talk(on, port, [0, `${get}\r\n${get}`], [20, "X: y\r\n"]));
  },
  async "no limits"(on) {
    const { port } = await serve(on, { headersTimeout: 0, requestTimeout: 0 });
    on.note("client")(await talk(on, port, [0, get], [beyond, "Connection: close\r\n\r\n"]));
  },
  async "a limit for headers only, and one for the whole only"(on) {
    const headers = await serve(on, { requestTimeout: 0 }, (request, response) => request.pipe(response));
    const body = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n1";
    on.note("client")(await talk(on, headers.port, [0, body], [beyond, "2"]));
    on.note("client")(await talk(on, headers.port, [0, get]));
    const whole = await serve(on, { headersTimeout: 0 });
    on.note("client")(await talk(on, whole.port, [0, get], [200, "X: y\r\n"]));
  },
  async "limits that are set later"(on) {
    const { server, port } = await serve(on, { headersTimeout: 60_000, requestTimeout: 60_000 });
    server.headersTimeout = 150;
    on.note("client")(await talk(on, port, [0, get]));
  },
  async "limits that make no sense"(on) {
    on.note("server")(http.createServer().headersTimeout / 1000, http.createServer().requestTimeout / 1000);
    for (const wrong of [
      { headersTimeout: 100, requestTimeout: 50 },
      { headersTimeout: -1 },
      { requestTimeout: "1s" },
    ]) {
      try {
        http.createServer(wrong);
      } catch ({ code, message }) {
        on.note("server")(code, message);
      }
    }
  },
  async "a connection that has become something else"(on) {
    const { server, port } = await serve(on);
    server.on("upgrade", (_, socket) => {
      socket.write("HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
      socket.on("data", (data) => socket.end(data));
    });
    const upgrade = `${get}Upgrade: x\r\nConnection: Upgrade\r\n\r\n`;
    on.note("client")(await talk(on, port, [0, upgrade], [beyond, "through"]));
  },
  async "quick clients beside a slow one"(on) {
    const { port } = await serve(on);
    const answers = [talk(on, port, [0, get])];
    for (let i = 0; i < 3; i++) answers.push(talk(on, port, [i * 5, `${get}Connection: close\r\n\r\n`]));
    on.note("client")(await Promise.all(answers));
  },
  async "a server that closes does not look any more"(on) {
    const { server, port } = await serve(on);
    const answer = talk(on, port, [0, get], [beyond, "Connection: close\r\n\r\n"]);
    await on.once(server, "connection");
    await on.pause(5);
    const over = new Promise((resolve) => server.close(resolve));
    on.note("client")(await answer);
    await over;
  },
};

// Most of their time they wait.
await play(cases, 6);
