import { types } from "node:util";

/** A value of a realm as plain data that keeps nothing of the realm: what it is made of, without functions and classes. */
export function plainCopy(value: unknown, depth = 0): unknown {
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (depth > 100) throw new TypeError("a state contains itself");
  const inner = (part: unknown) => plainCopy(part, depth + 1);
  if (Array.isArray(value)) return Array.from(value, inner);
  if (types.isMap(value)) return new Map([...value].map(([key, part]) => [inner(key), inner(part)]));
  if (types.isSet(value)) return new Set([...value].map(inner));
  if (types.isDate(value)) return value.getTime();
  if (types.isNativeError(value) || types.isRegExp(value)) return String(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (typeof part === "function" ? [] : [[name, inner(part)]])),
  );
}
