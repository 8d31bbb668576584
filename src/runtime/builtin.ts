import type { Realm } from "./realm.js";

/**
 * How a program gets one of Node's modules. There is no fourth kind, and a module without an entry is refused:
 * - simulated: made for each realm, out of what its host offers;
 * - passed: Node's own, for what has no input or output but its arguments;
 * - refused: it can be loaded and looked at, with its constants, but a call of it throws.
 */
export type Builtin =
  | { readonly kind: "simulated"; make(realm: Realm): unknown }
  | { readonly kind: "passed" /** What it has besides, which is refused. */; readonly without?: readonly string[] }
  /** `instead` ends the message of the error: what a user may do. */
  | { readonly kind: "refused"; readonly instead?: string };

export function simulated(make: (realm: Realm) => unknown): Builtin {
  return { kind: "simulated", make };
}

export const passed: Builtin = { kind: "passed" };

export function refused(instead: string): Builtin {
  return { kind: "refused", instead };
}
