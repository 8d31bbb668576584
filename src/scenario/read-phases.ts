import type { Phase } from "./ask.js";
import type { Field } from "./field.js";

/** Reads rows of two; `what` shows one of them. */
export function readRows<T>(
  field: Field,
  what: string,
  read: (first: Field, second: Field, isLast: boolean) => T,
): T[] {
  const rows = field.elements();
  if (Array.isArray(field.value) && rows.length === 0) field.refuse(`must have at least one row`);
  return rows.flatMap((row, at) => {
    if (!Array.isArray(row.value) || row.value.length !== 2) {
      row.refuse(`must be ${what}`);
      return [];
    }
    const [first, second] = row.elements();
    return [read(first, second, at === rows.length - 1)];
  });
}

/** Reads phases: the last one, and no other, is for the rest. */
export function readPhases<T>(field: Field, what: string, read: (value: Field) => T): Phase<T>[] {
  let endUs = 0;
  return readRows(field, what, (length, value, isLast) => {
    if (isLast && length.value !== "rest") length.refuse('must be "rest", for the last phase has no end');
    else if (!isLast && length.value === "rest") length.refuse("has phases behind it, which never come");
    else endUs += isLast ? Number.POSITIVE_INFINITY : length.duration(1);
    return { endUs, value: read(value) };
  });
}
