import type { Range } from "../playback/action.js";
import type { Recording } from "../playback/recording.js";

/** Steps for programs, one JSON object a line. A bigint is a text, a map an object; sets and bytes are lists. */
export function* jsonLines(recording: Recording, [first, last]: Range): Generator<string> {
  for (let step = first; step <= last; step++) yield `${JSON.stringify(recording.stepAt(step), plain)}\n`;
}

export function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  return value;
}
