import { calmBlob } from "./blobs.js";
import { compressionStream } from "./compression-streams.js";
import { installDate } from "./dates.js";
import { encodeForm } from "./forms.js";
import { adopt, define, ownView } from "./identity.js";
import { leaveUnnumbered } from "./leaks.js";
import { installLocale } from "./locale.js";
import { makeFetch } from "./modules/fetch.js";
import { makeMessaging } from "./modules/messaging.js";
import { installNewer } from "./newer.js";
import type { Realm } from "./realm.js";
import { lookedThrough } from "./stacks.js";
import { cloner } from "./structured-clone.js";

// biome-ignore lint/suspicious/noExplicitAny: a global object
type Globals = Record<string, any>;

/** Node's own, which have no input or output but their arguments. A global that is not named in this file is not there. */
const passed = [
  "AbortController ByteLengthQueuingStrategy CountQueuingStrategy DOMException EventTarget FormData",
  "Headers ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest",
  "ReadableStreamDefaultController ReadableStreamDefaultReader TextDecoder TextDecoderStream TextEncoder",
  "TextEncoderStream TransformStream TransformStreamDefaultController URLSearchParams WritableStream",
  "WritableStreamDefaultController WritableStreamDefaultWriter atob btoa queueMicrotask",
]
  .join(" ")
  .split(" ");

/** Those that a realm makes for itself, each when it is first asked for. */
const made: Readonly<Record<string, (realm: Realm) => unknown>> = {
  process: (realm) => realm.module("process"),
  console: (realm) => realm.module("console"),
  crypto: (realm) => realm.module("crypto").webcrypto,
  Crypto: (realm) => realm.module("crypto").webcrypto.constructor,
  CryptoKey: (realm) => realm.module("crypto").webcrypto.CryptoKey,
  SubtleCrypto: (realm) => realm.module("crypto").subtle.constructor,
  ...from("perf_hooks", "performance", "Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure"),
  ...from("perf_hooks", "PerformanceObserver", "PerformanceObserverEntryList"),
  ...from("timers", "setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"),
  structuredClone: (realm) => cloner(realm.globals),
  MessageChannel: (realm) => makeMessaging(realm).MessageChannel,
  MessagePort: (realm) => makeMessaging(realm).MessagePort,
  BroadcastChannel: (realm) => makeMessaging(realm).BroadcastChannel,
  Blob: () => calmBlob(Blob),
  File: () => calmBlob(File),
  Buffer: () => cleanBuffer(),
  URL: ({ host }) => {
    // Their names are random, and those of the host.
    const refuse = () => host.refuse("URL.createObjectURL");
    return Object.assign(ownView(URL), { createObjectURL: refuse, revokeObjectURL: () => {} });
  },
  Request: (realm) => withForms(realm, "Request"),
  Response: (realm) => withForms(realm, "Response"),
  CompressionStream: (realm) => compressionStream(realm, "CompressionStream"),
  DecompressionStream: (realm) => compressionStream(realm, "DecompressionStream"),
  Event: (realm) => stamped(realm, Event),
  CustomEvent: (realm) => stamped(realm, CustomEvent),
  MessageEvent: (realm) => stamped(realm, MessageEvent),
  AbortSignal: (realm) => abortSignal(realm),
  fetch: makeFetch,
};

/** Gives a realm its globals. */
export function installGlobals(realm: Realm): void {
  const { globals, host } = realm;
  define(globals, "global", globals);
  for (const name of passed) {
    const value = (globalThis as Globals)[name];
    if (value !== undefined)
      define(globals, name, typeof value === "function" && /^[A-Z]/.test(name) ? ownView(value) : value);
  }
  for (const [name, make] of Object.entries(made)) {
    Object.defineProperty(globals, name, {
      configurable: true,
      get() {
        const value = make(realm);
        define(globals, name, value);
        return value;
      },
      set: (value) => define(globals, name, value),
    });
  }
  const wallMs = () => Math.floor(host.wallUs / 1000);
  installDate(globals, wallMs);
  installLocale(globals, wallMs);
  const random = host.random("Math.random");
  define(
    globals.Math,
    "random",
    adopt(globals, () => random.fraction()),
  );
  // As where these began to be supported: what Node's streams and timers have under them can be asked for.
  for (const name of ["dispose", "asyncDispose"] as const) {
    if (Symbol[name] !== undefined && globals.Symbol[name] === undefined) define(globals.Symbol, name, Symbol[name]);
  }
  installNewer(realm);
  leaveUnnumbered(globals.Promise.prototype);
  globals.Error.stackTraceLimit = lookedThrough;
  keepAll(globals);
  stayInThread(realm);
}

/** What is in a module as well. */
function from(module: string, ...names: readonly string[]): Record<string, (realm: Realm) => unknown> {
  return Object.fromEntries(names.map((name) => [name, (realm: Realm) => realm.module(module)[name]]));
}

/** Nothing depends on what the collector of garbage has got round to. */
function keepAll(globals: Globals): void {
  class StrongRef {
    private readonly target: object;
    constructor(target: object) {
      this.target = target;
    }
    deref() {
      return this.target;
    }
  }
  class IdleRegistry {
    register() {}
    unregister() {
      return false;
    }
  }
  for (const [name, kept] of Object.entries({ WeakRef: StrongRef, FinalizationRegistry: IdleRegistry })) {
    Object.defineProperty(kept, "name", { value: name, configurable: true });
    Object.defineProperty(kept.prototype, Symbol.toStringTag, { value: name, configurable: true });
    define(globals, name, adopt(globals, kept));
  }
}

/** Nothing waits for another thread, or is left to one. */
function stayInThread({ globals, host }: Realm): void {
  const { Atomics: atomics, WebAssembly: assembly, Promise: Settled } = globals;
  define(atomics, "wait", () => host.refuse("Atomics.wait"));
  define(atomics, "waitAsync", () => host.refuse("Atomics.waitAsync"));
  const settled = (make: () => unknown) =>
    new Settled((resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
      try {
        resolve(make());
      } catch (thrown) {
        reject(thrown);
      }
    });
  const { Module, Instance } = assembly;
  define(assembly, "compile", (bytes: unknown) => settled(() => new Module(bytes)));
  define(assembly, "instantiate", (source: unknown, imports: unknown) =>
    settled(() => {
      if (source instanceof Module) return new Instance(source, imports);
      const module = new Module(source);
      return { module, instance: new Instance(module, imports) };
    }),
  );
  for (const name of ["compileStreaming", "instantiateStreaming"]) delete assembly[name];
}

/** What was in memory before is nothing to go by: new buffers are empty. */
function cleanBuffer(): unknown {
  // Functions that can be called with `new`, as Node's can, and are by some.
  function allocUnsafe(size: number) {
    return Buffer.alloc(size);
  }
  function allocUnsafeSlow(size: number) {
    return Buffer.alloc(size);
  }
  return Object.assign(ownView(Buffer), { allocUnsafe, allocUnsafeSlow });
}

/** What has a form as its body has it encoded. */
function withForms(realm: Realm, name: "Request" | "Response"): unknown {
  const encoded = (body: unknown) => (body instanceof FormData ? encodeForm(realm, body) : body);
  return new Proxy(ownView(globalThis[name]), {
    construct(target, [first, init, ...more], newTarget) {
      const isForm = name === "Request" && init?.body instanceof FormData;
      const args = isForm ? [first, { ...init, body: encoded(init.body) }] : [encoded(first), init];
      return Reflect.construct(target, [...args, ...more], newTarget);
    },
  });
}

/** Events that say when they were made on the clock of their node. */
function stamped({ host }: Realm, kind: typeof Event | typeof CustomEvent | typeof MessageEvent): unknown {
  return new Proxy(ownView(kind), {
    construct(target, args, newTarget) {
      const event = Reflect.construct(target, args, newTarget);
      return Object.defineProperty(event, "timeStamp", { value: host.nowUs / 1000, configurable: true });
    },
  });
}

function abortSignal(realm: Realm): unknown {
  const { globals } = realm;
  const own = ownView(AbortSignal) as unknown as Globals;
  own.timeout = (delay: number) => {
    const controller = new AbortController();
    const problem = "The operation was aborted due to timeout";
    const abort = () => controller.abort(new DOMException(problem, "TimeoutError"));
    globals.setTimeout(abort, delay).unref();
    return controller.signal;
  };
  return own;
}
