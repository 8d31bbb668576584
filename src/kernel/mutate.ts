import type { Random } from "./random.js";

/**
 * Plain data with one small thing in it changed: a number by one, a flag turned, a character of a text, a bit of a byte
 * array, an element left out. What has nothing of the kind in it comes back as it is. Small changes near the true value find more than wild ones (ByzzFuzz, OOPSLA 2023). The `kind` of a message, at
 * the top, is spared, so that it is still understood.
 */
export function mutate(value: unknown, random: Random): unknown {
  const paths: (readonly string[])[] = [];
  collect(value, [], paths);
  return paths.length === 0 ? value : changeAt(value, random.pick(paths), random);
}

function collect(value: unknown, path: readonly string[], paths: (readonly string[])[]): void {
  if (value === null || value === undefined) return;
  if (typeof value !== "object") {
    if (path.length !== 1 || path[0] !== "kind") paths.push(path);
    return;
  }
  if (ArrayBuffer.isView(value)) {
    if (value.byteLength > 0) paths.push(path);
    return;
  }
  if (Array.isArray(value) && value.length > 0) paths.push(path);
  for (const key of Object.keys(value)) collect((value as Record<string, unknown>)[key], [...path, key], paths);
}

function changeAt(value: unknown, path: readonly string[], random: Random): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value, random);
  const inner = changeAt((value as Record<string, unknown>)[key], rest, random);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...(value as object), [key]: inner };
}

function change(value: unknown, random: Random): unknown {
  switch (typeof value) {
    case "number": {
      const changed = value + random.pick([-1, 1]);
      // What is too large for a step of one, or no number at all, becomes 0.
      return Number.isFinite(value) && changed !== value ? changed : 0;
    }
    case "bigint":
      return value + random.pick([-1n, 1n]);
    case "boolean":
      return !value;
    case "string": {
      if (value === "") return "?";
      const at = random.int(0, value.length - 1);
      return value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1);
    }
    default:
      return Array.isArray(value)
        ? value.toSpliced(random.int(0, value.length - 1), 1)
        : flipBit(value as ArrayBufferView, random);
  }
}

function flipBit(bytes: ArrayBufferView, random: Random): unknown {
  const copy = structuredClone(bytes);
  const all = new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength);
  all[random.int(0, all.length - 1)]! ^= 1 << random.int(0, 7);
  return copy;
}
