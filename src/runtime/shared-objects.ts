import buffer from "node:buffer";
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import stream from "node:stream";
import { inspect } from "node:util";

/*
 * Node has its modules once: classes, tables and settings are the same objects for all programs of a thread. What these
 * change of them lasts as long as the run, since it is to work on all that Node makes, too; the next run finds everything
 * as it was before.
 */

/** Where programs find what Node has made. */
const modules = [
  "assert async_hooks buffer crypto events http https querystring readline stream stream/web string_decoder",
  "url util zlib",
]
  .join(" ")
  .split(" ");

const globals = [
  "AbortController AbortSignal ArrayBuffer Blob BroadcastChannel DOMException DataView Event EventTarget File FormData",
  "Headers MessageEvent Request Response SharedArrayBuffer Uint8Array Int8Array Uint8ClampedArray Int16Array Uint16Array",
  "Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array WebAssembly",
]
  .join(" ")
  .split(" ");

/** What Node keeps where only functions of it lead. */
const settings: readonly { read(): unknown; write(value: never): void }[] = [
  {
    read: () => EventEmitter.defaultMaxListeners,
    write: (most) => Object.assign(EventEmitter, { defaultMaxListeners: most }),
  },
  {
    read: () => EventEmitter.captureRejections,
    write: (captures) => Object.assign(EventEmitter, { captureRejections: captures }),
  },
  { read: () => stream.getDefaultHighWaterMark(false), write: (bytes) => stream.setDefaultHighWaterMark(false, bytes) },
  { read: () => stream.getDefaultHighWaterMark(true), write: (count) => stream.setDefaultHighWaterMark(true, count) },
  { read: () => buffer.INSPECT_MAX_BYTES, write: (most) => Object.assign(buffer, { INSPECT_MAX_BYTES: most }) },
];

type Properties = ReadonlyMap<PropertyKey, PropertyDescriptor>;

/** What there was when the run under way began. */
const kept = new Map<object, Properties>();
let keptSettings: readonly unknown[] = [];
let isKept = false;

/** A program is about to run, which may change something. */
export function keepShared(): void {
  if (isKept) return;
  isKept = true;
  if (kept.size === 0) for (const object of sharedObjects()) kept.set(object, propertiesOf(object));
  // Between runs it is others who change something, and want it to stay.
  for (const [object, properties] of kept) if (!hasOnly(object, properties)) kept.set(object, propertiesOf(object));
  keptSettings = settings.map(({ read }) => read());
}

/** The run is over: puts back what its programs have changed. */
export function restoreShared(): void {
  if (!isKept) return;
  isKept = false;
  for (const [object, properties] of kept) if (!hasOnly(object, properties)) restore(object, properties);
  for (const [place, { read, write }] of settings.entries()) {
    const value = keptSettings[place];
    if (read() !== value) write(value as never);
  }
}

function propertiesOf(object: object): Properties {
  return new Map(Object.entries(Object.getOwnPropertyDescriptors(object)).concat(symbolsOf(object) as never));
}

function symbolsOf(object: object): (readonly [symbol, PropertyDescriptor | undefined])[] {
  return Object.getOwnPropertySymbols(object).map((name) => [name, Object.getOwnPropertyDescriptor(object, name)]);
}

/** Whether an object has these properties, and no others. */
function hasOnly(object: object, properties: Properties): boolean {
  if (Reflect.ownKeys(object).length !== properties.size) return false;
  for (const [name, property] of properties) if (!has(object, name, property)) return false;
  return true;
}

function has(object: object, name: PropertyKey, { value, get, set }: PropertyDescriptor): boolean {
  const now = Object.getOwnPropertyDescriptor(object, name);
  return now !== undefined && Object.is(now.value, value) && now.get === get && now.set === set;
}

function restore(object: object, properties: Properties): void {
  for (const name of Reflect.ownKeys(object)) if (!properties.has(name)) Reflect.deleteProperty(object, name);
  for (const [name, property] of properties)
    if (!has(object, name, property)) Reflect.defineProperty(object, name, property);
}

/** The prototypes and tables of Node's modules. What else classes have, each program sees by itself. */
function sharedObjects(): Set<object> {
  const load = createRequire(import.meta.url);
  const found = new Set<object>([inspect.defaultOptions, inspect.styles, inspect.colors]);
  const ends = new Set<unknown>([null, undefined, Object.prototype, Function.prototype, Array.prototype]);
  const visit = (value: unknown) => {
    if (typeof value === "object" && value !== null && ends.has(Object.getPrototypeOf(value))) found.add(value);
    if (typeof value !== "function") return;
    for (let { prototype } = value; !ends.has(prototype); prototype = Object.getPrototypeOf(prototype))
      found.add(prototype);
  };
  for (const name of modules) for (const value of Object.values(load(`node:${name}`))) visit(value);
  for (const name of globals) visit(Reflect.get(globalThis, name));
  return found;
}
