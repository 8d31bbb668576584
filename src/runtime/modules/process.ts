import { EventEmitter } from "node:events";
import { isBuiltin } from "node:module";
import { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { parseEnv } from "node:util";
import type { Realm } from "../realm.js";

/** What every node says of the Node and the machine that it runs on. */
const constants = {
  version: "v20.19.0",
  versions: { node: "20.19.0", v8: "11.3.244.8-node.26", uv: "1.46.0", modules: "115", openssl: "3.0.15+quic" },
  arch: "x64",
  platform: "linux",
  title: "node",
  execPath: "/usr/local/bin/node",
  execArgv: [],
  release: { name: "node", lts: "Iron" },
  config: { target_defaults: {}, variables: {} },
  features: { inspector: false, debug: false, uv: true, ipv6: true, tls: true },
  debugPort: 9229,
  ppid: 1,
} as const;

/** The size of a process, as far as one can tell. */
const memory = { rss: 64 << 20, heapTotal: 32 << 20, heapUsed: 16 << 20, external: 1 << 20, arrayBuffers: 1 << 16 };

const signals = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGUSR1: 10, SIGUSR2: 12, SIGTERM: 15 } as const;

const tick = process.nextTick;

/** The `process` of one realm. */
export function makeProcess(realm: Realm) {
  const { host } = realm;
  const number = host.nodes.indexOf(host.node);
  const hrtime = (since?: readonly [number, number]): [number, number] => {
    const { nowUs } = host;
    const seconds = Math.floor(nowUs / 1e6) - (since?.[0] ?? 0);
    const nanoseconds = (nowUs % 1e6) * 1000 - (since?.[1] ?? 0);
    return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds];
  };
  const kill = (pid: number, signal: string | number = "SIGTERM") => {
    if (pid !== process.pid) {
      throw Object.assign(new realm.globals.Error("kill ESRCH"), { code: "ESRCH", errno: -3, syscall: "kill" });
    }
    const name =
      typeof signal === "string" ? signal : Object.keys(signals).find((each) => signals[each as "SIGINT"] === signal);
    if (name !== undefined) host.schedule(0, () => receive(name), `signal ${name}`);
    return true;
  };
  /** What a signal does: what the program listens for; or its end. */
  const receive = (signal: string) => {
    if (signal !== "SIGKILL" && process.emit(signal, signal, signals[signal as "SIGINT"])) return;
    process.exitCode = 128 + (signals[signal as "SIGINT"] ?? 0);
    host.exit(process.exitCode);
  };
  /** Says a warning, and lets the program hear it. */
  const warn = (warning: unknown, [given, code]: readonly unknown[]) => {
    const options = typeof given === "object" && given !== null ? (given as { type?: string; code?: string }) : {};
    const { type = "Warning", code: ownCode, ...rest } = typeof given === "string" ? { type: given, code } : options;
    const error = warning instanceof Error ? warning : new realm.globals.Error(String(warning));
    if (error !== warning)
      Object.assign(error, rest, { name: type, ...(ownCode === undefined ? {} : { code: ownCode }) });
    const prefix = error.code === undefined ? "" : `[${error.code}] `;
    tick(() => {
      if (host.isDead) return;
      const detail = error.detail === undefined ? "" : `\n${error.detail}`;
      const text = `(node:${process.pid}) ${prefix}${error.name}: ${error.message}${detail}`;
      for (const line of text.split("\n")) host.print("stderr", line);
      process.emit("warning", error);
    });
  };
  const process = Object.assign(new EventEmitter(), constants, {
    exitCode: undefined as number | undefined,
    pid: 1000 + number,
    argv: [constants.execPath, realm.file, ...host.args],
    argv0: "node",
    env: environment(host.env),
    /** What is not set already is set as the file says. */
    loadEnvFile: (path: string | URL = ".env") => {
      const found = parseEnv(realm.module("fs").readFileSync(path, "utf8"));
      for (const [name, value] of Object.entries(found)) process.env[name] ??= value;
    },
    availableMemory: () => 2 ** 31,
    constrainedMemory: () => 2 ** 32,
    stdout: output(realm, "stdout", 1),
    stderr: output(realm, "stderr", 2),
    stdin: input(realm),
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
      // What a process that was ended in the midst of an event has left behind asks for no more.
      if (!host.isDead) tick(callback, ...args);
    },
    hrtime: Object.assign(hrtime, { bigint: () => BigInt(host.nowUs) * 1000n }),
    uptime: () => host.uptimeUs / 1e6,
    // Where relative paths of fs begin.
    cwd: () => "/",
    chdir: () => host.refuse("process.chdir"),
    umask: () => 0o22,
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getegid: () => 1000,
    getgroups: () => [1000],
    memoryUsage: Object.assign(() => ({ ...memory }), { rss: () => memory.rss }),
    cpuUsage: () => ({ user: 0, system: 0 }),
    resourceUsage: () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: memory.rss >> 10 }),
    getActiveResourcesInfo: () => [],
    emitWarning: (warning: unknown, ...rest: unknown[]) => warn(warning, rest),
    kill,
    receive,
    abort: () => host.exit(134),
    exit: (code?: unknown) => {
      if (code !== undefined) process.exitCode = Number(code);
      return host.exit(process.exitCode ?? 0);
    },
    // What tells types apart is asked for by a name that is older than its module.
    binding: (name: string) =>
      name === "util" ? realm.module("util").types : host.refuse(`process.binding of ${name}`),
    dlopen: () => host.refuse("process.dlopen"),
    getBuiltinModule: (name: string) => (isBuiltin(name) ? realm.require(name) : undefined),
    allowedNodeEnvironmentFlags: new Set<string>(),
    report: { getReport: () => ({ header: { glibcVersionRuntime: "2.36" }, sharedObjects: [] }) },
    setUncaughtExceptionCaptureCallback: () => host.refuse("process.setUncaughtExceptionCaptureCallback"),
    hasUncaughtExceptionCaptureCallback: () => false,
    setSourceMapsEnabled: () => {},
  });
  Object.defineProperty(process, "receive", { enumerable: false });
  return Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });
}

/** Whatever is put there becomes a text. */
function environment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return new Proxy<NodeJS.ProcessEnv>(
    { ...given },
    {
      set: (target, name, value) => Reflect.set(target, name, `${value}`),
    },
  );
}

/** A stream whose lines are noted in the trace. */
function output(realm: Realm, name: "stdout" | "stderr", fd: number) {
  const { host } = realm;
  const decoder = new StringDecoder();
  let line = "";
  /** Whether a character may have come in part. */
  let isTorn = false;
  const take = (text: string) => {
    const end = text.indexOf("\n");
    if (end === text.length - 1 && end >= 0) {
      // As nearly all are: one whole line.
      const whole = line === "" ? text.slice(0, end) : line + text.slice(0, end);
      line = "";
      host.print(name, whole);
      return;
    }
    const lines = (line + text).split("\n");
    line = lines.pop() as string;
    for (const each of lines) host.print(name, each);
  };
  host.onEnd((how) => {
    if (how === "exit" && line !== "") host.print(name, line);
  });
  const stream = new Writable({
    decodeStrings: true,
    write(chunk, _, done) {
      const text = decoder.write(chunk);
      isTorn = Buffer.byteLength(text) !== chunk.length;
      take(text);
      done();
    },
  });
  // As for the real one, to end it is a mistake that nothing comes of.
  stream.destroy = () => stream;
  const { write } = stream;
  // A text goes nowhere else, and there is nothing to wait for: bytes would be made of it, only to be read again.
  stream.write = (...args: unknown[]) => {
    const [chunk] = args;
    const isPlain = typeof chunk === "string" && args.length === 1 && stream.writable && stream.writableCorked === 0;
    if (!isPlain || isTorn) return Reflect.apply(write, stream, args);
    take(chunk);
    return true;
  };
  return Object.assign(stream, {
    fd,
    isTTY: false,
    columns: 80,
    rows: 24,
    getColorDepth: () => 1,
    hasColors: () => false,
  });
}

/** A stream of what the program is given; to read it keeps the process running until all has been read. */
function input(realm: Realm) {
  const { host } = realm;
  const { stdin } = host;
  const text = Buffer.from(typeof stdin === "string" ? stdin : "");
  let given = false;
  const stream = new Readable({
    read() {
      if (given) return;
      given = true;
      if (typeof stdin !== "string") {
        host.hold("stdin");
        stdin.attach((text) => stream.push(text));
        return;
      }
      host.schedule(
        0,
        () => {
          if (text.length > 0) stream.push(text);
          stream.push(null);
        },
        "stdin",
      );
    },
  });
  return Object.assign(stream, {
    fd: 0,
    isTTY: false,
    ref: () => stream,
    unref: () => stream,
    setRawMode: () => stream,
  });
}
