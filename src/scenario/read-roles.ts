import type { Field } from "./field.js";
import { readRows } from "./read-phases.js";

/** The most clients there may be. */
export const maxClients = 100_000;

/** Reads rows for so many clients and so many; the last may be for the rest, which counts as infinity. */
export function readRoles<T>(
  field: Field,
  what: string,
  read: (part: Field) => T,
): { readonly counts: readonly number[]; readonly parts: readonly T[] } {
  const rows = readRows(field, `a row, [2, ${what}] or ["rest", ${what}]`, (clients, part, isLast) => {
    const isRest = clients.value === "rest";
    if (isRest && !isLast) clients.refuse("has rows behind it, which nobody is left for");
    if (!isRest && typeof clients.value !== "number") clients.refuse('must be a number of clients, or "rest"');
    else if (!isRest) clients.integer(1, maxClients);
    return { count: isRest ? Number.POSITIVE_INFINITY : (clients.value as number), part: read(part) };
  });
  return { counts: rows.map(({ count }) => count), parts: rows.map(({ part }) => part) };
}
