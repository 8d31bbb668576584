import { AsyncLocalStorage } from "node:async_hooks";
import http from "node:http";
import net from "node:net";
import { asking, closed, textOf } from "./asking.mjs";
import { play } from "./play.mjs";

const ask = asking(http);

/** What is to be compared of an answer; the date is another one each time. */
async function told(response) {
  const { date, ...headers } = response.headers;
  return {
    status: response.statusCode,
    message: response.statusMessage,
    dated: date !== undefined,
    headers,
    body: await textOf(response),
  };
}

/** A server with a handler, and its port. */
const serve = async ({ listen }, handler, options = {}) => {
  const server = http.createServer(options, handler);
  return { server, port: await listen(server) };
};

/** Says bytes on a socket, and gives what comes back until it ends. */
async function raw(port, text) {
  const socket = net.connect(port, "127.0.0.1");
  socket.write(text);
  return (await textOf(socket)).replace(/Date: [^\r]*\r\n/g, "");
}

/** Header lines in an order of their own: where the date was does not matter. */
const sorted = (text) => text.split("\r\n").sort();

await play({
  async "a request and its answer"(on) {
    const { port } = await serve(on, (_, response) => response.end("hello"));
    on.note("client")(await told(await ask(port)));
  },
  async "what a server is told"(on) {
    const { port } = await serve(on, async (request, response) => {
      const { method, url, httpVersion, headers, complete } = request;
      on.note("server")({ method, url, httpVersion, complete, names: Object.keys(headers), type: headers["x-type"] });
      on.note("server")(await textOf(request), request.complete);
      response.end();
    });
    await told(await ask(port, { method: "POST", path: "/a?b=c", headers: { "X-Type": "t" } }, "body"));
  },
  async "status and headers by writeHead"(on) {
    const { port } = await serve(on, (_, response) => {
      response.writeHead(201, "Made", { "X-One": "1", "Content-Type": "text/plain" });
      response.end("x");
    });
    on.note("client")(await told(await ask(port)));
  },
  async "headers one by one"(on) {
    const { port } = await serve(on, (_, response) => {
      response.setHeader("X-One", "1");
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      on.note("server")(response.getHeaderNames(), response.hasHeader("x-one"), response.headersSent);
      response.removeHeader("x-one");
      response.statusCode = 404;
      response.end("no");
      on.note("server")(response.headersSent, response.finished, response.writableEnded);
    });
    on.note("client")(await told(await ask(port)));
  },
  async "a date of the program's own"(on) {
    const date = "Thu, 01 Jan 1970 00:00:00 GMT";
    const forms = [{ date }, [["Date", date]], ["Date", date]];
    const { port } = await serve(on, (request, response) =>
      response.writeHead(200, forms[Number(request.url[1])]).end(),
    );
    for (const form of forms.keys()) on.note("client")((await ask(port, { path: `/${form}` })).headers.date);
  },
  async "no date"(on) {
    const { port } = await serve(on, (_, response) => {
      response.sendDate = false;
      response.end("x");
    });
    on.note("client")(await told(await ask(port)));
  },
  async "a date that is one"(on) {
    const { port } = await serve(on, (_, response) => response.end());
    const { headers } = await ask(port);
    on.note("client")(
      /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(headers.date),
      Math.abs(Date.parse(headers.date) - Date.now()) < 5000,
    );
  },
  async chunks(on) {
    const { port } = await serve(on, async (_, response) => {
      for (const part of ["a", "bc", "def"]) {
        response.write(part);
        await on.pause(2);
      }
      response.end();
    });
    on.note("client")(await told(await ask(port)));
  },
  async "a fixed length"(on) {
    const { port } = await serve(on, (_, response) => {
      response.setHeader("Content-Length", 6);
      response.write("abc");
      response.end("def");
    });
    on.note("client")(await told(await ask(port)));
  },
  async "no body where there must be none"(on) {
    const { port } = await serve(on, (request, response) => {
      response.statusCode = request.method === "HEAD" ? 200 : 204;
      response.end("ignored");
    });
    on.note("client")(await told(await ask(port, { method: "HEAD" })));
    on.note("client")(await told(await ask(port)));
  },
  async "a body in chunks from the client"(on) {
    const { port } = await serve(on, async (request, response) => {
      response.end(`${request.headers["transfer-encoding"]} ${await textOf(request)}`);
    });
    const response = await new Promise((resolve) => {
      const request = http.request({ port, host: "127.0.0.1", method: "PUT", agent: false }, resolve);
      request.write("one ");
      setTimeout(() => request.end("two"), 2);
    });
    on.note("client")(await told(response));
  },
  async "a large body each way"(on) {
    const { port } = await serve(on, (request, response) => request.pipe(response));
    const body = await textOf(await ask(port, { method: "POST" }, "x".repeat(500_000)));
    on.note("client")(body.length / 1e5);
  },
  async "bytes as they are"(on) {
    const { port } = await serve(on, (_, response) => response.end(Buffer.from([0, 255, 128])));
    const parts = [];
    for await (const part of await ask(port)) parts.push(part);
    on.note("client")(Buffer.concat(parts).toString("hex"));
  },
  async trailers(on) {
    const { port } = await serve(on, (_, response) => {
      response.writeHead(200, { Trailer: "X-Sum" });
      response.write("a");
      response.addTrailers({ "X-Sum": "1" });
      response.end();
    });
    const response = await ask(port);
    await textOf(response);
    on.note("client")(response.trailers);
  },
  async "a url and options"(on) {
    const { port } = await serve(on, (request, response) => response.end(`${request.method} ${request.url}`));
    const get = (...args) => new Promise((resolve) => http.get(...args, resolve));
    on.note("client")(await textOf(await get(`http://127.0.0.1:${port}/one`)));
    on.note("client")(await textOf(await get(new URL(`http://127.0.0.1:${port}/two?x`))));
    on.note("client")(await textOf(await get(`http://127.0.0.1:${port}/three`, { method: "DELETE" })));
    on.note("client")(await textOf(await get({ hostname: "127.0.0.1", port, path: "/four" })));
    http.globalAgent.destroy();
  },
  async "authentication in a url"(on) {
    const { port } = await serve(on, (request, response) => response.end(request.headers.authorization));
    on.note("client")(await textOf(await ask(port, { auth: "ann:secret" })));
  },
  async "events of a request, in order"(on) {
    const { port } = await serve(on, (request, response) => request.resume().on("end", () => response.end("x")));
    const request = http.request({ port, host: "127.0.0.1", method: "POST", agent: false });
    on.watch("request", request, "finish close error");
    for (const event of ["socket", "response"]) request.on(event, () => on.note("request")(event));
    request.on("response", (response) => on.watch("response", response, "data end close"));
    request.end("body");
    await closed(request);
  },
  async "events of a response in the server, in order"(on) {
    const { port } = await serve(on, (request, response) => {
      on.watch("request", request, "data end close");
      on.watch("response", response, "finish close");
      request.on("end", () => response.end("x"));
    });
    await told(await ask(port, { method: "POST" }, "body"));
    await on.pause(5);
  },
  async "nobody listens"(on) {
    const { server, port } = await serve(on);
    await new Promise((resolve) => server.close(resolve));
    const request = http.get({ port, host: "127.0.0.1" });
    on.watch("request", request, "error close");
    await closed(request);
  },
  async "a name that nobody has"(on) {
    const request = http.get("http://zoe.invalid/");
    on.watch("request", request, "error close");
    await closed(request);
  },
  async "the server goes away without an answer"(on) {
    const { port } = await serve(on, (request) => request.socket.destroy());
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "error close");
    await closed(request);
  },
  async "the server goes away in the midst of an answer"(on) {
    const { port } = await serve(on, (request, response) => {
      response.write("half");
      setTimeout(() => request.socket.destroy(), 5);
    });
    const response = await ask(port);
    on.watch("response", response, "data aborted error end close");
    await closed(response);
    on.note("response")(response.complete, response.aborted);
  },
  async "the client gives up before the answer"(on) {
    let request;
    const seen = new Promise((resolve) => {
      serve(on, (incoming, response) => {
        on.watch("server request", incoming, "aborted error close");
        on.watch("server response", response, "finish close");
        response.on("close", resolve);
        request.destroy();
      }).then(({ port }) => {
        request = http.get({ port, host: "127.0.0.1", agent: false });
        on.watch("request", request, "error close abort");
      });
    });
    await seen;
    await on.pause(5);
  },
  async "a request is destroyed at once"(on) {
    const { port } = await serve(on, (_, response) => response.end());
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "error close");
    request.destroy();
    await closed(request);
    on.note("request")(request.destroyed);
  },
  async "a request is destroyed with an error"(on) {
    const { port } = await serve(on, () => {});
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "error close");
    request.on("socket", (socket) => socket.on("connect", () => request.destroy(new Error("enough"))));
    await closed(request);
  },
  async "a signal ends a request"(on) {
    const { port } = await serve(on, () => {});
    const controller = new AbortController();
    const request = http.get({ port, host: "127.0.0.1", agent: false, signal: controller.signal });
    on.watch("request", request, "error close");
    setTimeout(() => controller.abort(), 10);
    await closed(request);
  },
  async "a client's timeout says so and does nothing"(on) {
    const { port } = await serve(on, (_, response) => setTimeout(() => response.end("late"), 60));
    const response = await new Promise((resolve) => {
      const request = http.get({ port, host: "127.0.0.1", agent: false, timeout: 20 }, resolve);
      request.on("timeout", () => on.note("request")("timeout"));
    });
    on.note("request")(await textOf(response));
  },
  async "a client that gives up at its timeout"(on) {
    const { port } = await serve(on, () => {});
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "timeout error close");
    request.setTimeout(20, () => request.destroy());
    await closed(request);
  },
  async "a server's timeout"(on) {
    const { server, port } = await serve(on, () => {});
    server.setTimeout(20, (socket) => {
      on.note("server")("timeout");
      socket.destroy();
    });
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "error close");
    await closed(request);
  },
  async "an agent keeps connections"(on) {
    const sockets = new Set();
    const { port } = await serve(on, (request, response) => {
      sockets.add(request.socket);
      response.end(request.headers.connection);
    });
    const agent = new http.Agent({ keepAlive: true });
    for (let i = 0; i < 3; i++) {
      on.note("client")(await told(await ask(port, { agent })));
      await on.pause(2);
    }
    on.note("server")(sockets.size);
    agent.destroy();
  },
  async "a connection that is used again says so"(on) {
    const { port } = await serve(on, (_, response) => response.end());
    const agent = new http.Agent({ keepAlive: true });
    for (let i = 0; i < 2; i++) {
      const request = http.get({ port, host: "127.0.0.1", agent });
      const [response] = await on.once(request, "response");
      response.resume();
      await on.once(response, "end");
      await on.pause(2);
      on.note("client")(request.reusedSocket);
    }
    agent.destroy();
  },
  async "an agent without keep-alive closes"(on) {
    const sockets = new Set();
    const { port } = await serve(on, (request, response) => {
      sockets.add(request.socket);
      response.end(request.headers.connection);
    });
    const agent = new http.Agent();
    for (let i = 0; i < 2; i++) on.note("client")(await told(await ask(port, { agent })));
    on.note("server")(sockets.size);
  },
  async "an agent with few sockets makes requests wait"(on) {
    let most = 0;
    let now = 0;
    const { port } = await serve(on, (_, response) => {
      now++;
      most = Math.max(most, now);
      setTimeout(() => {
        now--;
        response.end("x");
      }, 5);
    });
    const agent = new http.Agent({ maxSockets: 2, keepAlive: true });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(port, { agent }).then(textOf)));
    on.note("server")(most, answers);
    agent.destroy();
  },
  async "a server closes idle connections after a while"(on) {
    const { server, port } = await serve(on, (_, response) => response.end("x"));
    server.keepAliveTimeout = 30;
    const socket = net.connect(port, "127.0.0.1");
    socket.resume();
    on.watch("socket", socket, "end close");
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await closed(socket);
  },
  async "close waits for who is being answered, and no longer"(on) {
    const { server, port } = await serve(on, (_, response) => setTimeout(() => response.end("done"), 20));
    const answer = ask(port).then(told);
    await on.once(server, "request");
    const over = new Promise((resolve) => server.close(resolve));
    on.note("server")(server.listening);
    const { body, headers } = await answer;
    on.note("client")(body, headers.connection);
    await over;
    on.note("server")("closed");
  },
  async "closeAllConnections leaves nobody"(on) {
    const { server, port } = await serve(on, () => {});
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    on.watch("request", request, "error close");
    await on.once(server, "request");
    server.close();
    server.closeAllConnections();
    await closed(request);
  },
  async "requests in a row without waiting"(on) {
    const { port } = await serve(on, (request, response) =>
      setTimeout(() => response.end(request.url), request.url === "/1" ? 10 : 0),
    );
    const text = await raw(
      port,
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    on.note("client")(text.match(/\/\d/g), text.match(/HTTP\/1.1 \d+/g));
  },
  async "an answer on the wire"(on) {
    const { port } = await serve(on, (_, response) => {
      response.setHeader("X-One", "1");
      response.end("body");
    });
    on.note("client")(sorted(await raw(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));
  },
  async "a request of HTTP 1.0"(on) {
    const { port } = await serve(on, (_, response) => response.end("old"));
    on.note("client")(sorted(await raw(port, "GET / HTTP/1.0\r\n\r\n")));
  },
  async "a request that is none"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("connection", () => on.note("server")("connection"));
    on.note("client")(await raw(port, "what?\r\n\r\n"));
  },
  async "a request without a host"(on) {
    const { port } = await serve(on, (_, response) => response.end());
    on.note("client")((await raw(port, "GET / HTTP/1.1\r\n\r\n")).split("\r\n")[0]);
  },
  async "an error of a client is told to the server"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("clientError", (error, socket) => {
      on.note("server")(error.code, socket.writable);
      socket.end("HTTP/1.1 400 Sorry\r\n\r\n");
    });
    on.note("client")(await raw(port, "what?\r\n\r\n"));
  },
  async "expect 100-continue"(on) {
    const { port } = await serve(on, async (request, response) => response.end(await textOf(request)));
    const request = http.request({
      port,
      host: "127.0.0.1",
      method: "POST",
      agent: false,
      headers: { Expect: "100-continue" },
    });
    request.on("continue", () => {
      on.note("client")("continue");
      request.end("body");
    });
    request.flushHeaders();
    const [response] = await on.once(request, "response");
    on.note("client")(await textOf(response));
  },
  async "a server that decides about 100-continue"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("checkContinue", (_, response) => response.writeHead(417).end());
    const request = http.request({
      port,
      host: "127.0.0.1",
      method: "POST",
      agent: false,
      headers: { Expect: "100-continue" },
    });
    request.flushHeaders();
    const [response] = await on.once(request, "response");
    on.note("client")(response.statusCode);
    request.destroy();
  },
  async "early hints and other words before the answer"(on) {
    const { port } = await serve(on, (_, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: "</a>; rel=preload" });
      response.end("x");
    });
    const request = http.get({ port, host: "127.0.0.1", agent: false });
    request.on("information", ({ statusCode, headers }) => on.note("client")(statusCode, headers));
    const [response] = await on.once(request, "response");
    on.note("client")(await textOf(response));
  },
  async "an upgrade"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("upgrade", (request, socket, head) => {
      on.note("server")(request.headers.upgrade, head.length);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
      socket.pipe(socket);
    });
    const headers = { Connection: "Upgrade", Upgrade: "echo" };
    const request = http.get({ port, host: "127.0.0.1", agent: false, headers });
    const [response, socket] = await on.once(request, "upgrade");
    on.note("client")(response.statusCode, response.headers);
    socket.end("through");
    on.note("client")(await textOf(socket));
  },
  async "a tunnel by CONNECT"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("connect", (request, socket) => {
      on.note("server")(request.method, request.url);
      socket.write("HTTP/1.1 200 Fine\r\n\r\n");
      socket.pipe(socket);
    });
    const request = http.request({ port, host: "127.0.0.1", agent: false, method: "CONNECT", path: "there:80" });
    request.end();
    const [response, socket] = await on.once(request, "connect");
    on.note("client")(response.statusCode);
    socket.end("through");
    on.note("client")(await textOf(socket));
  },
  async "an upgrade that the server does not know"(on) {
    const { port } = await serve(on, (request, response) => response.end(request.headers.upgrade));
    on.note("client")(await told(await ask(port, { headers: { Connection: "Upgrade", Upgrade: "echo" } })));
  },
  async "write says when there is no more room"(on) {
    const { port } = await serve(on, async (_, response) => {
      let full = 0;
      for (let i = 0; i < 40; i++) {
        if (!response.write("x".repeat(65_536))) {
          full++;
          await on.once(response, "drain");
        }
      }
      on.note("server")(full > 0);
      response.end();
    });
    on.note("client")((await textOf(await ask(port))).length);
  },
  async "a port that is taken"(on) {
    const { port } = await serve(on);
    const other = http.createServer();
    on.watch("other", other, "listening error close");
    other.listen(port, "127.0.0.1");
    await on.once(other, "error");
  },
  async "listening, by all its words"(on) {
    const server = on.use(http.createServer());
    on.note("server")(server.listening, server.address());
    const returned = server.listen({ port: 0, host: "127.0.0.1" }, () => on.note("server")("listening"));
    await on.once(server, "listening");
    on.note("server")(returned === server, server.listening, server.address());
    await new Promise((resolve) => server.close((error) => resolve(on.note("server")("closed", error ?? "well"))));
    server.close((error) => on.note("server")(error.code));
    await on.pause(2);
  },
  async "classes are what they say"(on) {
    const { port } = await serve(on, (request, response) => {
      on.note("server")(request instanceof http.IncomingMessage, response instanceof http.ServerResponse);
      on.note("server")(response instanceof http.OutgoingMessage, request.socket instanceof net.Socket);
      response.end();
    });
    const response = await ask(port);
    on.note("client")(response instanceof http.IncomingMessage, response.req instanceof http.ClientRequest);
    on.note("client")(http.globalAgent instanceof http.Agent, http.createServer() instanceof http.Server);
    on.note("client")(http.Server() instanceof http.Server, http.STATUS_CODES[404], http.METHODS.includes("PATCH"));
    response.resume();
  },
  async "addresses in handlers"(on) {
    const { port } = await serve(on, ({ socket }, response) =>
      response.end(`${socket.remoteAddress} ${socket.localPort === port}`),
    );
    on.note("client")(await textOf(await ask(port)));
  },
  async "a thrown header is refused"(on) {
    const { port } = await serve(on, (_, response) => {
      try {
        response.setHeader("bad name", "x");
      } catch ({ code }) {
        on.note("server")(code);
      }
      response.end();
      try {
        response.setHeader("late", "x");
      } catch ({ code }) {
        on.note("server")(code);
      }
    });
    on.note("client")((await told(await ask(port))).status);
  },
  async "a request that makes no sense is refused"(on) {
    for (const wrong of [{ protocol: "https:" }, { method: "bad method" }, { path: "/a b" }, { agent: {} }]) {
      try {
        http.request({ host: "127.0.0.1", ...wrong });
      } catch ({ code }) {
        on.note("client")(code);
      }
    }
  },
  async "fetch: status, headers and text"(on) {
    const { port } = await serve(on, (_, response) => {
      response.writeHead(202, { "X-One": "1", Connection: "close" });
      response.end("hello");
    });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const { status, statusText, ok, redirected, headers, bodyUsed } = response;
    on.note("client")({ status, statusText, ok, redirected, one: headers.get("x-one"), bodyUsed });
    on.note("client")(await response.text(), response.bodyUsed, new URL(response.url).pathname);
  },
  async "fetch: JSON each way"(on) {
    const { port } = await serve(on, async (request, response) => {
      response.writeHead(200, { "Content-Type": request.headers["content-type"], Connection: "close" });
      response.end(JSON.stringify({ method: request.method, got: JSON.parse(await textOf(request)) }));
    });
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: '{"a":[1]}' });
    on.note("client")(response.headers.get("content-type"), await response.json());
  },
  async "fetch: bytes and a stream"(on) {
    const { port } = await serve(on, async (_, response) => {
      response.setHeader("Connection", "close");
      response.write("one ");
      await on.pause(5);
      response.end("two");
    });
    on.note("client")((await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer()).byteLength);
    let text = "";
    for await (const part of (await fetch(`http://127.0.0.1:${port}/`)).body) text += Buffer.from(part);
    on.note("client")(text);
  },
  async "fetch: redirections"(on) {
    const { port } = await serve(on, async (request, response) => {
      const body = await textOf(request);
      response.setHeader("Connection", "close");
      const code = Number(request.url.slice(1));
      if (code) response.writeHead(code, { Location: "/end" }).end();
      else response.end(`${request.method} ${body}`);
    });
    for (const code of [301, 302, 303, 307, 308]) {
      const response = await fetch(`http://127.0.0.1:${port}/${code}`, { method: "POST", body: "x" });
      on.note("client")(response.redirected, response.status, await response.text(), new URL(response.url).pathname);
    }
    const manual = await fetch(`http://127.0.0.1:${port}/302`, { redirect: "manual" });
    on.note("client")(manual.status, manual.headers.get("location"));
    await fetch(`http://127.0.0.1:${port}/302`, { redirect: "error" }).catch(({ name, message }) =>
      on.note("client")(name, message),
    );
  },
  async "fetch: nobody listens"(on) {
    const { server, port } = await serve(on);
    await new Promise((resolve) => server.close(resolve));
    await fetch(`http://127.0.0.1:${port}/`).catch(({ name, message, cause }) =>
      on.note("client")(name, message, cause.code),
    );
  },
  async "fetch: given up before, on the way, and in the midst"(on) {
    const { port } = await serve(on, (_, response) => response.write("half"));
    const failed = ({ name }) => on.note("client")(name);
    await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() }).catch(failed);
    await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(20) })
      .then((r) => r.text())
      .catch(failed);
    const controller = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    setTimeout(() => controller.abort(new RangeError("mine")), 10);
    await response.text().catch(failed);
  },
  async "fetch: what the server is told"(on) {
    const { port } = await serve(on, (request, response) => {
      const { accept, "user-agent": agent, "content-type": type, "content-length": length } = request.headers;
      on.note("server")(request.method, accept, agent, type, length);
      response.setHeader("Connection", "close");
      response.end();
    });
    await fetch(`http://127.0.0.1:${port}/`);
    await fetch(`http://127.0.0.1:${port}/`, { method: "PUT", body: new URLSearchParams({ a: "1" }) });
    await fetch(new Request(`http://127.0.0.1:${port}/`, { method: "POST", body: "text" }));
  },
  async "what is around a call stays around what comes of it"(on) {
    const { port } = await serve(on, (_, response) => setTimeout(() => response.end("x"), 2));
    const around = new AsyncLocalStorage();
    await around.run("mine", () => {
      const asked = new Promise((resolve) => {
        http.get({ port, host: "127.0.0.1", agent: false }, (response) => {
          on.note("response")(around.getStore() ?? "nothing");
          response.resume().on("end", () => resolve(on.note("end")(around.getStore() ?? "nothing")));
        });
      });
      const connected = new Promise((resolve) => {
        const socket = net.connect(port, "127.0.0.1", () => {
          on.note("connect")(around.getStore() ?? "nothing");
          socket.on("close", () => resolve(on.note("close")(around.getStore() ?? "nothing")));
          socket.destroy();
        });
      });
      return Promise.all([asked, connected]);
    });
  },
  async "fetch: a url that is none"(on) {
    await fetch("nowhere").catch(({ name, message }) => on.note("client")(name, message));
  },
});
