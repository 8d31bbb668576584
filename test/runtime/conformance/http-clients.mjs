import http from "node:http";
import net from "node:net";
import { PassThrough, pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { asking, closed, host, textOf } from "./asking.mjs";
import { play } from "./play.mjs";

const ask = asking(http);

/** A server with a handler, its port, and the connections that it has had. */
const serve = async (on, handler = (_, response) => response.end("hello"), options = {}) => {
  const server = http.createServer(options, handler);
  const sockets = new Set();
  server.on("connection", (socket) => sockets.add(socket));
  return { server, sockets, port: await on.listen(server) };
};

/** Asks by an agent, and notes whether a connection was used again. */
async function askBy(on, port, agent, options = {}) {
  const request = http.get({ port, host, agent, ...options });
  const [response] = await on.once(request, "response");
  on.note("client")(request.reusedSocket, await textOf(response), response.headers.connection);
  await on.pause(5);
}

/** How many sockets and requests an agent has, in each of its states. */
const countsOf = (agent) =>
  ["sockets", "freeSockets", "requests"].map((state) => Object.values(agent[state]).flat().length);

await play({
  async "an agent closes what it has kept for too long"(on) {
    const { port, sockets } = await serve(on);
    const agent = new http.Agent({ keepAlive: true, timeout: 30 });
    await askBy(on, port, agent);
    on.note("agent")(countsOf(agent));
    await on.pause(80);
    on.note("agent")(countsOf(agent));
    await askBy(on, port, agent);
    on.note("server")(sockets.size);
    agent.destroy();
  },
  async "an agent keeps no more than it may"(on) {
    const { port, sockets } = await serve(on, (_, response) => setTimeout(() => response.end("x"), 10));
    const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 1 });
    await Promise.all([1, 2, 3].map(() => ask(port, { agent }).then(textOf)));
    await on.pause(10);
    on.note("agent")(countsOf(agent), sockets.size);
    agent.destroy();
    on.note("agent")(countsOf(agent));
  },
  async "an agent with few sockets, counted on the way"(on) {
    const { port } = await serve(on, (_, response) => setTimeout(() => response.end("x"), 10));
    const agent = new http.Agent({ maxSockets: 1 });
    const answers = [1, 2, 3].map(() => ask(port, { agent }).then(textOf));
    on.note("agent")(countsOf(agent));
    await on.pause(5);
    on.note("agent")(countsOf(agent));
    on.note("agent")(await Promise.all(answers), countsOf(agent)[2]);
  },
  async "an agent with few sockets in all"(on) {
    const one = await serve(on, (_, response) => setTimeout(() => response.end("one"), 10));
    const two = await serve(on, (_, response) => response.end("two"));
    const agent = new http.Agent({ keepAlive: true, maxTotalSockets: 1 });
    const answers = [one, two, one].map(({ port }) => ask(port, { agent }).then(textOf));
    await on.pause(5);
    on.note("agent")(countsOf(agent), agent.totalSocketCount);
    on.note("agent")(await Promise.all(answers));
    agent.destroy();
  },
  async "first in, first out, and last in, first out"(on) {
    for (const scheduling of ["fifo", "lifo"]) {
      const seen = [];
      const { port, sockets } = await serve(on, (request, response) => {
        seen.push([...sockets].indexOf(request.socket));
        setTimeout(() => response.end("x"), request.url === "/slow" ? 10 : 0);
      });
      const agent = new http.Agent({ keepAlive: true, scheduling });
      await Promise.all(["/", "/slow"].map((path) => ask(port, { agent, path }).then(textOf)));
      await on.pause(10);
      await askBy(on, port, agent);
      on.note(scheduling)(seen);
      agent.destroy();
    }
  },
  async "a server that closes a connection which an agent keeps"(on) {
    const { server, port, sockets } = await serve(on);
    const agent = new http.Agent({ keepAlive: true });
    await askBy(on, port, agent);
    server.closeIdleConnections();
    await on.pause(10);
    on.note("agent")(countsOf(agent));
    await askBy(on, port, agent);
    on.note("server")(sockets.size);
    agent.destroy();
  },
  async "a connection that ends as it is used again"(on) {
    const { port } = await serve(on, (request, response) => {
      response.end("x");
      request.socket.once("data", () => request.socket.destroy());
    });
    const agent = new http.Agent({ keepAlive: true });
    await askBy(on, port, agent);
    const request = http.get({ port, host, agent });
    on.watch("request", request, "response error close");
    await closed(request);
    on.note("request")(request.reusedSocket);
    agent.destroy();
  },
  async "a server that wants no connection to be kept"(on) {
    const { port, sockets } = await serve(on, (_, response) => response.setHeader("Connection", "close").end("x"));
    const agent = new http.Agent({ keepAlive: true });
    for (let i = 0; i < 2; i++) await askBy(on, port, agent);
    on.note("server")(sockets.size, countsOf(agent));
    agent.destroy();
  },
  async "a server that wants connections to be kept for so many requests"(on) {
    const { server, port, sockets } = await serve(on);
    server.maxRequestsPerSocket = 2;
    const agent = new http.Agent({ keepAlive: true });
    for (let i = 0; i < 3; i++) await askBy(on, port, agent);
    on.note("server")(sockets.size);
    agent.destroy();
  },
  async "an agent of the program's own"(on) {
    const { port } = await serve(on);
    class Mine extends http.Agent {
      createConnection(options, done) {
        on.note("agent")("connect", options.host, typeof options.port, typeof done);
        return super.createConnection(options, done);
      }
      keepSocketAlive(socket) {
        on.note("agent")("keep");
        return super.keepSocketAlive(socket);
      }
      reuseSocket(socket, request) {
        on.note("agent")("reuse");
        return super.reuseSocket(socket, request);
      }
    }
    const agent = new Mine({ keepAlive: true });
    for (let i = 0; i < 2; i++) await askBy(on, port, agent);
    on.note("agent")(agent.getName({ host: "a", port: 1, localAddress: "b", family: 4 }));
    agent.destroy();
  },
  async "a connection of the program's own"(on) {
    const { port } = await serve(on);
    const createConnection = (options) => {
      on.note("client")("connect", options.path ?? "no path", options.servername ?? "no name");
      return net.connect(port, host);
    };
    on.note("client")(await textOf(await ask(1, { agent: undefined, createConnection })));
    const later = (_, done) => {
      setTimeout(() => done(null, net.connect(port, host)), 2);
    };
    on.note("client")(await textOf(await ask(1, { agent: undefined, createConnection: later })));
    const never = (_, done) => {
      setTimeout(() => done(new Error("no luck")), 2);
    };
    await ask(1, { agent: undefined, createConnection: never }).catch((error) => on.note("client")(error));
  },
  async "a signal, before and in each phase"(on) {
    const { port } = await serve(on, (request, response) => {
      if (request.url === "/head") response.flushHeaders();
      if (request.url === "/body") response.write("half");
    });
    const watch = async (name, path, when) => {
      const controller = new AbortController();
      if (when === "before") controller.abort();
      const request = http.get({ port, host, path, agent: false, signal: controller.signal });
      on.watch(name, request, "abort error close");
      if (when === "at once") controller.abort();
      if (when === "socket") request.on("socket", () => controller.abort());
      if (when === "connect") request.on("socket", (socket) => socket.on("connect", () => controller.abort()));
      if (when === "sent") request.on("finish", () => setTimeout(() => controller.abort(), 5));
      request.on("response", (response) => {
        on.watch(`${name}, response`, response, "aborted error end close");
        if (when === "response") controller.abort(new Error("mine"));
        if (when === "data") response.on("data", () => controller.abort());
      });
      await closed(request);
      await on.pause(5);
      on.note(name)(request.destroyed, request.aborted);
    };
    for (const when of ["before", "at once", "socket", "connect", "sent"]) await watch(when, "/", when);
    await watch("response", "/head", "response");
    await watch("data", "/body", "data");
  },
  async "abort, as it was called"(on) {
    const { port } = await serve(on, () => {});
    const request = http.get({ port, host, agent: false });
    on.watch("request", request, "abort error close");
    request.on("finish", () => request.abort());
    await closed(request);
    on.note("request")(request.aborted, request.destroyed);
  },
  async "a client that goes away in the midst of its body"(on) {
    const { port } = await serve(on, (request, response) => {
      on.watch("server", request, "data aborted error end close");
      response.on("close", () => on.note("server")("response", response.writableEnded, request.complete));
    });
    const request = http.request({ port, host, method: "POST", agent: false });
    request.on("error", ({ code }) => on.note("client")(code));
    request.write("half");
    await on.pause(10);
    request.destroy();
    await on.pause(10);
  },
  async "an answer before the body has come"(on) {
    const { port } = await serve(on, (_, response) => response.writeHead(413, { Connection: "close" }).end("too much"));
    const request = http.request({ port, host, method: "POST", agent: false, headers: { "Content-Length": 10 } });
    request.on("error", ({ code }) => on.note("client")(code));
    request.write("1");
    const [response] = await on.once(request, "response");
    on.note("client")(response.statusCode, await textOf(response));
    request.destroy();
  },
  async "a body of another length than was said"(on) {
    const { port } = await serve(on, (request, response) => {
      request.on("error", ({ code }) => on.note("server")(code)).resume();
      response.setHeader("Content-Length", 3);
      response.end("four");
    });
    const client = net.connect(port, host);
    client.end("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    on.note("client")((await textOf(client)).split("\r\n\r\n")[1]);
    const strict = await serve(on, (_, response) => {
      response.strictContentLength = true;
      response.setHeader("Content-Length", 3);
      try {
        response.end("four");
      } catch ({ code }) {
        on.note("server")(code);
        response.destroy();
      }
    });
    await ask(strict.port).catch(({ code }) => on.note("client")(code));
  },
  async "an answer that is none"(on) {
    for (const text of [
      "what?\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\nall until the end",
    ]) {
      const server = net.createServer((socket) => socket.once("data", () => socket.end(text)));
      const port = await on.listen(server);
      await ask(port).then(
        async (response) => on.note("client")(response.statusCode, await textOf(response)),
        ({ code, reason }) => on.note("client")(code, reason),
      );
    }
  },
  async "headers that are too large"(on) {
    const { server, port } = await serve(on, (_, response) => response.end("hello"), { maxHeaderSize: 1000 });
    on.note("client")((await ask(port, { headers: { X: "x".repeat(2000) } })).statusCode);
    server.on("clientError", (error, socket) => {
      on.note("server")(error.code);
      socket.destroy();
    });
    await ask(port, { headers: { X: "x".repeat(2000) } }).catch(({ code }) => on.note("client")(code));
    const large = await serve(on, (_, response) => response.setHeader("X", "x".repeat(2000)).end());
    await ask(large.port, { maxHeaderSize: 1000 }).catch(({ code }) => on.note("client")(code));
  },
  async "headers as they were written, and more of one name"(on) {
    const { port } = await serve(on, (request, response) => {
      const { rawHeaders, headers, headersDistinct } = request;
      on.note("server")(rawHeaders.slice(0, 6), headers["x-one"], headers.cookie, headersDistinct["x-one"]);
      response.setHeaders?.(new Map([["X-Two", "2"]]));
      response.appendHeader("X-One", "1").appendHeader("X-One", "2");
      response.end();
    });
    const response = await ask(port, { headers: { "X-ONE": ["a", "b"], Cookie: ["c=1", "d=2"] } });
    on.note("client")(
      response.headers["x-one"],
      response.headersDistinct["x-one"],
      response.rawHeaders.filter((part) => /^(x-one|[12])$/i.test(part)),
    );
  },
  async "trailers of a request"(on) {
    const { port } = await serve(on, async (request, response) => {
      on.note("server")(await textOf(request), request.trailers, request.rawTrailers);
      response.end();
    });
    const request = http.request({ port, host, method: "POST", agent: false, headers: { Trailer: "X-Sum" } });
    request.write("body");
    request.addTrailers({ "X-Sum": "1" });
    request.end();
    const [response] = await on.once(request, "response");
    on.note("client")(response.statusCode);
    response.resume();
  },
  async "requests in a row are answered in their order"(on) {
    const { port } = await serve(on, (request, response) => {
      on.note("server")(request.url);
      setTimeout(() => response.end(request.url), request.url === "/1" ? 20 : 1);
    });
    const client = on.use(net.connect(port, host));
    for (const n of [1, 2, 3])
      client.write(`GET /${n} HTTP/1.1\r\nHost: a\r\n${n === 3 ? "Connection: close\r\n" : ""}\r\n`);
    const text = await textOf(client);
    on.note("client")(text.match(/\/\d/g));
  },
  async "a request in a row after an upgrade that is refused"(on) {
    const { server, port } = await serve(on);
    server.on("upgrade", (_, socket) => {
      socket.on("error", () => {});
      socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
    });
    const request = http.get({ port, host, agent: false, headers: { Connection: "Upgrade", Upgrade: "websocket" } });
    on.watch("request", request, "error close");
    const [response] = await on.once(request, "response");
    on.note("client")(response.statusCode, await textOf(response));
    const rude = http.get({ port, host, agent: false, headers: { Connection: "Upgrade", Upgrade: "websocket" } });
    server.removeAllListeners("upgrade").on("upgrade", (_, socket) => socket.destroy());
    rude.on("error", ({ code }) => on.note("rude")(code));
    await closed(rude);
  },
  async "an upgrade that the client did not ask for"(on) {
    const server = net.createServer((socket) =>
      socket.once("data", () => socket.write("HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")),
    );
    const port = await on.listen(server);
    const request = http.get({ port, host, agent: false });
    on.watch("request", request, "response error close");
    await closed(request);
  },
  async "what comes with an upgrade, and right after it"(on) {
    const { server, port } = await serve(on);
    server.on("upgrade", (_, socket, head) => {
      on.note("server")(head);
      socket.setTimeout(0);
      socket.setNoDelay();
      socket.write("HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nfirst");
      socket.on("data", (data) => {
        on.note("server")(data);
        socket.end("last");
      });
    });
    const request = http.get({ port, host, agent: false, headers: { Connection: "Upgrade", Upgrade: "x" } });
    const [, socket, head] = await on.once(request, "upgrade");
    on.note("client")(head, socket.listenerCount("data"), socket.readableFlowing);
    socket.write("more");
    on.note("client")(await textOf(socket));
    const raw = on.use(net.connect(port, host));
    raw.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhead");
    await on.once(raw, "data");
  },
  async "a tunnel that is refused"(on) {
    const { server, port } = await serve(on);
    server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
    const request = http.request({ port, host, agent: false, method: "CONNECT", path: "there:80" }).end();
    const [response, socket] = await on.once(request, "connect");
    on.note("client")(response.statusCode);
    socket.destroy();
    server.removeAllListeners("connect");
    const other = http.request({ port, host, agent: false, method: "CONNECT", path: "there:80" }).end();
    on.watch("other", other, "connect response error close");
    await closed(other);
  },
  async "expect, and what a server does not know to expect"(on) {
    const { server, port } = await serve(on, async (request, response) => response.end(await textOf(request)));
    const options = { port, host, agent: false, method: "POST" };
    const unknown = http.request({ ...options, headers: { Expect: "magic" } }).end();
    const [refused] = await on.once(unknown, "response");
    on.note("client")(refused.statusCode);
    refused.resume();
    server.on("checkContinue", (request, response) => {
      response.writeContinue();
      server.emit("request", request, response);
    });
    const request = http.request({ ...options, headers: { Expect: "100-continue" } });
    request.on("continue", () => request.end("body"));
    request.flushHeaders();
    const [response] = await on.once(request, "response");
    on.note("client")(await textOf(response));
  },
  async "uncorked in pieces, and flushed"(on) {
    const { port } = await serve(on, (_, response) => {
      response.flushHeaders();
      response.cork();
      response.write("a");
      response.write("b");
      response.uncork();
      setTimeout(() => response.end("c"), 5);
    });
    const response = await ask(port);
    const parts = [];
    for await (const part of response) parts.push(String(part));
    on.note("client")(parts.join(""), response.headers["transfer-encoding"]);
  },
  async "callbacks of writes and ends"(on) {
    const { port } = await serve(on, (_, response) => {
      response.write("a", (error) => on.note("server")("a", error ?? "well"));
      response.end("b", () => on.note("server")("b", response.writableFinished));
      response.write("c", (error) => on.note("server")("c", error?.code));
      response.on("error", ({ code }) => on.note("server")("error", code));
    });
    on.note("client")(await textOf(await ask(port)));
    await on.pause(5);
  },
  async "streams through a server and back"(on) {
    const { port } = await serve(on, (request, response) => pipeline(request, new PassThrough(), response, () => {}));
    const request = http.request({ port, host, method: "POST", agent: false });
    Readable.from(["one ", "two ", "three"]).pipe(request);
    const [response] = await on.once(request, "response");
    on.note("client")(await textOf(response));
  },
  async "a pipeline that breaks in the midst"(on) {
    const { port } = await serve(on, (request, response) => {
      response.write("half");
      setTimeout(() => request.socket.destroy(), 5);
    });
    const response = await ask(port);
    const failed = await promisify(pipeline)(response, new PassThrough().resume()).catch((error) => error);
    on.note("client")(failed.code, response.complete, response.readableAborted);
  },
  async "addresses and ports by all their words"(on) {
    const { port } = await serve(on, (request, response) =>
      response.end(`${request.headers.host}`.replace(/\d{4,}/, "PORT")),
    );
    on.note("client")(await textOf(await ask(port, { host: "localhost", family: 4 })));
    on.note("client")(
      await textOf(
        await ask(port, {
          host: "localhost",
          lookup: (_, o, d) => d(null, o.all ? [{ address: host, family: 4 }] : host, 4),
        }),
      ),
    );
    on.note("client")(await textOf(await ask(port, { setHost: false, headers: { Host: "mine" } })));
    on.note("client")(await textOf(await ask(port, { localAddress: host })));
  },
  async "a port that is taken, and the next one"(on) {
    const { port } = await serve(on);
    const other = on.use(http.createServer());
    const failed = new Promise((resolve) => other.once("error", resolve));
    other.listen(port, host);
    const { code, syscall, address } = await failed;
    on.note("other")(code, syscall, address, other.listening);
    await new Promise((resolve) => other.listen(0, host, resolve));
    on.note("other")(other.listening, other.address().family);
  },
  async "idle connections are closed, and busy ones are not"(on) {
    const { server, port } = await serve(on, (request, response) => request.url === "/" && response.end("x"));
    const agent = new http.Agent({ keepAlive: true });
    await askBy(on, port, agent);
    const busy = http.get({ port, host, path: "/busy", agent: false });
    on.watch("busy", busy, "error close");
    await on.once(server, "request");
    const count = () => new Promise((resolve) => server.getConnections((_, found) => resolve(found)));
    on.note("server")(await count());
    server.closeIdleConnections();
    await on.pause(10);
    on.note("server")(await count());
    server.closeAllConnections();
    await closed(busy);
    on.note("server")(await count(), server.listening);
    agent.destroy();
  },
  async "a server that closes tells who is kept, and ends who is idle"(on) {
    const { server, port } = await serve(on);
    const agent = new http.Agent({ keepAlive: true });
    await askBy(on, port, agent);
    await new Promise((resolve) => server.close(resolve));
    on.note("agent")(countsOf(agent));
    await ask(port, { agent }).catch(({ code }) => on.note("client")(code));
    agent.destroy();
  },
  async "timeouts of sockets and of requests"(on) {
    const { server, port } = await serve(on, () => {});
    server.timeout = 20;
    const plain = http.get({ port, host, agent: false });
    on.watch("plain", plain, "error close");
    await closed(plain);
    server.on("timeout", (socket) => on.note("server")(socket.destroyed));
    server.timeout = 0;
    const agent = new http.Agent({ keepAlive: true, timeout: 20 });
    const request = http.get({ port, host, agent });
    on.watch("request", request, "timeout error close");
    request.on("timeout", () => request.destroy(new Error("too slow")));
    await closed(request);
    agent.destroy();
  },
  async "a timeout of a response"(on) {
    const { port } = await serve(on, (_, response) => response.write("half"));
    const response = await ask(port);
    response.setTimeout(20, () => response.destroy(new Error("too slow")));
    on.watch("response", response, "data error close");
    await closed(response);
  },
  async "a response that the server destroys"(on) {
    const { port } = await serve(on, (request, response) => {
      response.on("error", () => {});
      if (request.url === "/half") response.write("half");
      setTimeout(() => response.destroy(), 5);
    });
    await ask(port).catch((error) => on.note("client")(error));
    const response = await ask(port, { path: "/half" });
    on.watch("response", response, "data aborted error close");
    await closed(response);
  },
  async "a handler that reads nothing"(on) {
    const { port } = await serve(on, (_, response) => response.end("x"));
    const agent = new http.Agent({ keepAlive: true });
    on.note("client")(await textOf(await ask(port, { agent, method: "POST" }, "x".repeat(200_000))));
    on.note("client")(await textOf(await ask(port, { agent, method: "POST" }, "y")));
    agent.destroy();
  },
  async "a body that is compressed"(on) {
    const { port } = await serve(on, (_, response) => {
      response.setHeader("Content-Encoding", "gzip");
      response.setHeader("Connection", "close");
      pipeline(Readable.from(["hello ".repeat(100)]), zlib.createGzip(), response, () => {});
    });
    on.note("client")((await textOf((await ask(port)).pipe(zlib.createGunzip()))).length);
  },
  async "fetch: a body that is compressed"(on) {
    const { port } = await serve(on, (request, response) => {
      on.note("server")(/gzip/.test(request.headers["accept-encoding"]));
      response.setHeader("Connection", "close");
      const encoding = request.url.slice(1);
      response.setHeader("Content-Encoding", encoding);
      const make = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync }[encoding];
      response.end(make("hello ".repeat(100)));
    });
    for (const encoding of ["gzip", "deflate", "br"]) {
      const response = await fetch(`http://${host}:${port}/${encoding}`);
      on.note("client")(response.headers.get("content-encoding"), (await response.text()).length);
    }
  },
  async "fetch: connections are kept"(on) {
    const { port, sockets } = await serve(on);
    for (let i = 0; i < 3; i++) await (await fetch(`http://${host}:${port}/`)).text();
    on.note("server")(sockets.size < 3);
  },
  async "fetch: methods, headers and what has no body"(on) {
    const { port } = await serve(on, async (request, response) => {
      response.writeHead(request.url === "/204" ? 204 : 200, { Connection: "close", "X-Method": request.method });
      response.end(request.url === "/204" ? undefined : await textOf(request));
    });
    const url = `http://${host}:${port}`;
    const head = await fetch(url, { method: "HEAD" });
    on.note("client")(head.headers.get("x-method"), await head.text(), head.body === null);
    const empty = await fetch(`${url}/204`);
    on.note("client")(empty.status, empty.body, await empty.text());
    const sent = await fetch(url, { method: "post", body: new Uint8Array([104, 105]), headers: [["X-A", "b"]] });
    on.note("client")(sent.headers.get("x-method"), await sent.text());
    for (const wrong of [{ method: "GET", body: "x" }, { method: "bad method" }, { method: "TRACE" }]) {
      await fetch(url, wrong).catch(({ name }) => on.note("client")(name));
    }
  },
  async "fetch: a form as a body"(on) {
    const masked = (text) => text.replace(/undici-\d+/g, "BOUNDARY");
    const { port } = await serve(on, async (request, response) => {
      const { "content-type": type, "content-length": length } = request.headers;
      response.setHeader("Connection", "close").end(masked(`${type} ${length}\n${await textOf(request)}`));
    });
    const body = new FormData();
    body.set('a "name"\r\nof two lines', "1\n2\r3\r\n");
    body.append("file", new File(["x", "y"], 'a "file".txt', { type: "text/plain" }));
    body.append("file", new Blob(["z"]));
    const url = `http://${host}:${port}/`;
    const said = on.note("client");
    said(await (await fetch(url, { method: "POST", body })).text());
    said(
      await (await fetch(new Request(url, { method: "POST", body }), { headers: { "Content-Type": "a/b" } })).text(),
    );
    const form = await new Response(body).formData();
    for (const [name, value] of form) said(name, typeof value === "string" ? value : [value.name, await value.text()]);
    said(await (await fetch(url, { method: "POST", body: new Blob(["text"], { type: "a/b" }) })).text());
  },
  async "fetch: a body that is compressed, piece by piece"(on) {
    const { port } = await serve(on, async (_, response) => {
      response.setHeader("Content-Encoding", "gzip").setHeader("Connection", "close");
      const gzip = zlib.createGzip();
      gzip.pipe(response);
      for (const word of ["one", "two"]) {
        gzip.write(word);
        gzip.flush();
        await on.pause(20);
      }
      response.end();
    });
    const decoder = new TextDecoder();
    for await (const bytes of (await fetch(`http://${host}:${port}/`)).body) on.note("client")(decoder.decode(bytes));
  },
  async "fetch: a stream as a body"(on) {
    const { port } = await serve(on, async (request, response) => {
      on.note("server")(request.headers["transfer-encoding"], await textOf(request));
      response.setHeader("Connection", "close").end();
    });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("one "));
        controller.enqueue(new TextEncoder().encode("two"));
        controller.close();
      },
    });
    on.note("client")((await fetch(`http://${host}:${port}/`, { method: "POST", body, duplex: "half" })).status);
  },
  async "fetch: an answer that breaks off"(on) {
    const { port } = await serve(on, (request, response) => {
      response.write("half");
      setTimeout(() => request.socket.destroy(), 5);
    });
    const response = await fetch(`http://${host}:${port}/`);
    await response.text().catch(({ name, message, cause }) => on.note("client")(name, message, cause?.code));
    const { port: other } = await serve(on, (request) => request.socket.destroy());
    await fetch(`http://${host}:${other}/`).catch(({ name, message, cause }) =>
      on.note("client")(name, message, cause?.code),
    );
  },
  async "fetch: who stops reading"(on) {
    const { port } = await serve(on, (request, response) => {
      request.socket.on("close", () => on.note("server")("closed"));
      const timer = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    const response = await fetch(`http://${host}:${port}/`);
    await response.body.cancel();
    await on.pause(20);
    on.note("client")(response.bodyUsed);
  },
  async "fetch: how many connections are kept"(on) {
    const { port, sockets } = await serve(on);
    for (let i = 0; i < 3; i++) await (await fetch(`http://${host}:${port}/`)).text();
    on.note("server")(sockets.size);
  },
});
