/*
 * Plain data is what may leave a node: null, booleans, numbers, strings, bigints, byte arrays, and arrays and objects of
 * these. Nodes share one process, so what leaves one is frozen: whoever changed it later would reach into another node.
 */

const deepest = 200;

/** Objects that hold something, and nothing of it under a key. */
const opaque = [Map, Set, WeakMap, WeakSet, Promise, RegExp, Error, ArrayBuffer] as const;

/**
 * Freezes plain data through and through, and gives it back. Data that is frozen already costs one look. Byte arrays cannot be
 * frozen: whoever has sent one must not change it.
 */
export function freeze<T>(value: T): T {
  if (typeof value === "object") {
    if (value !== null && !Object.isFrozen(value)) freezeObject(value, 0);
  } else if (typeof value === "function") {
    throw new TypeError("a function cannot be sent or stored: messages and records are plain data");
  }
  return value;
}

function freezeObject(value: object, depth: number): void {
  if (ArrayBuffer.isView(value)) return;
  if (depth > deepest) throw new TypeError(`plain data is at most ${deepest} levels deep, and never contains itself`);
  let empty = !Array.isArray(value);
  if (Array.isArray(value)) {
    // A list of thousands of numbers is as common as one of three: names of elements would have to be made up first.
    for (let at = 0; at < value.length; at++) freezePart(value[at], at, depth);
  } else {
    for (const key in value) {
      empty = false;
      freezePart((value as Record<string, unknown>)[key], key, depth);
    }
  }
  if (empty && (value instanceof Date || opaque.some((kind) => value instanceof kind))) {
    throw new TypeError(`a ${value.constructor.name} cannot be sent or stored: messages and records are plain data`);
  }
  // After its parts: what is refused is not frozen, so that it is refused again when it is tried again.
  Object.freeze(value);
}

function freezePart(part: unknown, key: string | number, depth: number): void {
  if (typeof part === "object") {
    if (part !== null && !Object.isFrozen(part)) freezeObject(part, depth + 1);
  } else if (typeof part === "function") {
    throw new TypeError(`"${key}" is a function: messages and records are plain data`);
  }
}

/**
 * One text for equal values: like JSON, but with sorted keys, and telling apart what JSON loses (undefined, NaN, -0,
 * bigints, bytes, maps, sets). Meant for digests and comparisons, not for reading back.
 */
export function canonical(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > deepest) throw new TypeError(`a value is more than ${deepest} levels deep, or contains itself`);
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return "function";
    case "object":
      return value === null ? "null" : writeObject(value, depth);
    default:
      return String(value);
  }
}

function writeObject(value: object, depth: number): string {
  const inner = (part: unknown) => write(part, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join()}]`;
  if (value instanceof Map) return `map(${[...value].map(([key, part]) => `${inner(key)}:${inner(part)}`).join()})`;
  if (value instanceof Set) return `set(${[...value].map(inner).join()})`;
  if (ArrayBuffer.isView(value)) {
    return `bytes(${new Uint8Array(value.buffer, value.byteOffset, value.byteLength).join()})`;
  }
  if (value instanceof Error || value instanceof RegExp) return `${value}`;
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${inner((value as Record<string, unknown>)[key])}`).join()}}`;
}

/** A fair estimate, in bytes, of how much room plain data takes on a wire or a disk. */
export function sizeBytes(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let size = 2;
  for (const key in value) {
    size += (Array.isArray(value) ? 1 : key.length + 3) + sizeBytes((value as Record<string, unknown>)[key]);
  }
  return size;
}
