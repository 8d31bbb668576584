import type { StateChange } from "../../src/playback/recording.js";

/** Makes a state of the one before by its changes, the simple way: everything is copied first. */
export function carryOut(before: unknown, changes: readonly Pick<StateChange, "path" | "before" | "after">[]): unknown {
  let state = deepCopy(before);
  for (const { path, before, after } of changes) {
    const key = path.at(-1);
    if (key === undefined) {
      state = deepCopy(after);
      continue;
    }
    const container = path.slice(0, -1).reduce((part: unknown, key) => partOf(part, key), state);
    const isThere = before !== undefined;
    if (Array.isArray(container)) {
      container.splice(Number(key), isThere ? 1 : 0, ...(after === undefined ? [] : [deepCopy(after)]));
    } else if (container instanceof Map) {
      if (after === undefined) container.delete(key);
      else container.set(key, deepCopy(after));
    } else if (container instanceof Set) {
      if (after === undefined) container.delete(key);
      else container.add(key);
    } else if (after === undefined) delete (container as Record<string, unknown>)[key];
    else (container as Record<string, unknown>)[key] = deepCopy(after);
  }
  return state;
}

function partOf(container: unknown, key: string | number): unknown {
  return container instanceof Map ? container.get(key) : (container as Record<string, unknown>)[key];
}

function deepCopy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, deepCopy(part)]));
  if (value instanceof Set) return new Set(value);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deepCopy(part)]));
}
