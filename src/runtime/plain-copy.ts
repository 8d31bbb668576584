import { types } from "node:util";

/** A value of a realm as plain data that keeps nothing of the realm: what it is made of, without functions and classes. */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth > 100) throw new TypeError("a state contains itself");
  // Copied after each event of its program: loops, since most of it is lists of numbers and names.
  const inner = depth + 1;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (let at = 0; at < value.length; at++) copy.push(plainCopy(value[at], inner));
    return copy;
  }
  if (!isLiteral(value)) {
    if (types.isMap(value)) {
      const copy = new Map();
      for (const [key, part] of value) copy.set(plainCopy(key, inner), plainCopy(part, inner));
      return copy;
    }
    if (types.isSet(value)) {
      const copy = new Set();
      for (const part of value) copy.add(plainCopy(part, inner));
      return copy;
    }
    if (types.isDate(value)) return value.getTime();
    if (types.isNativeError(value) || types.isRegExp(value)) return String(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[name];
    if (typeof part === "function") continue;
    const copied = plainCopy(part, inner);
    if (name === "__proto__") Object.defineProperty(copy, name, { value: copied, enumerable: true });
    else copy[name] = copied;
  }
  return copy;
}

/** Whether an object is as `{}` makes them, in any realm. */
function isLiteral(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype !== null && Object.getPrototypeOf(prototype) === null;
}
