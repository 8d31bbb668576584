import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";
import * as pem from "../certificates/certificates.mjs";
import { asking, closed, host, textOf } from "./asking.mjs";
import { play } from "./play.mjs";

const credentials = { key: pem.leafKey, cert: pem.server };
const ask = asking(https, { ca: pem.root });

/** A server with a handler, and its port; what it is told of handshakes that fail is noted. */
const serve = async (on, handler, options = {}) => {
  const server = https.createServer({ ...credentials, ...options }, handler);
  server.on("tlsClientError", (error) => on.note("server")("tlsClientError", error));
  return { server, port: await on.listen(server) };
};

/** Asks, and notes how that came out. */
async function attempt(on, port, options, actor = "client") {
  try {
    const response = await ask(port, options);
    on.note(actor)(response.statusCode, await textOf(response));
  } catch (error) {
    on.note(actor)(error);
  }
  await on.pause(10);
}

await play({
  async "a request and its answer"(on) {
    const { port } = await serve(on, (request, response) => {
      const { method, url, httpVersion, socket, headers } = request;
      on.note("server")(
        method,
        url,
        httpVersion,
        socket.encrypted,
        socket.authorized,
        headers.host === `${host}:${port}`,
      );
      response.end("hello");
    });
    const response = await ask(port, { path: "/a?b" });
    on.note("client")(response.statusCode, Object.keys(response.headers), await textOf(response));
    on.note("client")(response.socket.authorized, response.socket.encrypted, response.socket.getProtocol());
  },
  async "a body each way"(on) {
    const { port } = await serve(on, (request, response) => request.pipe(response));
    on.note("client")((await textOf(await ask(port, { method: "POST" }, "x".repeat(300_000)))).length / 1e5);
  },
  async "a url, and options"(on) {
    const { port } = await serve(on, (request, response) => response.end(`${request.method} ${request.url}`));
    const get = (...args) => new Promise((resolve, reject) => https.get(...args, resolve).on("error", reject));
    const trusting = { ca: pem.root };
    on.note("client")(await textOf(await get(`https://localhost:${port}/one`, { ...trusting, family: 4 })));
    on.note("client")(await textOf(await get(new URL(`https://127.0.0.1:${port}/two`), trusting)));
    on.note("client")(await textOf(await get({ hostname: host, port, path: "/three", ...trusting })));
    await get(`https://127.0.0.1:${port}/four`).catch((error) => on.note("client")(error));
    https.globalAgent.destroy();
  },
  async "the name that is asked for"(on) {
    const { server, port } = await serve(on, (request, response) => response.end(String(request.socket.servername)));
    server.on("secureConnection", (socket) => on.note("server")(socket.servername, socket.alpnProtocol));
    await attempt(on, port, { host: "localhost", family: 4 });
    await attempt(on, port, {});
    await attempt(on, port, { headers: { Host: "ann.test:80" } });
    await attempt(on, port, { servername: "" });
    await attempt(on, port, { servername: "bob.test" });
  },
  async "certificates that are not trusted"(on) {
    const shown = {
      self: { key: pem.selfKey, cert: pem.self },
      stranger: { key: pem.leafKey, cert: pem.stranger },
      expired: { key: pem.leafKey, cert: pem.expired },
      "of another name": { key: pem.leafKey, cert: pem.second },
    };
    for (const [name, options] of Object.entries(shown)) {
      const { server, port } = await serve(on, (_, response) => response.end("hello"), options);
      server.on("clientError", (error) => on.note("server")("clientError", error));
      await attempt(on, port, {}, name);
      await attempt(on, port, { rejectUnauthorized: false }, `${name}, and trusted`);
    }
  },
  async "an agent that trusts"(on) {
    const { port } = await serve(on, (_, response) => response.end("hello"), { key: pem.leafKey, cert: pem.stranger });
    const agent = new https.Agent({ ca: pem.other });
    await attempt(on, port, { ca: undefined, agent });
    const careless = new https.Agent({ rejectUnauthorized: false });
    await attempt(on, port, { ca: undefined, agent: careless });
    agent.destroy();
    careless.destroy();
  },
  async "an agent keeps connections apart that trust differently"(on) {
    const sockets = new Set();
    const { port } = await serve(on, (request, response) => {
      sockets.add(request.socket);
      response.end("x");
    });
    const agent = new https.Agent({ keepAlive: true });
    for (let i = 0; i < 3; i++) await attempt(on, port, { agent });
    on.note("server")(sockets.size);
    await attempt(on, port, { agent, rejectUnauthorized: false });
    on.note("server")(sockets.size);
    on.note("client")(
      Object.keys(agent.freeSockets).map((name) => name.split(":").filter((part) => !part.includes("\n")).length),
    );
    on.note("client")(
      agent.defaultPort,
      agent.protocol,
      https.globalAgent instanceof https.Agent,
      agent instanceof http.Agent,
    );
    agent.destroy();
  },
  async "a client with a certificate"(on) {
    const handler = (request, response) => {
      const { authorized, authorizationError } = request.socket;
      response.end(`${authorized} ${authorizationError} ${request.socket.getPeerCertificate().subject?.CN}`);
    };
    const { port } = await serve(on, handler, { ca: pem.root, requestCert: true, rejectUnauthorized: false });
    await attempt(on, port, { key: pem.leafKey, cert: pem.client }, "with one");
    await attempt(on, port, {}, "without one");
    await attempt(on, port, { key: pem.selfKey, cert: pem.self }, "with one of its own");
  },
  async "a client without the certificate that it needs"(on) {
    const { port } = await serve(on, (_, response) => response.end(), { ca: pem.root, requestCert: true });
    try {
      await ask(port);
    } catch ({ code }) {
      on.note("client")(["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "ECONNRESET", "EPIPE"].includes(code));
    }
    await on.pause(10);
  },
  async "a client that does not speak TLS"(on) {
    const { server, port } = await serve(on, (_, response) => response.end());
    const request = http.get({ port, host, agent: false });
    on.watch("client", request, "response error close");
    await closed(request);
    server.on("clientError", (error, socket) => {
      on.note("server")("clientError", error.code);
      socket.destroy();
    });
    const second = http.get({ port, host, agent: false });
    on.watch("second", second, "response error close");
    await closed(second);
  },
  async "a server that does not speak TLS"(on) {
    const server = http.createServer((_, response) => response.end("hello"));
    server.on("clientError", (error, socket) => {
      on.note("server")(error.code);
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    const port = await on.listen(server);
    await attempt(on, port);
  },
  async "a server that does not speak TLS and says nothing to it"(on) {
    const port = await on.listen(http.createServer((_, response) => response.end("hello")));
    await attempt(on, port);
  },
  async "versions that do not meet"(on) {
    const { port } = await serve(on, (_, response) => response.end(), { maxVersion: "TLSv1.2" });
    await attempt(on, port, { minVersion: "TLSv1.3" });
  },
  async "the older version"(on) {
    const { port } = await serve(on, (request, response) => response.end(request.socket.getProtocol()));
    await attempt(on, port, { maxVersion: "TLSv1.2" });
  },
  async "a protocol that both speak, and others"(on) {
    const { port } = await serve(on, (request, response) => response.end(String(request.socket.alpnProtocol)));
    await attempt(on, port, { ALPNProtocols: ["http/1.1"] });
    await attempt(on, port, { ALPNProtocols: ["h2", "http/1.1"] });
    await attempt(on, port, { ALPNProtocols: ["h2"] });
  },
  async "nobody listens"(on) {
    const { server, port } = await serve(on);
    await new Promise((resolve) => server.close(resolve));
    await attempt(on, port);
  },
  async "the server goes away without an answer"(on) {
    const { port } = await serve(on, (request) => request.socket.destroy());
    await attempt(on, port);
  },
  async "the client gives up"(on) {
    const { port } = await serve(on, () => {});
    const early = https.get({ port, host, ca: pem.root, agent: false });
    on.watch("early", early, "error close");
    early.on("socket", (socket) => socket.on("connect", () => early.destroy()));
    await closed(early);
    const late = https.get({ port, host, ca: pem.root, agent: false, timeout: 30 });
    on.watch("late", late, "timeout error close");
    late.on("timeout", () => late.destroy());
    await closed(late);
  },
  async "a server that closes"(on) {
    const { server, port } = await serve(on, (_, response) => setTimeout(() => response.end("done"), 10));
    const answer = ask(port).then(textOf);
    await on.once(server, "request");
    const over = new Promise((resolve) => server.close(resolve));
    on.note("client")(await answer);
    await over;
  },
  async "connections that a server closes"(on) {
    const { server, port } = await serve(on, (request, response) => request.url === "/" && response.end("x"));
    const agent = new https.Agent({ keepAlive: true });
    await attempt(on, port, { agent });
    const waiting = https.get({ port, host, path: "/wait", ca: pem.root, agent: false });
    on.watch("waiting", waiting, "error close");
    await on.once(server, "request");
    on.note("server")(await new Promise((resolve) => server.getConnections((_, count) => resolve(count))));
    server.closeIdleConnections();
    await on.pause(10);
    on.note("server")(await new Promise((resolve) => server.getConnections((_, count) => resolve(count))));
    server.closeAllConnections();
    await closed(waiting);
    agent.destroy();
  },
  async "a certificate for each name"(on) {
    const { server, port } = await serve(on, (request, response) => response.end(request.socket.servername));
    server.addContext("bob.test", { key: pem.leafKey, cert: pem.second });
    await attempt(on, port, { servername: "bob.test" });
    await attempt(on, port, { servername: "localhost" });
    server.setSecureContext({ key: pem.leafKey, cert: pem.stranger });
    await attempt(on, port, { servername: "localhost" });
  },
  async "an upgrade"(on) {
    const { server, port } = await serve(on, () => {});
    server.on("upgrade", (request, socket) => {
      on.note("server")(request.headers.upgrade, socket.encrypted);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n");
      socket.pipe(socket);
    });
    const headers = { Connection: "Upgrade", Upgrade: "echo" };
    const request = https.get({ port, host, ca: pem.root, agent: false, headers });
    const [response, socket] = await on.once(request, "upgrade");
    on.note("client")(response.statusCode, socket.authorized);
    socket.end("through");
    on.note("client")(await textOf(socket));
  },
  async "a request through a proxy"(on) {
    const { port } = await serve(on, (_, response) => response.end("behind"));
    const proxy = http.createServer();
    proxy.on("connect", (request, socket) => {
      on.note("proxy")(request.url);
      const further = on.use(net.connect(port, host, () => socket.write("HTTP/1.1 200 Connected\r\n\r\n")));
      further.on("error", () => {});
      socket.on("error", () => {});
      socket.pipe(further).pipe(socket);
    });
    const proxyPort = await on.listen(proxy);
    const connect = http.request({ port: proxyPort, host, method: "CONNECT", path: "localhost:443", agent: false });
    connect.end();
    const [, socket] = await on.once(connect, "connect");
    const createConnection = () => tls.connect({ socket, servername: "localhost", ca: pem.root });
    await attempt(on, port, { agent: undefined, createConnection });
  },
  async "events of a request, in order"(on) {
    const { port } = await serve(on, (request, response) => request.resume().on("end", () => response.end("x")));
    const request = https.request({ port, host, ca: pem.root, method: "POST", agent: false });
    on.watch("request", request, "finish close error");
    request.on("socket", (socket) => {
      on.watch("socket", socket, "connect secureConnect close");
      on.note("request")("socket", socket.connecting);
    });
    request.on("response", (response) => on.watch("response", response, "data end close"));
    request.end("body");
    await closed(request);
  },
  async "classes are what they say"(on) {
    const server = https.createServer(credentials);
    on.note("server")(server instanceof https.Server, server instanceof tls.Server, server instanceof http.Server);
    on.note("server")(https.Server(credentials) instanceof https.Server, server.listening, server.timeout);
    on.note("server")(server.requestTimeout, server.headersTimeout, server.keepAliveTimeout);
    const { port } = await serve(on, (request, response) => {
      on.note("server")(request.socket instanceof tls.TLSSocket, response instanceof http.ServerResponse);
      response.end();
    });
    const response = await ask(port);
    on.note("client")(response instanceof http.IncomingMessage, response.req instanceof http.ClientRequest);
    response.resume();
  },
  async "a request that makes no sense is refused"(on) {
    for (const wrong of [{ protocol: "http:" }, { agent: new http.Agent() }, { method: "bad method" }]) {
      try {
        https.request({ host, ...wrong });
      } catch ({ code, message }) {
        on.note("client")(code, message);
      }
    }
  },
  async "an agent in the way of its own"(on) {
    const { port } = await serve(on, (_, response) => response.end("hello"));
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: pem.root });
    const answers = await Promise.all([1, 2, 3].map(() => ask(port, { agent, ca: undefined }).then(textOf)));
    on.note("client")(answers, Object.keys(agent.sockets).length, agent.getName({ host, port: 1, servername: "a" }));
    agent.destroy();
  },
  async fetch(on) {
    const { port } = await serve(on, (request, response) => {
      response.setHeader("Connection", "close");
      response.end(`${request.method} ${request.socket.servername}`);
    });
    await fetch(`https://localhost:${port}/`).catch(({ name, message, cause }) =>
      on.note("client")(name, message, cause.code),
    );
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    const response = await fetch(`https://localhost:${port}/`);
    on.note("client")(response.status, await response.text());
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  },
  async "a request that is destroyed at once"(on) {
    const { port } = await serve(on, () => {});
    const request = https.get({ port, host, ca: pem.root, agent: false });
    on.watch("client", request, "error close");
    request.destroy();
    await closed(request);
    await on.pause(10);
  },
});
