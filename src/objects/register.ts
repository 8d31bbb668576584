import type { SequentialObject } from "./sequential-object.js";
import type { Value } from "./value.js";

export type RegisterValue = Value;

export type RegisterRequest =
  | { readonly kind: "read" }
  | { readonly kind: "write"; readonly value: RegisterValue }
  /** Writes `value` if the register holds `expected`. */
  | { readonly kind: "cas"; readonly expected: RegisterValue; readonly value: RegisterValue };

/** `read` answers the value; `write` null, for it saw nothing; `cas` whether it wrote. */
export type RegisterResult = RegisterValue;

interface Register extends SequentialObject<RegisterValue, RegisterRequest, RegisterResult> {
  read(): RegisterRequest;
  write(value: RegisterValue): RegisterRequest;
  cas(expected: RegisterValue, value: RegisterValue): RegisterRequest;
}

/** One value, which is null until it is written. */
export const register: Register = {
  name: "register",
  initial: null,
  apply(state, request) {
    switch (request.kind) {
      case "read":
        return { state, result: state };
      case "write":
        return { state: request.value, result: null };
      case "cas":
        return state === request.expected ? { state: request.value, result: true } : { state, result: false };
    }
  },
  isRead: ({ kind }, result) => kind === "read" || (kind === "cas" && result === false),
  read: () => ({ kind: "read" }),
  write: (value) => ({ kind: "write", value }),
  cas: (expected, value) => ({ kind: "cas", expected, value }),
};
