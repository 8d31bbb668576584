/** A keyword of EDN, which plain data does not have. */
export class Keyword {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Plain data as EDN. */
export function ednText(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (value instanceof Keyword) return `:${value.name}`;
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object") return typeof value === "string" ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(ednText).join(" ")}]`;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)} ${ednText(part)}`).join(", ")}}`;
}

/** A map whose keys are keywords. */
export function ednRecord(record: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(record).filter(([, part]) => part !== undefined);
  return `{${entries.map(([key, part]) => `:${key} ${ednText(part)}`).join(", ")}}`;
}

function numberText(value: number): string {
  // Without a point it would be an exact whole number, and too large for a number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return String(value).replace(/^(-?\d+)$/, "$1.0");
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "##NaN" : value > 0 ? "##Inf" : "##-Inf";
}
