import dgram from "node:dgram";
import dns from "node:dns";
import dnsPromises from "node:dns/promises";
import { thrown } from "./asking.mjs";
import { play } from "./play.mjs";

/** A socket that is bound to a free port of the loopback. */
const bound = async (options = "udp4", listener = undefined) => {
  const socket = dgram.createSocket(options, listener);
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { socket, port: socket.address().port };
};

/** What a callback is given. */
const given = (call) => new Promise((resolve) => call((...args) => resolve(args)));

await play({
  async "dns: an address is itself"(on) {
    on.note("lookup")(await given((done) => dns.lookup("127.0.0.1", done)));
    on.note("lookup")(await given((done) => dns.lookup("::1", { all: true }, done)));
    on.note("lookup")(await dnsPromises.lookup("10.1.2.3"));
  },
  async "dns: localhost"(on) {
    on.note("lookup")(await given((done) => dns.lookup("localhost", 4, done)));
    on.note("lookup")(await given((done) => dns.lookup("localhost", { family: 4, all: true }, done)));
    on.note("lookup")(await dns.promises.lookup("localhost", { family: 4 }));
  },
  async "dns: a name that nobody has"(on) {
    on.note("lookup")(await given((done) => dns.lookup("zoe.invalid", done)));
    await dnsPromises.lookup("zoe.invalid").catch(on.note("promise"));
  },
  async "dns: no name at all"(on) {
    on.note("lookup")(
      await given((done) => dns.lookup("", done)),
      await given((done) => dns.lookup("", { all: true }, done)),
    );
  },
  async "dns: answers never come at once"(on) {
    const say = on.note("here");
    const done = new Promise((resolve) => dns.lookup("127.0.0.1", () => resolve(say("found"))));
    say("asked");
    await done;
  },
  async "dns: what makes no sense is refused"(on) {
    const say = on.note("here");
    say(thrown(() => dns.lookup("localhost")));
    say(thrown(() => dns.lookup(5, () => {})));
    say(thrown(() => dns.lookup("localhost", { family: 5 }, () => {})));
    say(thrown(() => dns.reverse("nobody", () => {})));
  },
  async "dns: constants"(on) {
    const { ADDRCONFIG, NOTFOUND, TIMEOUT } = dns;
    on.note("here")(ADDRCONFIG, NOTFOUND, TIMEOUT, dns.promises === dnsPromises, dns.getDefaultResultOrder());
  },
  async "dns: the service behind a port of the loopback"(on) {
    const [, name] = await given((done) => dns.lookupService("127.0.0.1", 1, done));
    on.note("here")(name);
  },
  async "dgram: a message and its answer"(on) {
    const { socket: server, port } = await bound();
    server.on("message", (message, from) => server.send(`${message} back`, from.port, from.address));
    const client = dgram.createSocket("udp4");
    const answer = on.once(client, "message");
    client.send("there", port, "127.0.0.1");
    const [message, { address, family, size }] = await answer;
    on.note("client")(message, address, family, size);
    client.close();
    server.close();
  },
  async "dgram: a listener of messages, and a callback of send"(on) {
    const got = deferred();
    const { socket, port } = await bound({ type: "udp4" }, (message) => got.resolve(message));
    const client = dgram.createSocket("udp4");
    on.note("client")(await given((done) => client.send(Buffer.from("bytes"), port, "127.0.0.1", done)));
    on.note("server")(await got.promise);
    client.close();
    socket.close();
  },
  async "dgram: a part of a buffer, and a list of them"(on) {
    const { socket, port } = await bound();
    const client = dgram.createSocket("udp4");
    const first = on.once(socket, "message");
    client.send(Buffer.from("abcdef"), 1, 3, port, "127.0.0.1");
    on.note("server")((await first)[0]);
    const second = on.once(socket, "message");
    client.send(["a", Buffer.from("b")], port, "127.0.0.1");
    on.note("server")((await second)[0]);
    client.close();
    socket.close();
  },
  async "dgram: connected"(on) {
    const { socket: server, port } = await bound();
    const client = dgram.createSocket("udp4");
    await new Promise((resolve) => client.connect(port, "127.0.0.1", resolve));
    const { address, family } = client.remoteAddress();
    on.note("client")(
      address,
      family,
      thrown(() => client.connect(port)).code,
      thrown(() => client.send("x", port)).code,
    );
    const message = on.once(server, "message");
    client.send("through");
    on.note("server")((await message)[0]);
    client.disconnect();
    on.note("client")(thrown(() => client.remoteAddress()).code, thrown(() => client.disconnect()).code);
    client.close();
    server.close();
  },
  async "dgram: where it listens"(on) {
    const socket = dgram.createSocket("udp4");
    on.note("here")(thrown(() => socket.address()));
    on.watch("here", socket, "listening error close");
    socket.bind(0);
    await on.once(socket, "listening");
    on.note("here")(socket.address());
    socket.close();
    await on.once(socket, "close");
    on.note("here")(
      thrown(() => socket.address()),
      thrown(() => socket.close()).code,
    );
  },
  async "dgram: bound twice"(on) {
    const { socket, port } = await bound();
    on.note("here")(thrown(() => socket.bind(0)));
    const other = dgram.createSocket("udp4");
    other.bind(port, "127.0.0.1");
    on.note("other")(await on.once(other, "error"));
    socket.close();
  },
  async "dgram: an address that is not there"(on) {
    const socket = dgram.createSocket("udp4");
    socket.bind(0, "192.0.2.1");
    on.note("here")(await on.once(socket, "error"));
  },
  async "dgram: to a name that nobody has"(on) {
    const socket = dgram.createSocket("udp4");
    on.note("callback")(await given((done) => socket.send("x", 1000, "zoe.invalid", done)));
    socket.send("x", 1000, "zoe.invalid");
    on.note("event")(await on.once(socket, "error"));
    socket.close();
  },
  async "dgram: nobody there is silence"(on) {
    const { socket, port } = await bound();
    socket.close();
    const client = dgram.createSocket("udp4");
    on.watch("client", client, "error close");
    on.note("client")(await given((done) => client.send("x", port, "127.0.0.1", done)));
    await on.pause(10);
    client.close();
    await on.once(client, "close");
  },
  async "dgram: too long"(on) {
    const socket = dgram.createSocket("udp4");
    on.note("here")((await given((done) => socket.send(Buffer.alloc(70_000), 1000, "127.0.0.1", done)))[0]);
    socket.close();
  },
  async "dgram: broadcasts have to be wanted"(on) {
    const { socket } = await bound();
    const [error] = await given((done) => socket.send("x", 1000, "255.255.255.255", done));
    on.note("here")(error.code, error.syscall);
    socket.close();
  },
  async "dgram: what makes no sense is refused"(on) {
    const say = on.note("here");
    say(thrown(() => dgram.createSocket("tcp")));
    const socket = dgram.createSocket("udp4");
    say(
      thrown(() => socket.send("x", 0)).code,
      thrown(() => socket.send("x", 70_000)).code,
      thrown(() => socket.send(5, 1000)).code,
    );
    socket.close();
    say(thrown(() => socket.send("x", 1000)).code, thrown(() => socket.bind(0)).code);
  },
  async "dgram: empty messages arrive too"(on) {
    const { socket, port } = await bound();
    const message = on.once(socket, "message");
    const client = dgram.createSocket("udp4");
    client.send("", port, "127.0.0.1");
    on.note("server")((await message)[0].length);
    client.close();
    socket.close();
  },
  async "dgram: a signal closes a socket"(on) {
    const controller = new AbortController();
    const { socket } = await bound({ type: "udp4", signal: controller.signal });
    on.watch("here", socket, "close error");
    controller.abort();
    await on.once(socket, "close");
  },
  async "dgram: calls that give back the socket"(on) {
    const { socket } = await bound();
    on.note("here")(socket.ref() === socket, socket.unref() === socket, socket instanceof dgram.Socket);
    on.note("here")(socket.setTTL(5), socket.setBroadcast(true) ?? "nothing", socket.close() === socket);
  },
});

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => {
    made.resolve = resolve;
  });
  return made;
}
