import { types } from "node:util";

// biome-ignore lint/suspicious/noExplicitAny: a global object
type Globals = Record<string, any>;

/** `structuredClone` of a realm: the clone is made by Node, and then given the realm's own classes. */
export function cloner(globals: Globals) {
  const classOf = (value: object): string | undefined => {
    if (Array.isArray(value)) return "Array";
    if (types.isMap(value)) return "Map";
    if (types.isSet(value)) return "Set";
    if (types.isDate(value)) return "Date";
    if (types.isRegExp(value)) return "RegExp";
    if (types.isNativeError(value)) return value.name in globals ? value.name : "Error";
    return Object.getPrototypeOf(value) === Object.prototype ? "Object" : undefined;
  };
  const adoptAll = (value: unknown, seen: Set<object>): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    const name = classOf(value);
    if (name === undefined) return;
    Object.setPrototypeOf(value, globals[name].prototype);
    if (types.isMap(value)) for (const [key, part] of value) for (const each of [key, part]) adoptAll(each, seen);
    if (types.isSet(value)) for (const part of value) adoptAll(part, seen);
    for (const part of Object.values(value)) adoptAll(part, seen);
  };
  return <T>(value: T, options?: Parameters<typeof structuredClone>[1]): T => {
    const clone = structuredClone(value, options);
    adoptAll(clone, new Set());
    return clone;
  };
}
