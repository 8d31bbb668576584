import type { FaultRow } from "./row.js";

const first = ["at", "every", "when", "for"];
const last = ["by"];

/** A row as it stands in a scenario: `{ at: "5s", for: "1s", crash: "leader" }`; in place of a function stands `…`. */
export function writeRow(row: FaultRow): string {
  const verb = Object.keys(row).filter((key) => !first.includes(key) && !last.includes(key));
  return write(Object.fromEntries([...first, ...verb, ...last].map((key) => [key, row[key as keyof FaultRow]])));
}

function write(value: unknown): string {
  if (typeof value === "function") return "…";
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{ ${fields.map(([key, part]) => `${key}: ${write(part)}`).join(", ")} }`;
}
