/*
 * States are what processes make of them: objects, arrays, maps and sets that change in place, and frozen values, which
 * do not. A copy shares what can never change and has everything else anew.
 */

const deepest = 200;

/** What a value is made of, as far as it can change in place. Everything else is a leaf. */
export type Shape = "leaf" | "record" | "array" | "map" | "set" | "bytes";

export function shapeOf(value: unknown): Shape {
  if (typeof value !== "object" || value === null) return "leaf";
  if (Array.isArray(value)) return "array";
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "record";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  if (ArrayBuffer.isView(value)) return "bytes";
  return isOpaque(value) ? "leaf" : "record";
}

/** Objects whose parts nobody sees. */
const opaque = [RegExp, Error, Promise, WeakMap, WeakSet, ArrayBuffer] as const;

function isOpaque(value: object): boolean {
  return value instanceof Date || opaque.some((kind) => value instanceof kind);
}

/** Whether a value can never change: it is frozen through and through, or there is nothing in it to change. */
export function isSettled(value: unknown, depth = 0): boolean {
  const shape = shapeOf(value);
  if (shape === "leaf") return true;
  if ((shape !== "record" && shape !== "array") || !Object.isFrozen(value) || depth > deepest) return false;
  if (shape === "array") return (value as unknown[]).every((part) => isSettled(part, depth + 1));
  return Object.keys(value as object).every((key) => isSettled((value as Fields)[key], depth + 1));
}

type Fields = Record<string, unknown>;

/** A copy that stays as the value is now. Throws a `TypeError` if the value contains itself. */
export function copyOf(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new TypeError(`it is more than ${deepest} levels deep, or contains itself`);
  if (isSettled(value)) return value;
  const inner = (part: unknown) => copyOf(part, depth + 1);
  switch (shapeOf(value)) {
    case "array":
      return (value as unknown[]).map(inner);
    case "map":
      return new Map([...(value as Map<unknown, unknown>)].map(([key, part]) => [inner(key), inner(part)]));
    case "set":
      return new Set([...(value as Set<unknown>)].map(inner));
    case "bytes": {
      const { buffer, byteOffset, byteLength } = value as ArrayBufferView;
      return new Uint8Array(buffer, byteOffset, byteLength).slice();
    }
    default: {
      const copy = Object.create(Object.getPrototypeOf(value)) as Fields;
      for (const key of Object.keys(value as object)) define(copy, key, inner((value as Fields)[key]));
      return copy;
    }
  }
}

/** Sets a field, whatever its name. */
export function define(fields: object, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  } else (fields as Fields)[key] = value;
}

/** Whether a copy still says what its value says. All functions are alike. */
export function isSame(copy: unknown, value: unknown): boolean {
  if (Object.is(copy, value)) return true;
  const shape = shapeOf(value);
  if (shape !== shapeOf(copy)) return false;
  switch (shape) {
    case "leaf":
      return typeof copy === "function" && typeof value === "function";
    case "array":
      return areSame(copy as unknown[], value as unknown[]);
    case "map": {
      const [one, other] = [copy, value] as Map<unknown, unknown>[];
      return areSame([...one.keys()], [...other.keys()]) && areSame([...one.values()], [...other.values()]);
    }
    case "set":
      return areSame([...(copy as Set<unknown>)], [...(value as Set<unknown>)]);
    case "bytes":
      return areSame(bytesOf(copy as ArrayBufferView), bytesOf(value as ArrayBufferView));
    case "record":
      return haveSame(copy as Fields, value as Fields);
  }
}

/** The order of fields makes no difference. */
function haveSame(copy: Fields, value: Fields): boolean {
  if (Object.getPrototypeOf(copy) !== Object.getPrototypeOf(value)) return false;
  let count = 0;
  for (const key in value) {
    const part = copy[key];
    if (part === undefined && !Object.hasOwn(copy, key)) return false;
    if (!Object.is(part, value[key]) && !isSame(part, value[key])) return false;
    count++;
  }
  for (const _ in copy) count--;
  return count === 0;
}

function areSame(copies: ArrayLike<unknown>, values: ArrayLike<unknown>): boolean {
  if (copies.length !== values.length) return false;
  for (let place = 0; place < values.length; place++) {
    // Most are the same ones: asking here first saves a call for each.
    if (!Object.is(copies[place], values[place]) && !isSame(copies[place], values[place])) return false;
  }
  return true;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
