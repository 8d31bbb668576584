import channels from "node:diagnostics_channel";
import { builtinModules, isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { ownView, replace } from "../identity.js";
import type { Realm } from "../realm.js";

/** Modules of which little is needed. */

export const makeModule = (realm: Realm) => ({
  builtinModules,
  isBuiltin,
  createRequire: (from: string | URL) => Object.assign(requireFrom(realm, from), realm.require),
  findPackageJSON: () => undefined,
  register: () => realm.host.refuse("module.register"),
  registerHooks: () => realm.host.refuse("module.registerHooks"),
  syncBuiltinESMExports() {},
  enableCompileCache() {},
});

/** As the program's own `require`; data beside a file of the program is read from the machine's disk. */
function requireFrom(realm: Realm, from: string | URL) {
  const folder = dirname(/^file:/.test(String(from)) ? fileURLToPath(from) : String(from));
  return (name: string) => {
    if (!/^\.{0,2}\/.*\.json$/.test(name)) return realm.require(name);
    return realm.globals.JSON.parse(realm.module("fs").readFileSync(resolve(folder, name), "utf8"));
  };
}

export const makeTty = ({ host }: Realm) => ({
  isatty: () => false,
  ReadStream: refusing(() => host.refuse("tty.ReadStream")),
  WriteStream: refusing(() => host.refuse("tty.WriteStream")),
});

export const makeV8 = ({ host }: Realm) => ({
  serialize: v8.serialize,
  deserialize: v8.deserialize,
  Serializer: v8.Serializer,
  Deserializer: v8.Deserializer,
  DefaultSerializer: v8.DefaultSerializer,
  DefaultDeserializer: v8.DefaultDeserializer,
  getHeapStatistics: () => ({ total_heap_size: 32 << 20, used_heap_size: 16 << 20, heap_size_limit: 2 ** 31 }),
  getHeapSpaceStatistics: () => [],
  cachedDataVersionTag: () => 0,
  setFlagsFromString: () => host.refuse("v8.setFlagsFromString"),
  writeHeapSnapshot: () => host.refuse("v8.writeHeapSnapshot"),
  getHeapSnapshot: () => host.refuse("v8.getHeapSnapshot"),
});

/** Lines, told apart by what they end in and never by how quickly they come. */
export const makeReadline = () => {
  const { createInterface, promises } = readline;
  const calm = (input: unknown, output?: unknown) => ({
    crlfDelay: Number.POSITIVE_INFINITY,
    terminal: false,
    ...(isStream(input) ? { input, output } : (input as object)),
  });
  const made = (create: typeof createInterface) => (input: unknown, output?: unknown) =>
    create(calm(input, output) as unknown as readline.ReadLineOptions);
  return replace(ownView(readline), {
    createInterface: made(createInterface),
    promises: replace(ownView(promises), { createInterface: made(promises.createInterface as never) }),
  });
};

function isStream(value: unknown): boolean {
  return typeof (value as { on?: unknown }).on === "function";
}

/** Channels of one realm: nobody outside it is told of anything. */
export const makeDiagnosticsChannel = () => {
  const known = new Map<string | symbol, channels.Channel>();
  const channel = (name: string | symbol) => {
    let found = known.get(name);
    if (found === undefined) {
      found = channels.channel(Symbol(String(name)));
      known.set(name, found);
    }
    return found;
  };
  type Listener = channels.ChannelListener;
  const parts = ["start", "end", "asyncStart", "asyncEnd", "error"];
  return replace(ownView(channels), {
    channel,
    hasSubscribers: (name: string | symbol) => channel(name).hasSubscribers,
    subscribe: (name: string | symbol, listener: Listener) => channel(name).subscribe(listener),
    unsubscribe: (name: string | symbol, listener: Listener) => channel(name).unsubscribe(listener),
    tracingChannel: (name: unknown) =>
      channels.tracingChannel(
        typeof name === "string"
          ? (Object.fromEntries(parts.map((part) => [part, channel(`tracing:${name}:${part}`)])) as never)
          : (name as never),
      ),
  });
};

/** What throws when it is called or made, and not before. */
function refusing(refuse: () => never): () => void {
  return function refused() {
    refuse();
  };
}
