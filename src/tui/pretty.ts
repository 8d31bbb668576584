import { brief } from "../playback/brief.js";
import { widthOf } from "./display-width.js";

const indent = "  ";
const deepest = 5;

/** Plain data in at most so many lines: a part gets lines of its own where it does not fit into one. */
export function pretty(value: unknown, width: number, most: number): string[] {
  const lines: string[] = [];
  write("", value, 0);
  return lines.length > most ? [...lines.slice(0, most - 1), "…"] : lines;

  function write(label: string, part: unknown, depth: number): void {
    if (lines.length > most) return;
    const head = indent.repeat(depth) + label;
    const room = Math.max(1, width - widthOf(head));
    // One more than fits is enough to see that it does not.
    const text = brief(part, room + 1);
    const isWhole = typeof part !== "object" || part === null || ArrayBuffer.isView(part);
    if (widthOf(text) <= room || isWhole || depth >= deepest) {
      lines.push(head + text);
      return;
    }
    const { title, entries } = takeApart(part);
    if (head + title !== "") lines.push((head + title).trimEnd());
    const inner = head + title === "" ? depth : depth + 1;
    for (const [key, own] of entries) write(`${key}: `, own, inner);
  }
}

function takeApart(value: object): { readonly title: string; readonly entries: Iterable<readonly [string, unknown]> } {
  if (value instanceof Map) return { title: "map", entries: named([...value]) };
  if (value instanceof Set) return { title: "set", entries: named([...value].map((each, at) => [at, each])) };
  const { kind, ...rest } = value as { readonly kind?: unknown };
  if (Array.isArray(value)) return { title: "", entries: named(value.map((each, at) => [at, each])) };
  return typeof kind === "string"
    ? { title: kind, entries: Object.entries(rest) }
    : { title: "", entries: Object.entries(value) };
}

function named(pairs: readonly (readonly [unknown, unknown])[]): [string, unknown][] {
  return pairs.map(([key, value]) => [typeof key === "number" ? `[${key}]` : brief(key), value]);
}
