import events from "node:events";
import net from "node:net";
import { finished, PassThrough, pipeline, Transform } from "node:stream";
import { closed, thrown } from "./asking.mjs";
import { play } from "./play.mjs";

const echo = (socket) => socket.pipe(socket);
const swallow = (socket) => socket.resume().on("error", () => {});

await play({
  async "a client connects, says something, is answered, and ends"({ pair, watch }) {
    const { client } = await pair(echo);
    watch("client", client);
    client.end("hello");
    await closed(client);
  },
  async "a server sees the same from its side"({ pair, watch }) {
    const { client, accepted } = await pair();
    const socket = watch("server", await accepted);
    client.resume().end("hello");
    await closed(socket);
  },
  async "a server ends first"({ pair, watch }) {
    const { client } = await pair((socket) => socket.end("bye"));
    watch("client", client);
    await closed(client);
  },
  async "writes before the connection are kept in order"({ pair, watch }) {
    const { client } = await pair(echo);
    watch("client", client);
    client.write("a");
    client.write("b");
    client.end("c");
    await closed(client);
  },
  async "callbacks of writes come in order, after the connection"({ pair, note }) {
    const { client } = await pair(swallow);
    const say = note("client");
    client.on("connect", () => say("connect"));
    client.write("a", () => say("a"));
    client.write("b", () => say("b"));
    client.end("c", () => say("c"));
    client.on("finish", () => say("finish"));
    await closed(client);
  },
  async "encodings of strings"({ pair, watch }) {
    const { client } = await pair((socket) => socket.end(Buffer.from([1, 2, 255])));
    client.setEncoding("hex");
    watch("client", client, "data end close");
    client.write("fffe", "hex");
    client.write("w4k=", "base64");
    client.write("é", "latin1");
    await closed(client);
  },
  async "bytes of all encodings arrive"({ pair, note }) {
    const { client, accepted } = await pair();
    client.write("fffe", "hex");
    client.write("w4k=", "base64");
    client.write(new Uint8Array([1, 2, 3]));
    client.end("é", "latin1");
    const parts = [];
    for await (const part of await accepted) parts.push(part);
    note("server")(Buffer.concat(parts).toString("hex"));
  },
  async "nobody listens"({ watch, listen, note }) {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const client = watch("client", net.connect(port, "127.0.0.1"), "connect ready end finish error close");
    note("client")(client.connecting, client.pending, client.readyState);
    await closed(client);
    note("client")(client.connecting, client.destroyed, client.readyState);
  },
  async "nobody listens, and something was written"({ listen, note }) {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const say = note("client");
    const client = net.connect(port, "127.0.0.1");
    client.on("error", (error) => say("error", error.code));
    client.write("a", (error) => say("written", error?.code));
    client.end("b", (error) => say("ended", error?.code));
    client.on("close", (hadError) => say("close", hadError));
    await closed(client);
  },
  async "nobody listens on localhost by name"({ listen, note }) {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const client = net.connect({ port, host: "localhost", family: 4 });
    client.on("error", ({ code, syscall }) => note("client")(code, syscall));
    await closed(client);
  },
  async "a name that nobody has"({ watch }) {
    const client = watch("client", net.connect(80, "zoe.invalid"), "lookup connect error close");
    await closed(client);
  },
  async "a name is looked up first"({ pair, watch }) {
    const { client } = await pair(swallow, { host: "localhost", family: 4 });
    watch("client", client, "lookup connect ready");
    client.end();
    await closed(client);
  },
  async "a look-up of the program's own"({ pair, note, watch }) {
    const lookup = (name, options, callback) => {
      note("lookup")(name, typeof options);
      callback(null, options.all ? [{ address: "127.0.0.1", family: 4 }] : "127.0.0.1", 4);
    };
    const { client } = await pair(swallow, { host: "somewhere", lookup });
    watch("client", client, "lookup connect close");
    client.end();
    await closed(client);
  },
  async "a look-up that fails"({ watch }) {
    const lookup = (_name, _options, callback) => callback(Object.assign(new Error("no luck"), { code: "EAI_AGAIN" }));
    const client = watch("client", net.connect({ port: 80, host: "somewhere", lookup }), "connect error close");
    await closed(client);
  },
  async "half open: a client goes on reading after it has ended"({ pair, watch }) {
    const { client } = await pair(
      (socket) => socket.resume().on("end", () => socket.end("late")),
      {},
      { allowHalfOpen: true },
    );
    watch("client", client);
    client.end();
    await closed(client);
  },
  async "half open: a client goes on writing after the other end has ended"({ pair, watch, note }) {
    const { client, accepted: peer } = await pair((socket) => socket.end(), { allowHalfOpen: true });
    watch("client", client);
    const parts = [];
    const over = closed(client);
    client.on("end", () => {
      note("client")(client.readyState);
      client.write("still ");
      client.end("here");
    });
    for await (const part of await peer) parts.push(part);
    note("server")(Buffer.concat(parts));
    await over;
  },
  async "states of a socket from beginning to end"({ pair, note, once }) {
    const say = note("client");
    const { client } = await pair((socket) => socket.resume(), { allowHalfOpen: true }, { allowHalfOpen: true });
    const states = () => say(client.readyState, client.connecting, client.pending, client.destroyed);
    states();
    await once(client, "connect");
    states();
    client.end();
    states();
    await once(client, "finish");
    states();
    client.destroy();
    states();
    await once(client, "close");
    states();
  },
  async "write after end"({ pair, watch, note }) {
    const { client } = await pair(swallow);
    watch("client", client, "error close");
    client.on("connect", () => {
      client.end("x");
      note("client")(client.write("y", (error) => note("client")("written", error)));
    });
    await closed(client);
  },
  async "write after the other end has ended"({ pair, watch, pause, note }) {
    const { client } = await pair((socket) => socket.end());
    watch("client", client, "end error close");
    client.resume();
    client.on("end", () =>
      setImmediate(() => note("client")(client.write("y", (e) => note("client")("written", e?.code)))),
    );
    await closed(client);
    await pause(1);
  },
  async "write after destroy"({ pair, watch, once, note, pause }) {
    const { client } = await pair(swallow);
    watch("client", client, "error close");
    await once(client, "connect");
    client.destroy();
    note("client")(client.write("y", (error) => note("client")("written", error)));
    await closed(client);
    await pause(1);
  },
  async "destroy while connecting"({ pair, watch, note }) {
    const { client } = await pair(swallow);
    watch("client", client);
    client.write("x", (error) => note("client")("written", error));
    client.destroy();
    note("client")(client.destroyed, client.connecting);
    await closed(client);
  },
  async "destroy with an error"({ pair, watch, once, note }) {
    const { client } = await pair(swallow);
    watch("client", client);
    await once(client, "connect");
    client.destroy(new Error("enough"));
    note("client")("destroyed", client.destroyed, client.readyState);
    await closed(client);
  },
  async "destroy twice"({ pair, watch, once }) {
    const { client } = await pair(swallow);
    watch("client", client);
    await once(client, "connect");
    client.destroy();
    client.destroy(new Error("again"));
    await closed(client);
  },
  async "destroy is the end for the other side"({ pair, watch }) {
    const { client, accepted: peer } = await pair();
    const socket = watch("server", await peer);
    client.destroy();
    await closed(socket);
  },
  async "destroySoon sends what was written"({ pair, watch }) {
    const { client, accepted } = await pair();
    const socket = watch("server", await accepted);
    watch("client", client, "finish close");
    client.write("all of it");
    client.destroySoon();
    await closed(socket, client);
  },
  async "a reset"({ pair, watch }) {
    const { client, accepted } = await pair();
    const socket = watch("server", await accepted);
    watch("client", client, "error close");
    client.resetAndDestroy();
    await closed(socket, client);
  },
  async "a reset while connecting waits for the connection"({ pair, watch }) {
    const { client, accepted } = await pair((socket) => socket.on("error", () => {}));
    watch("client", client, "connect error close");
    client.resetAndDestroy();
    await Promise.all([accepted, closed(client)]);
  },
  async "a reset of a socket that was never connected"({ watch }) {
    const socket = watch("client", new net.Socket(), "error close");
    socket.resetAndDestroy();
    await closed(socket);
  },
  async "closed with unread data is a reset for the other end"({ pair, watch, pause }) {
    const { client, accepted } = await pair((socket) => socket.pause());
    const socket = await accepted;
    watch("client", client, "data end error close");
    client.write("unread");
    await pause(20);
    socket.destroy();
    await closed(client);
  },
  async "writing to who has gone"({ pair, note, pause }) {
    const { client, accepted } = await pair();
    (await accepted).destroy();
    const say = note("client");
    const failed = new Promise((resolve) => client.on("error", resolve));
    client.allowHalfOpen = true;
    client.resume();
    await pause(10);
    for (let i = 0; i < 3 && !client.destroyed; i++) {
      client.write("x");
      await pause(10);
    }
    const { code } = await failed;
    say(code);
  },
  async "a pause stops data, and resume gives it"({ pair, note, once, pause }) {
    const { client } = await pair((socket) => socket.end("abc"));
    const say = note("client");
    client.pause();
    client.on("data", (data) => say("data", data));
    client.on("end", () => say("end"));
    await once(client, "connect");
    client.pause();
    await pause(20);
    say("resume");
    client.resume();
    await once(client, "end");
  },
  async "write says when there is no more room, and drain when there is"({ pair, note, once }) {
    const { client, accepted } = await pair((socket) => socket.pause());
    await once(client, "connect");
    let writes = 0;
    const block = Buffer.alloc(65_536);
    while (client.write(block) && writes < 1000) writes++;
    const needsDrain = client.writableNeedDrain;
    (await accepted).resume();
    await once(client, "drain");
    note("client")(writes < 1000, needsDrain, client.writableNeedDrain);
  },
  async "much data arrives whole"({ pair, note }) {
    const { client, accepted } = await pair();
    const size = 3_000_000;
    const data = Buffer.alloc(size, "abcdefghij");
    client.end(data);
    let sum = 0;
    let bytes = 0;
    for await (const part of await accepted) {
      bytes += part.length;
      for (let i = 0; i < part.length; i += 1000) sum = (sum * 31 + part[i]) % 1_000_003;
    }
    note("server")(bytes === size, bytes > 0 && sum !== 0);
  },
  async "much data comes back"({ pair, note }) {
    const { client } = await pair(echo);
    client.end(Buffer.alloc(1_000_000, "x"));
    let bytes = 0;
    for await (const part of client) bytes += part.length;
    note("client")(bytes / 1e6);
  },
  async "bytes are counted on both sides"({ pair, note }) {
    const { client, accepted } = await pair();
    const socket = await accepted;
    socket.resume();
    client.write("12345");
    client.end("678");
    socket.on("end", () => note("server")(socket.bytesRead, socket.bytesWritten));
    await closed(client, socket);
    note("client")(client.bytesRead, client.bytesWritten);
  },
  async "bytes that wait for the connection are counted"({ pair, note }) {
    const { client } = await pair(swallow);
    client.write("12345");
    client.write("é");
    note("client")(client.bytesWritten);
    client.end();
    await closed(client);
    note("client")(client.bytesWritten);
  },
  async "addresses of both ends"({ pair, note, once }) {
    const { client, accepted, port } = await pair(swallow);
    const say = note("client");
    say(client.remoteAddress ?? "none", client.localAddress ?? "none", client.address());
    await once(client, "connect");
    say(client.remoteAddress, client.remoteFamily, client.remotePort === port);
    say(client.localAddress, client.localFamily, typeof client.localPort, client.address());
    const socket = await accepted;
    note("server")(socket.remoteAddress, socket.remoteFamily, socket.remotePort === client.localPort);
    note("server")(socket.localAddress, socket.localFamily, socket.localPort === port);
    client.end();
    await closed(client);
    say(client.remoteAddress, client.localAddress ?? "none");
  },
  async "addresses of who listens everywhere"({ note, once, use }) {
    const server = use(net.createServer());
    server.listen(0);
    await once(server, "listening");
    const { address, family } = server.address();
    note("server")(address, family);
    const client = use(net.connect(server.address().port, "127.0.0.1"));
    const [socket] = await once(server, "connection");
    note("server")(socket.remoteAddress, socket.remoteFamily, socket.localAddress);
    client.destroy();
    socket.destroy();
  },
  async "a port of the client's own choice"({ pair, note, once, listen }) {
    const other = net.createServer();
    const free = await listen(other);
    await new Promise((resolve) => other.close(resolve));
    const { client } = await pair(swallow, { localPort: free });
    await once(client, "connect");
    note("client")(client.localPort === free);
  },
  async "an idle socket times out, and stays open"({ pair, watch, once, note }) {
    const { client } = await pair(swallow);
    watch("client", client, "timeout end close");
    note("client")(client.timeout ?? "none");
    client.setTimeout(30);
    note("client")(client.timeout);
    await once(client, "timeout");
    note("client")(client.destroyed);
    client.end();
    await closed(client);
  },
  async "data puts a timeout off"({ pair, note, once }) {
    let count = 0;
    const { client } = await pair((socket) => {
      const timer = setInterval(() => {
        socket.write("x");
        if (++count === 5) clearInterval(timer);
      }, 20);
    });
    await once(client, "connect");
    client.resume();
    client.setTimeout(60, () => note("client")("timeout", count));
    await once(client, "timeout");
  },
  async "a timeout of nought is none"({ pair, note, once, pause }) {
    const { client } = await pair(swallow);
    await once(client, "connect");
    const ring = () => note("client")("timeout");
    client.setTimeout(20, ring);
    client.setTimeout(0, ring);
    await pause(50);
    note("client")(client.listenerCount("timeout"), client.timeout);
  },
  async "a timeout as an option"({ pair, watch, once }) {
    const { client } = await pair(swallow, { timeout: 20 });
    watch("client", client, "timeout");
    await once(client, "timeout");
  },
  async "timeouts that are none are refused"({ note }) {
    const socket = new net.Socket();
    note("client")(thrown(() => socket.setTimeout("x")).code, thrown(() => socket.setTimeout(-1)).code);
  },
  async "a server says where it listens, and on what"({ note, once, use }) {
    const server = use(net.createServer());
    const say = note("server");
    say(server.listening, server.address());
    server.listen({ port: 0, host: "127.0.0.1" }, () => say("listening"));
    say(server.listening);
    await once(server, "listening");
    say(server.listening, server.address());
  },
  async "a server listens by name"({ note, use, once }) {
    const server = use(net.createServer());
    server.listen(0, "localhost");
    await once(server, "listening");
    note("server")(server.address());
  },
  async "a server listens by a name that nobody has"({ watch, once }) {
    const server = watch("server", net.createServer(), "listening error close");
    server.listen(0, "zoe.invalid");
    await once(server, "error");
  },
  async "a server listens with a backlog and a callback"({ note, use }) {
    const server = use(net.createServer());
    await new Promise((resolve) => server.listen(0, 5, resolve));
    note("server")(typeof server.address().port);
  },
  async "a port given as text"({ listen, use, note }) {
    const port = await listen(use(net.createServer()));
    const client = net.connect(String(port), "127.0.0.1");
    await new Promise((resolve) => client.on("connect", resolve));
    note("client")("connect");
    client.destroy();
  },
  async "a port that is taken"({ listen, use, watch, once }) {
    const port = await listen(use(net.createServer()));
    const other = watch("other", net.createServer(), "listening error close");
    other.listen(port, "127.0.0.1");
    await once(other, "error");
  },
  async "a port that is taken everywhere"({ use, watch, once }) {
    const first = use(net.createServer());
    first.listen(0);
    await once(first, "listening");
    const other = watch("other", net.createServer(), "listening error close");
    other.listen(first.address().port);
    await once(other, "error");
  },
  async "an address that is not there"({ watch, once }) {
    const server = watch("server", net.createServer(), "listening error close");
    server.listen(0, "192.0.2.1");
    await once(server, "error");
  },
  async "a port is free again after close"({ listen, note }) {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    note("server")(server.address().port === port);
    await new Promise((resolve) => server.close(resolve));
  },
  async "listening twice is refused"({ listen, use, note }) {
    const server = use(net.createServer());
    await listen(server);
    note("server")(thrown(() => server.listen(0)));
  },
  async "a server that does not listen closes with an error for the callback"({ note, once }) {
    const server = net.createServer();
    const say = note("server");
    server.on("close", () => say("close"));
    server.close((error) => say("closed", error));
    await once(server, "close");
  },
  async "close waits for connections"({ pair, watch, note, pause }) {
    const { server, client, accepted } = await pair();
    watch("server", server, "close");
    const socket = await accepted;
    server.close((error) => note("server")("closed", error ?? "well"));
    note("server")(server.listening, server.address());
    await pause(10);
    note("server")("ending");
    socket.resume();
    client.resume().end();
    await closed(server);
  },
  async "no connections after close"({ pair, note, pause }) {
    const { server, client, port, accepted } = await pair();
    await accepted;
    server.close();
    const late = net.connect(port, "127.0.0.1");
    late.on("error", ({ code }) => note("late")(code));
    await closed(late);
    client.destroy();
    await pause(1);
  },
  async "connections are counted"({ pair, note }) {
    const { server, client, accepted: peer } = await pair(swallow);
    await peer;
    const count = () => new Promise((resolve) => server.getConnections((error, n) => resolve([error, n])));
    note("server")(await count());
    client.end();
    await closed(client);
    await new Promise((resolve) => setTimeout(resolve, 10));
    note("server")(await count());
  },
  async "a connection too many is dropped"({ pair, note, once, watch }) {
    const { server, port, accepted } = await pair(swallow);
    await accepted;
    server.maxConnections = 1;
    const dropped = once(server, "drop");
    const late = watch("late", net.connect(port, "127.0.0.1"), "connect end error close");
    late.resume();
    const [told] = await dropped;
    note("server")(Object.keys(told).sort(), told.localPort === port, told.remoteAddress);
    await closed(late);
  },
  async "a server that pauses its connections"({ pair, note, once, pause }) {
    const { client, accepted } = await pair(null, {}, { pauseOnConnect: true });
    client.write("early");
    const socket = await accepted;
    note("server")(socket.isPaused());
    await pause(10);
    note("server")(socket.bytesRead, socket.readableLength);
    socket.on("data", (data) => note("server")("data", data));
    socket.resume();
    await once(socket, "data");
  },
  async "a listener of connections as a second argument"({ listen, note, once, use }) {
    const server = use(
      net.createServer({ allowHalfOpen: false }, (socket) => note("server")(socket instanceof net.Socket)),
    );
    const port = await listen(server);
    const client = use(net.connect(port, "127.0.0.1"));
    await once(client, "connect");
    await new Promise((resolve) => setTimeout(resolve, 5));
  },
  async "classes can be called without new"({ note }) {
    note("here")(net.Socket() instanceof net.Socket, net.Server() instanceof net.Server, net.Stream === net.Socket);
    class Own extends net.Socket {}
    note("here")(new Own() instanceof net.Socket, new net.Socket() instanceof Own);
  },
  async "what is no port"({ note }) {
    const say = note("here");
    say(thrown(() => net.connect(70_000)).code, thrown(() => net.connect({ port: -1 })).code);
    say(thrown(() => net.connect({})).code, thrown(() => net.createServer().listen(70_000)).code);
    say(thrown(() => net.connect({ port: {} })).code, thrown(() => net.createServer().listen({ a: 1 })).code);
  },
  async "addresses are told apart"({ note }) {
    const all = ["127.0.0.1", "::1", "x", "", "1.2.3", "::ffff:1.2.3.4", "01.2.3.4"];
    note("here")(all.map((text) => [net.isIP(text), net.isIPv4(text), net.isIPv6(text)]));
  },
  async "a socket is connected again after it was closed"({ pair, note, once }) {
    const { client, port } = await pair(echo);
    const say = note("client");
    client.on("data", (data) => say(data));
    client.on("close", () => say("close"));
    client.write("one");
    await once(client, "data");
    client.destroy();
    await once(client, "close");
    client.connect(port, "127.0.0.1");
    await once(client, "connect");
    client.write("two");
    await once(client, "data");
  },
  async "a signal ends a socket"({ pair, watch, once }) {
    const controller = new AbortController();
    const { client } = await pair(swallow, { signal: controller.signal });
    watch("client", client, "connect error close");
    await once(client, "connect");
    controller.abort();
    await closed(client);
  },
  async "a signal closes a server"({ use, once, watch }) {
    const controller = new AbortController();
    const server = watch("server", use(net.createServer()), "listening close error");
    server.listen({ port: 0, host: "127.0.0.1", signal: controller.signal });
    await once(server, "listening");
    controller.abort();
    await once(server, "close");
  },
  async "a callback of connect"({ pair, note }) {
    const { client, port } = await pair(swallow);
    const other = net.createConnection(port, "127.0.0.1", function () {
      note("other")("connected", this === other);
      other.destroy();
    });
    await closed(other);
    client.destroy();
  },
  async "setters give back the socket"({ pair, note }) {
    const { client } = await pair(swallow);
    const calls = [
      client.setNoDelay(true),
      client.setKeepAlive(true, 1000),
      client.setTimeout(0),
      client.ref(),
      client.unref(),
    ];
    note("client")(
      calls.map((result) => result === client),
      client.pause() === client,
      client.resume() === client,
    );
  },
  async "lines by readable events"({ pair, note, once }) {
    const { client } = await pair((socket) => socket.end("one\ntwo\n"));
    let text = "";
    client.on("readable", () => {
      for (let part = client.read(); part !== null; part = client.read()) text += part;
    });
    await once(client, "end");
    note("client")(text);
  },
  async "a pipe from client to server and back ends on both sides"({ pair, watch }) {
    const { client, accepted: peer } = await pair(echo);
    const socket = watch("server", await peer, "end finish close");
    watch("client", client, "data end finish close");
    client.end("through");
    await closed(client, socket);
  },
  async "many connections at once"({ listen, note, use }) {
    const server = use(net.createServer((socket) => socket.pipe(socket)));
    const port = await listen(server);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const client = net.connect(port, "127.0.0.1");
        client.end(`number ${i}`);
        let text = "";
        for await (const part of client) text += part;
        return text;
      }),
    );
    note("clients")(answers);
  },
  async "a port that is taken, by another address of it"({ listen, use, once, note }) {
    const first = net.createServer();
    const port = await listen(first);
    for (const address of ["127.0.0.1", "0.0.0.0", "127.0.0.2", "::"]) {
      const other = use(net.createServer());
      other.listen(port, address);
      const [outcome] = await Promise.race([
        once(other, "error").then(([{ code }]) => [code]),
        once(other, "listening").then(() => ["listening"]),
      ]);
      note("other")(address, outcome);
      if (other.listening) await new Promise((resolve) => other.close(resolve));
    }
  },
  async "a port that is taken, without anybody who listens for the error"({ listen, note }) {
    const port = await listen(net.createServer());
    const other = net.createServer();
    const fail = new Promise((resolve) => {
      process.once("uncaughtException", resolve);
    });
    other.listen(port, "127.0.0.1");
    note("process")(await fail);
  },
  async "a server that is closed before it listens"({ use, note, pause }) {
    const server = use(net.createServer());
    server.on("listening", () => note("server")("listening"));
    server.on("close", () => note("server")("close"));
    server.listen(0, "127.0.0.1");
    server.close((error) => note("server")("closed", error?.code ?? "well"));
    await pause(20);
    note("server")(server.listening, server.address());
  },
  async "disposal of a server"({ listen, note }) {
    const server = net.createServer();
    await listen(server);
    await server[Symbol.asyncDispose]();
    note("server")(server.listening);
  },
  async "an error in the midst of writing"({ pair, note, once }) {
    const { client, accepted } = await pair();
    const socket = await accepted;
    if (client.connecting) await once(client, "connect");
    socket.on("error", () => {}).resetAndDestroy();
    client.on("error", ({ code, syscall }) => note("client")(code, syscall));
    client.on("close", (hadError) => note("client")("close", hadError));
    await once(client, "close");
    client.write("late", (error) => note("client")("written", error.code));
  },
  async "for await, and leaving it early"({ pair, note }) {
    const { client, accepted } = await pair();
    (await accepted).on("error", () => {}).write("one two");
    for await (const part of client) {
      note("client")(part);
      break;
    }
    note("client")(client.destroyed);
  },
  async "corked writes"({ pair, note }) {
    const { client } = await pair(echo);
    client.cork();
    client.write("a");
    client.write("b");
    note("client")(client.writableLength, client.writableCorked);
    process.nextTick(() => client.uncork());
    client.end("c");
    let text = "";
    for await (const part of client) text += part;
    note("client")(text);
  },
  async "end with a callback, and what is written after it"({ pair, note }) {
    const { client } = await pair(swallow);
    client.on("error", ({ code }) => note("client")("error", code));
    client.end("last", () => note("client")("ended", client.writableFinished));
    note("client")(client.writable, client.writableEnded);
    await closed(client);
  },
  async "readable by events and by size"({ pair, note, once }) {
    const { client } = await pair((socket) => socket.end("abcdefgh"));
    await once(client, "readable");
    note("client")(client.read(3), client.read(100), client.readableLength);
    client.unshift("xy");
    client.resume();
    await closed(client);
  },
  async "a socket through a transform and back"({ pair, note }) {
    const upper = new Transform({ transform: (data, _, done) => done(null, String(data).toUpperCase()) });
    const { client } = await pair((socket) => pipeline(socket, upper, socket, () => {}));
    client.end("hello");
    let text = "";
    for await (const part of client) text += part;
    note("client")(text);
  },
  async "a pipeline of sockets that breaks"({ pair, note }) {
    const { client, accepted } = await pair();
    const socket = await accepted;
    const outcome = new Promise((resolve) => pipeline(client, new PassThrough().resume(), resolve));
    socket.write("a");
    setTimeout(() => socket.on("error", () => {}).resetAndDestroy(), 5);
    note("client")((await outcome).code);
  },
  async "finished tells of both ends"({ pair, note }) {
    const { client } = await pair(echo);
    const over = new Promise((resolve) => finished(client, (error) => resolve(error?.code ?? "well")));
    client.resume().end("x");
    note("client")(await over);
    const { client: other } = await pair(echo);
    const broken = new Promise((resolve) => finished(other, (error) => resolve(error?.code ?? "well")));
    other.on("connect", () => other.destroy());
    note("other")(await broken);
  },
  async "an abort of what waits for an event"({ pair, note }) {
    const { client } = await pair(swallow);
    const waiting = events.once(client, "data", { signal: AbortSignal.timeout(10) });
    note("client")(await waiting.catch(({ name }) => name));
  },
  async "addresses that make no sense"({ note }) {
    for (const options of [
      { port: 1, localAddress: "here" },
      { port: 1, localPort: "x" },
      { port: 1, family: 5, host: "localhost" },
      { port: 1, lookup: 1, host: "a.test" },
      {},
    ]) {
      note("client")(thrown(() => net.connect(options).on("error", () => {})).code ?? "no error");
    }
  },
  async "both families, one after the other"({ listen, note, once }) {
    const server = net.createServer((socket) => socket.end("hello"));
    const port = await listen(server);
    const client = net.connect({ port, host: "localhost" });
    client.on("error", ({ code }) => note("client")(code)).resume();
    await closed(client);
    note("client")(client.remoteFamily ?? "none", client.bytesRead);
    await once(server.close(), "close");
  },
  async "keep-alive and delays as options"({ pair, note }) {
    const { client, accepted } = await pair(
      echo,
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: 1000 },
      { noDelay: true, keepAlive: true },
    );
    await accepted;
    client.end("x");
    let text = "";
    for await (const part of client) text += part;
    note("client")(text);
  },
});
