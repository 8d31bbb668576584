// What the engine makes, what Node's modules make and what the program makes are all of the same classes.
import assert from "node:assert";
import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { parse } from "node:querystring";
import { Readable } from "node:stream";
import util, { inspect, types } from "node:util";

const say = (...words) => console.log(...words);
const caught = (act) => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const engine = caught(() => null.x);
const module = caught(() => Buffer.alloc("x"));
const own = new (class Own extends TypeError {})("mine");
for (const error of [engine, module, own, caught(() => new Array(-1)), caught(() => JSON.parse("{"))]) {
  say(
    error instanceof Error,
    error instanceof TypeError,
    error instanceof RangeError,
    error instanceof Object,
    error.name,
  );
}
say(engine.constructor === TypeError, own.constructor.name);
class Mine extends Error {}
say(new Mine() instanceof Mine, new Error() instanceof Mine, module instanceof Mine, new Mine() instanceof Error);
say(
  Buffer.from("a") instanceof Uint8Array,
  new Uint8Array(1) instanceof Uint8Array,
  Buffer.from("a").buffer instanceof ArrayBuffer,
);
const clone = structuredClone({ a: [1, new Map([[{ b: 1 }, new Set([1])]])], d: new Date(5), e: new RangeError("x") });
say(
  clone instanceof Object,
  clone.a instanceof Array,
  Array.isArray(clone.a),
  clone.a[1] instanceof Map,
  clone.d instanceof Date,
);
say(
  Object.getPrototypeOf(clone) === Object.prototype,
  Object.getPrototypeOf(clone.a) === Array.prototype,
  clone.e instanceof RangeError,
);
assert.deepStrictEqual(structuredClone({ a: [{ b: new Date(1) }] }), { a: [{ b: new Date(1) }] });
say(
  caught(() => assert.strictEqual(1, 2)) instanceof assert.AssertionError,
  caught(() => assert.strictEqual(1, 2)) instanceof Error,
);
say(parse("a=1&a=2").a instanceof Array, inspect({ a: new Map([[1, { b: [1, 2] }]]), e: class A {} }));
say(inspect(new Date(0)), inspect([new Error("x").message]), inspect(Promise.resolve(1)), inspect(Object.create(null)));
say(
  (async () => {})() instanceof Promise,
  util.promisify((done) => done(null, 1))() instanceof Promise,
  once(new EventEmitter(), "x") instanceof Promise,
);
say(
  types.isPromise(Promise.resolve()),
  types.isDate(new Date()),
  types.isNativeError(engine),
  util.isDeepStrictEqual([1], [1]),
);
say(
  EventEmitter === (await import("node:events")).default,
  new EventEmitter() instanceof EventEmitter,
  Readable.from([]) instanceof EventEmitter,
);
class Emitter extends EventEmitter {}
say(new Emitter() instanceof Emitter, new EventEmitter() instanceof Emitter);
say(
  createHash("sha256").update("x").digest("hex").slice(0, 16),
  createHash("md5").update(Buffer.from("y")).digest() instanceof Uint8Array,
);
say(
  new Date() instanceof Date,
  new (class D extends Date {})() instanceof Date,
  Object.prototype.toString.call(new Date()),
  Date.name,
  Date.length,
);
say(new Function("return 1")(), (() => {}) instanceof Function, setTimeout instanceof Function, eval("1 + 1"));
say(String(process), Object.prototype.toString.call(process), process instanceof EventEmitter, typeof process.version);
say(await new Promise((resolve) => new EventEmitter().on("x", resolve).emit("x", "emitted")));
say(
  caught(() => new EventEmitter().emit("error", new Mine("unheard"))) instanceof Mine,
  caught(() => new EventEmitter().emit("error", 1)).code,
);
const abort = new AbortController();
abort.abort();
say(
  abort.signal.reason.name,
  abort.signal instanceof AbortSignal,
  abort.signal instanceof EventTarget,
  new Event("x") instanceof Event,
);
const [buffer, url, utilities] = [await import("node:buffer"), await import("node:url"), await import("node:util")];
say(buffer.Buffer === Buffer, url.URL === URL, utilities.TextEncoder === TextEncoder, buffer.Blob === Blob);
say(Buffer.isBuffer(Buffer.from("a")), Buffer.from("a") instanceof Buffer, Buffer.allocUnsafe(3).length, Buffer.concat([Buffer.from("a")]) instanceof Buffer);
say(new URL("a", "http://b/") instanceof URL, URL.canParse("x"), Buffer.name, Buffer.from([1, 2]).equals(new Uint8Array([1, 2])), Buffer.poolSize);
class Special extends Event {}
say(
  new Special("y") instanceof Special,
  new Special("y") instanceof Event,
  new Event("x") instanceof Special,
  new Special("y").type,
);
say(
  new URL("http://a/b?c=d#e").searchParams.get("c"),
  new TextDecoder().decode(new TextEncoder().encode("ü")),
  btoa("x"),
  atob("eA=="),
);
