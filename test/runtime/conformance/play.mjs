import net from "node:net";

/** What can be compared of something that an event carries: ports differ from run to run. */
export function plain(value) {
  if (value === undefined) return "undefined";
  if (value instanceof Error) {
    const { name, code, errno, syscall, address, hostname, library, reason, host, cert } = value;
    // What OpenSSL says names its threads, its functions and its files, and not in all versions in the same words.
    const message = value.message
      .replace(/(?:[0-9A-F]+:)?error:[0-9A-F]+:([^:]*):[^:]*:([^:]*)(?::.*\n?)?/, "$1, $2")
      .replace("; if the root CA is installed locally, try running Node.js with --use-system-ca", "");
    const told = { name, code, errno, syscall, address, hostname, library, reason, host, message };
    for (const [key, text] of Object.entries(told)) {
      if (typeof text === "string")
        told[key] = text.replace("ssl/tls alert", "sslv3 alert").replace("SSL/TLS_A", "SSLV3_A");
    }
    if (cert !== undefined) told.cert = cert.subject;
    return plain(Object.fromEntries(Object.entries(told).filter(([, part]) => part !== undefined)));
  }
  if (Buffer.isBuffer(value)) return `${value}`;
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "function") return "function";
  if (typeof value === "string") return value.replace(/:\d{4,5}\b/g, ":PORT");
  if (typeof value === "number" && value >= 1024 && value < 65_536) return "PORT";
  if (Array.isArray(value)) return value.map((part) => plain(part));
  if (typeof value === "object" && value !== null) {
    if (typeof value.on === "function") return value.constructor.name;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  }
  return value;
}

/** What a case may use: notes are kept for each actor apart, since nothing orders actors but what they send. */
function stage() {
  const notes = {};
  const open = new Set();
  const note =
    (actor) =>
    (...what) => {
      notes[actor] ??= [];
      notes[actor].push(what.length === 1 ? plain(what[0]) : plain(what));
    };
  /** Listens on a free port of the loopback, and gives it. */
  const listen = (server) => {
    open.add(server);
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  };
  return {
    notes,
    note,
    /** Notes these events of an emitter, in order, with what they carry; data is joined. */
    watch(actor, emitter, events = "connect ready data end finish error timeout close") {
      const say = note(actor);
      for (const event of events.split(" ")) {
        emitter.on(event, (...args) => {
          const list = notes[actor] ?? [];
          const last = list[list.length - 1];
          if (event === "data" && Array.isArray(last) && last[0] === "data") last[1] += `${args[0]}`;
          else say(event, ...args);
        });
      }
      return emitter;
    },
    listen,
    once: (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args))),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    /** A server whose connections go to a function, and a client of it. */
    async pair(serve, options = {}, serverOptions = {}) {
      const server = net.createServer(serverOptions);
      open.add(server);
      const accepted = new Promise((resolve) => server.once("connection", resolve));
      server.on("connection", (socket) => {
        open.add(socket);
        serve?.(socket);
      });
      const port = await listen(server);
      const client = net.connect({ port, host: "127.0.0.1", ...options });
      open.add(client);
      return { server, client, port, accepted };
    },
    end() {
      for (const each of open) {
        if (each.destroy) each.destroy();
        else {
          each.closeAllConnections?.();
          if (each.listening) each.close();
        }
      }
    },
    use: (each) => {
      open.add(each);
      return each;
    },
  };
}

/** Plays cases, so many at once, and prints for each a line with its name and what was noted. */
export async function play(cases, atOnce = 1) {
  const all = Object.entries(cases);
  for (let from = 0; from < all.length; from += atOnce) {
    await Promise.all(all.slice(from, from + atOnce).map(([name, run]) => playOne(name, run)));
  }
  process.exit(0);
}

async function playOne(name, run) {
  const on = stage();
  const late = new Promise((resolve) => setTimeout(resolve, 5000, { outcome: "late" }).unref());
  const done = (async () => run(on))().then(
    () => ({}),
    (error) => ({ failed: plain(error) }),
  );
  const outcome = await Promise.race([done, late]);
  console.log(JSON.stringify({ name, notes: on.notes, ...outcome }));
  on.end();
  await on.pause(5);
}
