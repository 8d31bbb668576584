import zlib from "node:zlib";
import { adopt, ownView } from "../identity.js";
import type { Realm } from "../realm.js";

// biome-ignore lint/suspicious/noExplicitAny: the insides of Node's streams
type Any = any;
type Sync = (data: Uint8Array, options?: object) => Buffer;
type Callback = (error: Error | null, result?: Buffer) => void;

/** What is done to bytes, by the name of its stream; some versions of Node do not have all. */
const changes = [
  "Gzip",
  "Gunzip",
  "Deflate",
  "Inflate",
  "DeflateRaw",
  "InflateRaw",
  "Unzip",
  "BrotliCompress",
  "BrotliDecompress",
  "ZstdCompress",
  "ZstdDecompress",
];

/** Node's own streams of compression, whose work is done in events of the node, and not by a thread. */
export function makeZlib(realm: Realm) {
  const { host, globals } = realm;
  const native = zlib as Any;
  const made = ownView(zlib) as Any;
  for (const change of changes) {
    const Native = native[change];
    if (Native === undefined) continue;
    const name = change[0]?.toLowerCase() + change.slice(1);
    const sync: Sync = native[`${name}Sync`];
    made[name] = (data: Uint8Array, options: object | Callback, callback?: Callback) => {
      const [settings, done] =
        typeof options === "function" ? [{}, options as Callback] : [options, callback as Callback];
      host.schedule(0, () => attempt(() => sync(data, settings), done), "zlib");
    };
    made[change] = new Proxy(ownView(Native), {
      apply: (_, _this, args) => new made[change](...args),
      construct: (_, args, newTarget) => {
        const [stream, told] = listened(Native, () => Reflect.construct(Native, args, newTarget));
        workInEvents(stream, told);
        return stream;
      },
    });
    made[`create${change}`] = adopt(globals, (options?: object) => new made[change](options));
  }
  return made;

  /** Puts what the handle of a stream is asked for into events. */
  function workInEvents(stream: Any, told: () => void): void {
    const handle = stream._handle;
    const { onerror } = handle;
    let isBroken = false;
    handle.onerror = (...args: unknown[]) => {
      isBroken = true;
      Reflect.apply(onerror, handle, args);
    };
    handle.write = (...args: unknown[]) => {
      host.schedule(
        0,
        () => {
          if (stream._handle === handle) handle.writeSync(...args);
          if (!isBroken) told.call(handle);
        },
        "zlib",
      );
    };
  }
}

/** Makes a stream; with it goes what its handle is given to be called when a thread is done. */
function listened(Native: Any, make: () => object): readonly [stream: object, told: () => void] {
  const prototype = prototypeOf(Native);
  const { init } = prototype;
  let told = () => {};
  prototype.init = function (this: unknown, ...args: unknown[]) {
    told = args.find((arg) => typeof arg === "function") as () => void;
    return Reflect.apply(init, this, args);
  };
  try {
    return [make(), told];
  } finally {
    prototype.init = init;
  }
}

/** What the handles of such streams have in common. */
const prototypes = new WeakMap<object, object>();

function prototypeOf(Native: Any): Any {
  let prototype = prototypes.get(Native);
  if (prototype === undefined) {
    const stream = new Native();
    prototype = Object.getPrototypeOf(stream._handle) as object;
    prototypes.set(Native, prototype);
    stream.close();
  }
  return prototype;
}

function attempt(make: () => Buffer, done: Callback): void {
  let result: Buffer;
  try {
    result = make();
  } catch (thrown) {
    done(thrown as Error);
    return;
  }
  done(null, result);
}
