import type { SequentialObject } from "./sequential-object.js";
import type { Value } from "./value.js";

export type CasRegisterRequest =
  | { readonly kind: "read" }
  | { readonly kind: "write"; readonly value: Value }
  /** Writes `value` if the register holds `expected`. */
  | { readonly kind: "compareAndSwap"; readonly expected: Value; readonly value: Value };

interface CasRegister extends SequentialObject<Value, CasRegisterRequest, Value> {
  read(): CasRegisterRequest;
  write(value: Value): CasRegisterRequest;
  compareAndSwap(expected: Value, value: Value): CasRegisterRequest;
}

/**
 * One value with compare-and-swap, which answers what the register held before, whether it then wrote or not (Herlihy
 * 1991, "Wait-Free Synchronization", section 3). `read` answers the value, `write` null.
 */
export const casRegister: CasRegister = {
  name: "compare-and-swap register",
  initial: null,
  apply(state, request) {
    switch (request.kind) {
      case "read":
        return { state, result: state };
      case "write":
        return { state: request.value, result: null };
      case "compareAndSwap":
        return { state: state === request.expected ? request.value : state, result: state };
    }
  },
  isRead: (request, result) =>
    request.kind === "read" ||
    (request.kind === "compareAndSwap" && result !== undefined && result !== request.expected),
  read: () => ({ kind: "read" }),
  write: (value) => ({ kind: "write", value }),
  compareAndSwap: (expected, value) => ({ kind: "compareAndSwap", expected, value }),
};
