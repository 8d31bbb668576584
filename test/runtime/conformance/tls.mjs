import net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";
import * as pem from "../certificates/certificates.mjs";
import { closed, textOf, thrown } from "./asking.mjs";
import { play } from "./play.mjs";

const server = { key: pem.leafKey, cert: pem.server };
const trusting = { ca: pem.root };

/** A server of TLS, and its port; what it is told of handshakes that fail is noted. */
async function serve(on, options = server, handler = (socket) => socket.end("hello")) {
  const made = tls.createServer(options, (socket) => {
    on.use(socket).on("error", (error) => on.note("server socket")(error));
    handler(socket);
  });
  made.on("tlsClientError", (error) => on.note("server")("tlsClientError", error));
  return { server: made, port: await on.listen(made) };
}

const connect = (on, port, options = {}) => on.use(tls.connect({ port, host: "127.0.0.1", ...trusting, ...options }));

/** Connects, and notes how that came out. */
async function attempt(on, port, options, actor = "client") {
  const socket = connect(on, port, options);
  socket.on("secureConnect", () => on.note(actor)("secure", socket.authorized, socket.authorizationError));
  socket.on("error", (error) => on.note(actor)("error", error));
  socket.resume();
  await closed(socket);
  await on.pause(10);
}

/** Two streams, each of which reads what is written to the other. */
function pairOfStreams() {
  const ends = [0, 1].map(
    (number) =>
      new Duplex({
        read() {},
        write(data, _, done) {
          ends[1 - number].push(data);
          done();
        },
        final(done) {
          ends[1 - number].push(null);
          done();
        },
      }),
  );
  return ends;
}

/** What is to be compared of a certificate. */
const shown = ({
  subject,
  issuer,
  subjectaltname,
  valid_from,
  valid_to,
  fingerprint,
  serialNumber,
  ca,
  raw,
  bits,
}) => ({
  ...{ subject, issuer, subjectaltname, valid_from, valid_to, fingerprint, serialNumber, ca, bits },
  raw: raw.length,
});

await play({
  async "a client connects, is answered, and both end"(on) {
    const { port } = await serve(on);
    const client = on.watch("client", connect(on, port), "connect ready secureConnect data end finish error close");
    await closed(client);
  },
  async "a server sees the same from its side"(on) {
    const { server: made, port } = await serve(on, server, (socket) => {
      on.watch("socket", socket, "data end finish error close");
    });
    for (const event of ["connection", "secureConnection"]) {
      made.on(event, (socket) => on.note("server")(event, socket.constructor.name, socket.encrypted ?? "no"));
    }
    connect(on, port).resume().end("hello");
    await closed(...(await on.once(made, "secureConnection")));
  },
  async "what is said before the handshake is kept in order"(on) {
    const { port } = await serve(on, server, (socket) => socket.pipe(socket));
    const client = on.watch("client", connect(on, port), "connect secureConnect data end close");
    client.write("a", () => on.note("client")("a is written"));
    client.write("b");
    client.end("c", () => on.note("client")("c is written"));
    await closed(client);
  },
  async "what a client can tell of the connection"(on) {
    const { port } = await serve(on, server, (socket) => socket.resume());
    const client = connect(on, port, { servername: "localhost" });
    const say = on.note("client");
    say(client.authorized, client.encrypted, client.connecting, client.secureConnecting, client.pending);
    await on.once(client, "secureConnect");
    say(client.authorized, client.authorizationError, client.encrypted, client.connecting, client.secureConnecting);
    say(client.getProtocol(), client.getCipher(), client.alpnProtocol, client.servername, client.isSessionReused());
    say(shown(client.getPeerCertificate()), client.getPeerCertificate().issuerCertificate ?? "none");
    say(client.getPeerX509Certificate().subject, client.getCertificate(), client.getEphemeralKeyInfo() !== null);
    say(client.remoteAddress, client.remotePort === port, client.readyState);
  },
  async "what a server can tell of the connection"(on) {
    const { server: made, port } = await serve(on, server, (socket) => socket.resume());
    connect(on, port, { servername: "localhost" });
    const [socket] = await on.once(made, "secureConnection");
    const say = on.note("server");
    say(socket.authorized, socket.authorizationError, socket.encrypted, socket.servername, socket.alpnProtocol);
    say(socket.getProtocol(), socket.getCipher().name, socket.getPeerCertificate(), socket.getEphemeralKeyInfo());
    say(shown(socket.getCertificate()), socket.getPeerX509Certificate(), socket.getX509Certificate().subject);
    say(socket.server === made, socket.remoteAddress, socket.localPort === port);
  },
  async "all certificates of the peer, one within the other"(on) {
    const { port } = await serve(on, { key: pem.leafKey, cert: pem.behind + pem.intermediate });
    const client = connect(on, port);
    await on.once(client, "secureConnect");
    const names = [];
    for (let at = client.getPeerCertificate(true); !names.includes(at.subject.CN); at = at.issuerCertificate) {
      names.push(at.subject.CN);
    }
    on.note("client")(names);
  },
  async "a certificate that signed itself"(on) {
    const { port } = await serve(on, { key: pem.selfKey, cert: pem.self });
    await attempt(on, port, { ca: undefined });
    await attempt(on, port, {}, "trusting another one");
    await attempt(on, port, { ca: pem.self }, "trusting it");
    await attempt(on, port, { ca: undefined, rejectUnauthorized: false }, "trusting all");
  },
  async "an issuer that nobody knows"(on) {
    const { port } = await serve(on, { key: pem.leafKey, cert: pem.stranger });
    await attempt(on, port, {});
    await attempt(on, port, { ca: undefined }, "trusting the web");
    await attempt(on, port, { ca: [pem.root, pem.other] }, "trusting both");
    await attempt(on, port, { rejectUnauthorized: false }, "trusting all");
  },
  async "an issuer in between that is not sent, and one that is"(on) {
    const without = await serve(on, { key: pem.leafKey, cert: pem.behind });
    await attempt(on, without.port, {}, "not sent");
    await attempt(on, without.port, { ca: [pem.root, pem.intermediate] }, "known");
    await attempt(on, without.port, { ca: pem.intermediate }, "trusted without its root");
    const within = await serve(on, { key: pem.leafKey, cert: pem.behind + pem.intermediate });
    await attempt(on, within.port, {}, "sent");
    await attempt(on, within.port, { ca: pem.other }, "sent, of another root");
    const whole = await serve(on, { key: pem.leafKey, cert: pem.behind + pem.intermediate + pem.root });
    await attempt(on, whole.port, { ca: pem.other }, "sent with its root, of another root");
  },
  async "a certificate that has expired, or is not valid yet"(on) {
    for (const [name, cert] of Object.entries({ expired: pem.expired, early: pem.early })) {
      const { port } = await serve(on, { key: pem.leafKey, cert });
      await attempt(on, port, {}, name);
      await attempt(on, port, { rejectUnauthorized: false }, `${name}, and trusted`);
      await attempt(on, port, { ca: pem.other }, `${name}, and unknown`);
    }
  },
  async "a certificate for another purpose, and one by an issuer that must not be one"(on) {
    const wrong = await serve(on, { key: pem.leafKey, cert: pem.client });
    await attempt(on, wrong.port, { checkServerIdentity: () => undefined }, "of a client");
    const leafy = await serve(on, { key: pem.leafKey, cert: pem.leafy + pem.server });
    await attempt(on, leafy.port, {}, "by a leaf");
  },
  async "names that a certificate has, and has not"(on) {
    const { port } = await serve(on, { key: pem.leafKey, cert: pem.second });
    for (const servername of ["bob.test", "BOB.test", "a.wild.test", "a.b.wild.test", "wild.test", "localhost"]) {
      await attempt(on, port, { servername }, servername);
    }
    await attempt(on, port, {}, "no name");
    const { port: other } = await serve(on);
    await attempt(on, other, {}, "an address");
    await attempt(on, other, { servername: "ann.test" }, "ann.test");
    await attempt(on, other, { host: "localhost", family: 4 }, "a host");
    const { port: nameless } = await serve(on, { key: pem.leafKey, cert: pem.plain });
    await attempt(on, nameless, { servername: "localhost" }, "by its subject");
  },
  async "a check of the client's own"(on) {
    const { port } = await serve(on);
    const checkServerIdentity = (name, certificate) => {
      on.note("check")(name, certificate.subject.CN);
      return name === "bad" ? Object.assign(new Error("not this one"), { code: "MINE" }) : undefined;
    };
    await attempt(on, port, { servername: "anything", checkServerIdentity });
    await attempt(on, port, { servername: "bad", checkServerIdentity });
    await attempt(on, port, { servername: "bad", checkServerIdentity, rejectUnauthorized: false });
  },
  async "names are checked without a connection too"(on) {
    const certificate = { subject: { CN: "a.test" }, subjectaltname: "DNS:*.b.test, IP Address:10.0.0.1" };
    for (const name of ["x.b.test", "b.test", "10.0.0.1", "10.0.0.2", "a.test"]) {
      on.note("check")(name, tls.checkServerIdentity(name, certificate));
    }
  },
  async "a client certificate that is asked for"(on) {
    const options = { ...server, ca: pem.root, requestCert: true };
    const handler = (socket) => {
      on.note("server")(socket.authorized, socket.authorizationError, socket.getPeerCertificate().subject);
      socket.end("hello");
    };
    const { port } = await serve(on, options, handler);
    await attempt(on, port, { key: pem.leafKey, cert: pem.client }, "with one");
    await attempt(on, port, { key: pem.leafKey, cert: pem.server }, "with one for another purpose");
  },
  async "a client certificate that is missing, or unknown, and is no matter"(on) {
    const options = { ...server, ca: pem.root, requestCert: true, rejectUnauthorized: false };
    const handler = (socket) => {
      on.note("server")(socket.authorized, socket.authorizationError, socket.getPeerCertificate().subject);
      socket.end("hello");
    };
    const { port } = await serve(on, options, handler);
    await attempt(on, port, {}, "without one");
    await attempt(on, port, { key: pem.selfKey, cert: pem.self }, "with an unknown one");
    await attempt(on, port, { key: pem.leafKey, cert: pem.expired }, "with an old one");
    const careless = await serve(on, server, handler);
    await attempt(on, careless.port, { key: pem.leafKey, cert: pem.client }, "with one that nobody asks for");
  },
  async "a client without the certificate that it needs"(on) {
    const { port } = await serve(on, { ...server, ca: pem.root, requestCert: true }, () => on.note("server")("secure"));
    await attempt(on, port, {});
  },
  async "a client with a certificate that is not accepted"(on) {
    const { port } = await serve(on, { ...server, ca: pem.root, requestCert: true }, () => on.note("server")("secure"));
    await attempt(on, port, { key: pem.selfKey, cert: pem.self });
  },
  async "the same in the older version"(on) {
    const options = { ...server, ca: pem.root, requestCert: true, maxVersion: "TLSv1.2" };
    const { port } = await serve(on, options, () => on.note("server")("secure"));
    await attempt(on, port, {}, "without one");
    await attempt(on, port, { key: pem.selfKey, cert: pem.self }, "with an unknown one");
  },
  async "a client that does not speak TLS"(on) {
    const { server: made, port } = await serve(on);
    made.on("tlsClientError", (_, socket) => on.note("server")(socket.constructor.name, socket.destroyed));
    for (const text of ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "what is this?\r\n", "\0\0\0\0\0\0\0\0"]) {
      const client = on.use(net.connect(port, "127.0.0.1"));
      on.watch(JSON.stringify(text), client, "end close");
      client.on("data", (data) => on.note(JSON.stringify(text))(data.length > 0)).on("error", () => {});
      client.write(text);
      await closed(client);
    }
  },
  async "a server that does not speak TLS"(on) {
    const plain = net.createServer((socket) =>
      socket.on("error", () => {}).once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    const port = await on.listen(plain);
    await attempt(on, port);
    const client = connect(on, port);
    client.write("hello", (error) => on.note("writer")("written", error?.code));
    client.on("error", (error) => on.note("writer")("error", error));
    await closed(client);
  },
  async "a server that closes at once"(on) {
    const plain = net.createServer((socket) => socket.end());
    await attempt(on, await on.listen(plain));
  },
  async "a server that resets"(on) {
    const plain = net.createServer((socket) =>
      socket.on("error", () => {}).once("data", () => socket.resetAndDestroy()),
    );
    await attempt(on, await on.listen(plain));
  },
  async "a client that leaves in the midst of the handshake"(on) {
    const { server: made, port } = await serve(on);
    net.connect(port, "127.0.0.1").end();
    await on.once(made, "tlsClientError");
    await on.pause(5);
    net.connect(port, "127.0.0.1", function () {
      this.resetAndDestroy();
    });
    await on.once(made, "tlsClientError");
  },
  async "a handshake that takes too long"(on) {
    const { server: made, port } = await serve(on, { ...server, handshakeTimeout: 30 });
    on.use(net.connect(port, "127.0.0.1")).resume();
    await on.once(made, "tlsClientError");
  },
  async "nobody listens"(on) {
    const { server: made, port } = await serve(on);
    await new Promise((resolve) => made.close(resolve));
    await attempt(on, port);
  },
  async "a name that nobody has"(on) {
    await attempt(on, 443, { host: "zoe.invalid" });
  },
  async "a server with a certificate for each name"(on) {
    const { server: made, port } = await serve(on, server, (socket) => socket.end());
    made.addContext("bob.test", { key: pem.leafKey, cert: pem.second });
    made.addContext("*.wild.test", { key: pem.leafKey, cert: pem.second });
    for (const servername of ["bob.test", "a.wild.test", "ann.test", "localhost"]) {
      const client = connect(on, port, { servername });
      await on.once(client, "secureConnect");
      on.note("client")(servername, client.getPeerCertificate().subject.CN);
    }
  },
  async "a server that looks for the certificate"(on) {
    const found = tls.createSecureContext({ key: pem.leafKey, cert: pem.second });
    const SNICallback = (name, done) => {
      on.note("server")("asked for", name);
      if (name === "broken.test") done(new Error("no luck"));
      else setTimeout(() => done(null, name === "bob.test" ? found : undefined), 2);
    };
    const { port } = await serve(on, { ...server, SNICallback });
    await attempt(on, port, { servername: "bob.test" }, "bob.test");
    await attempt(on, port, { servername: "ann.test" }, "ann.test");
    await attempt(on, port, {}, "no name");
    await attempt(on, port, { servername: "broken.test" }, "broken.test");
  },
  async "protocols to choose from"(on) {
    const { port } = await serve(on, { ...server, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => {
      on.note("server")(socket.alpnProtocol);
      socket.end();
    });
    for (const ALPNProtocols of [["http/1.1"], ["http/1.1", "h2"], undefined, ["other"]]) {
      const client = connect(on, port, { ALPNProtocols });
      client.on("secureConnect", () => on.note("client")(client.alpnProtocol));
      client.on("error", (error) => on.note("client")(error));
      await closed(client.resume());
    }
  },
  async "protocols that a server does not know of"(on) {
    const { port } = await serve(on);
    const client = connect(on, port, { ALPNProtocols: ["http/1.1"] });
    await on.once(client, "secureConnect");
    on.note("client")(client.alpnProtocol);
  },
  async "a server that chooses the protocol itself"(on) {
    const ALPNCallback = ({ servername, protocols }) => {
      on.note("server")(servername, protocols);
      return protocols[1];
    };
    const { port } = await serve(on, { ...server, ALPNCallback });
    const client = connect(on, port, { ALPNProtocols: ["a", "b"], servername: "localhost" });
    await on.once(client, "secureConnect");
    on.note("client")(client.alpnProtocol);
    await attempt(on, port, { ALPNProtocols: ["a"] }, "without a choice");
  },
  async "the older version"(on) {
    const { port } = await serve(on, { ...server, maxVersion: "TLSv1.2" }, (socket) => socket.pipe(socket));
    const client = on.watch("client", connect(on, port), "connect secureConnect data end close");
    await on.once(client, "secureConnect");
    on.note("client")(client.getProtocol(), client.getCipher());
    client.end("hello");
    await closed(client);
  },
  async "a key of the other kind"(on) {
    const { port } = await serve(on, { key: pem.rsaKey, cert: pem.rsa, maxVersion: "TLSv1.2" });
    const client = connect(on, port);
    await on.once(client, "secureConnect");
    on.note("client")(client.getCipher().name);
  },
  async "versions that do not meet"(on) {
    const { port } = await serve(on, { ...server, maxVersion: "TLSv1.2" });
    await attempt(on, port, { minVersion: "TLSv1.3" }, "a newer client");
    const newer = await serve(on, { ...server, minVersion: "TLSv1.3" });
    await attempt(on, newer.port, { maxVersion: "TLSv1.2" }, "an older client");
  },
  async "a server without a certificate"(on) {
    const { port } = await serve(on, {});
    await attempt(on, port);
  },
  async "each end ends when it likes, if both may stay half open"(on) {
    const { port } = await serve(on, { ...server, allowHalfOpen: true }, (socket) => {
      socket.on("end", () => setTimeout(() => socket.end("late"), 5)).resume();
    });
    const client = connect(on, port, { allowHalfOpen: true });
    on.watch("client", client, "secureConnect data end finish close");
    client.end("hello");
    await closed(client);
  },
  async "a server that is destroyed"(on) {
    const { port } = await serve(on, server, (socket) => socket.once("data", () => socket.destroy()));
    const client = on.watch("client", connect(on, port), "secureConnect data end error close");
    client.write("hello");
    await closed(client);
  },
  async "a client that is destroyed, before and after the handshake"(on) {
    const { port } = await serve(on);
    const early = on.watch("early", connect(on, port), "connect secureConnect error close");
    early.destroy();
    await closed(early);
    const client = on.watch("late", connect(on, port), "secureConnect error close");
    await on.once(client, "secureConnect");
    client.destroy(new Error("enough"));
    await closed(client);
  },
  async "much to say each way"(on) {
    const { port } = await serve(on, server, (socket) => socket.pipe(socket));
    const client = connect(on, port);
    client.end("x".repeat(1_000_000));
    on.note("client")((await textOf(client)).length / 1e5);
  },
  async "how much is read at once"(on) {
    const { port } = await serve(on, server, (socket) => socket.end(Buffer.alloc(40_000)));
    const lengths = [];
    const client = connect(on, port).on("data", ({ length }) => lengths.push(length));
    await closed(client);
    on.note("client")(Math.max(...lengths) === 16_384);
  },
  async "a writer has to wait"(on) {
    const { server: made, port } = await serve(on, server, (socket) => socket.pause());
    const client = connect(on, port);
    const [socket] = await on.once(made, "secureConnection");
    let writes = 0;
    while (client.write("x".repeat(65_536)) && writes < 200) writes++;
    on.note("client")(writes < 200);
    socket.resume();
    await on.once(client, "drain");
    on.note("client")("drain");
  },
  async "a socket that is there already"(on) {
    const { port } = await serve(on);
    const socket = net.connect(port, "127.0.0.1");
    await on.once(socket, "connect");
    const client = connect(on, port, { socket, servername: "localhost" });
    on.watch("client", client, "connect secureConnect data end close");
    on.watch("socket", socket, "data end close");
    on.note("client")(client.connecting, client.remotePort === port);
    await closed(client);
  },
  async "a socket that is still on its way"(on) {
    const { port } = await serve(on);
    const socket = net.connect(port, "127.0.0.1");
    const client = connect(on, port, { socket, servername: "localhost" });
    on.watch("client", client, "secureConnect data end close");
    await closed(client);
  },
  async "TLS that begins in the midst of a connection"(on) {
    const secureContext = tls.createSecureContext(server);
    const plain = net.createServer((socket) => {
      socket.once("data", (data) => {
        on.note("server")(data);
        socket.write("go", () => {
          const secured = on.use(new tls.TLSSocket(socket, { isServer: true, secureContext }));
          on.watch("secured", secured, "secure data end close");
        });
      });
    });
    const port = await on.listen(plain);
    const socket = on.use(net.connect(port, "127.0.0.1"));
    socket.write("start");
    await on.once(socket, "data");
    const client = tls.connect({ socket, servername: "localhost", ...trusting });
    on.watch("client", client, "secureConnect end close");
    await on.once(client, "secureConnect");
    client.resume().end("hello");
    await closed(client);
    await on.pause(5);
  },
  async "TLS over streams of any kind"(on) {
    const [left, right] = pairOfStreams();
    const secured = new tls.TLSSocket(left, { isServer: true, secureContext: tls.createSecureContext(server) });
    on.watch("secured", secured, "secure data end close");
    const client = tls.connect({ socket: right, servername: "localhost", ...trusting });
    on.watch("client", client, "secureConnect data end close error");
    await on.once(client, "secureConnect");
    on.note("client")(client.authorized);
    secured.end("from the server");
    client.end("from the client");
    await closed(client);
  },
  async "TLS within TLS"(on) {
    const { port } = await serve(on);
    const { port: outer } = await serve(on, { key: pem.leafKey, cert: pem.second }, (socket) => {
      const further = net.connect(port, "127.0.0.1");
      further.on("error", () => {});
      socket.pipe(further).pipe(socket);
    });
    const tunnel = connect(on, outer, { servername: "bob.test" });
    await on.once(tunnel, "secureConnect");
    const client = tls.connect({ socket: tunnel, servername: "localhost", ...trusting });
    on.watch("client", client, "secureConnect data end error close");
    await closed(client);
    on.note("client")(client.authorized);
  },
  async "a raw connection of the server is destroyed"(on) {
    const { server: made, port } = await serve(on, server, (socket) => {
      on.watch("secured", socket, "error");
      socket.resume();
    });
    const raw = new Promise((resolve) => made.on("connection", resolve));
    const client = on.watch("client", connect(on, port), "secureConnect end error close");
    await on.once(client, "secureConnect");
    await on.pause(5);
    (await raw).destroy();
    await closed(client);
  },
  async "keys and certificates that are none"(on) {
    const wrong = {
      "another key": { key: pem.otherKey, cert: pem.server },
      "no key": { key: "nonsense", cert: pem.server },
      "no certificate": { key: pem.leafKey, cert: "nonsense" },
      "a locked key": { key: pem.lockedKey, cert: pem.server },
      "a locked key and the wrong words": { key: pem.lockedKey, cert: pem.server, passphrase: "what?" },
      "a locked key and the words": { key: pem.lockedKey, cert: pem.server, passphrase: "secret" },
      "no version": { minVersion: "TLSv9" },
      "no cipher": { ciphers: "nonsense" },
      "a number": { key: 1 },
    };
    for (const [name, options] of Object.entries(wrong)) {
      on.note(name)(thrown(() => tls.createSecureContext(options)));
    }
    on.note("server")(thrown(() => tls.createServer({ key: pem.otherKey, cert: pem.server })));
  },
  async "a locked key"(on) {
    const { port } = await serve(on, { key: [{ pem: pem.lockedKey, passphrase: "secret" }], cert: [pem.server] });
    await attempt(on, port, { ca: [Buffer.from(pem.root)] });
  },
  async "a server is given another certificate"(on) {
    const { server: made, port } = await serve(on);
    await attempt(on, port, { servername: "localhost" }, "before");
    made.setSecureContext({ key: pem.leafKey, cert: pem.second });
    await attempt(on, port, { servername: "localhost" }, "after");
  },
  async "a server that closes waits for who is connected"(on) {
    const { server: made, port } = await serve(on, server, (socket) => socket.resume());
    const client = connect(on, port);
    await on.once(client, "secureConnect");
    await on.pause(2);
    made.getConnections((_, count) => on.note("server")("connections", count));
    made.close(() => on.note("server")("closed"));
    on.note("server")(made.listening);
    client.end();
    await closed(made);
  },
  async "an idle socket says so"(on) {
    const { port } = await serve(on, server, (socket) => socket.resume());
    const client = connect(on, port, { timeout: 20 });
    on.watch("client", client, "secureConnect timeout close");
    client.on("timeout", () => client.destroy());
    await closed(client);
  },
  async "a signal ends a socket"(on) {
    const { port } = await serve(on, server, (socket) => socket.resume());
    const controller = new AbortController();
    const client = on.watch("client", connect(on, port, { signal: controller.signal }), "secureConnect error close");
    await on.once(client, "secureConnect");
    controller.abort();
    await closed(client);
  },
  async "ways to say where"(on) {
    const { port } = await serve(on);
    const forms = [
      (done) => tls.connect(port, trusting, done),
      (done) => tls.connect(port, "127.0.0.1", trusting, done),
      (done) => tls.connect({ port, ...trusting }, done),
    ];
    for (const form of forms) {
      const client = form(() => on.note("client")("secure", client.authorized));
      on.note("client")(client instanceof tls.TLSSocket);
      client.on("error", (error) => on.note("client")(error.code)).resume();
      await closed(client);
    }
  },
  async "classes are what they say"(on) {
    const { server: made, port } = await serve(on, server, (socket) => socket.resume());
    const client = connect(on, port);
    on.note("client")(client instanceof net.Socket, made instanceof tls.Server, made instanceof net.Server);
    on.note("client")(
      tls.Server(server) instanceof tls.Server,
      typeof tls.rootCertificates[0],
      tls.DEFAULT_MAX_VERSION,
    );
    await on.once(client, "secureConnect");
  },
  async "a mistake of the caller"(on) {
    on.note("client")(thrown(() => tls.connect({ port: 99999 })));
    on.note("client")(thrown(() => tls.createServer({ ...server, handshakeTimeout: "1s" })));
    on.note("client")(thrown(() => tls.createServer({ ...server, SNICallback: 1 })));
    on.note("client")(thrown(() => tls.createServer({ ALPNCallback() {}, ALPNProtocols: ["a"] })));
    on.note("client")(thrown(() => tls.createServer(1)));
    on.note("client")(thrown(() => new tls.TLSSocket()));
  },
  async "a session that a client is given for the next time"(on) {
    const { port } = await serve(on);
    const client = connect(on, port).resume();
    let sessions = 0;
    client.on("session", () => sessions++);
    await closed(client);
    on.note("client")(sessions > 0);
  },
  async "ciphers that do not meet"(on) {
    const { port } = await serve(on, { ...server, maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" });
    await attempt(on, port, { ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" });
  },
});
