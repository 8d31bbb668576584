import type { FaultRow } from "./row.js";

const first = ["at", "every", "when", "for"];

/** A row as one would write it into a scenario: `{ at: "5s", for: "10s", partition: "leader" }`. */
export function writeRow(row: FaultRow): string {
  const { by, ...rest } = row as unknown as Readonly<Record<string, unknown>>;
  const keys = Object.keys(rest);
  const inOrder = [...first.filter((key) => keys.includes(key)), ...keys.filter((key) => !first.includes(key))];
  return write({ ...Object.fromEntries(inOrder.map((key) => [key, rest[key]])), by });
}

function write(value: unknown): string {
  if (typeof value === "function") return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${entries.map(([key, inner]) => `${key}: ${write(inner)}`).join(", ")} }`;
}
