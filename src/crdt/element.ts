/** What sets are made of. */
export type Element = string | number;

/** What a set is asked: `add` and `remove` answer whether they changed it, `read` the elements in order. */
export type SetRequest = GrowRequest | { readonly kind: "remove"; readonly element: Element };

/** What a set that only grows is asked. */
export type GrowRequest = { readonly kind: "add"; readonly element: Element } | { readonly kind: "read" };

export type SetResult = boolean | readonly Element[];

/** Numbers by size, then texts by code unit. */
export function compareElements(a: Element, b: Element): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isElement(value: unknown): value is Element {
  return typeof value === "string" || Number.isFinite(value);
}
