/** What kinds of values an expression can have. */
export type Kind = "a number" | "a length of time" | "a text" | "true or false" | "nothing" | "a list" | "an object";

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return "a number";
  if (typeof value === "string") return "a text";
  if (typeof value === "boolean") return "true or false";
  return Array.isArray(value) || ArrayBuffer.isView(value) ? "a list" : "an object";
}

export function kindsOf(values: readonly unknown[]): ReadonlySet<Kind> {
  return new Set(values.map(kindOf));
}

/** Some kinds, in words. */
export function tellKinds(kinds: ReadonlySet<Kind>): string {
  return [...kinds].filter((kind, _, all) => kind !== "nothing" || all.length === 1).join(" or ");
}
