import type { SequentialObject } from "./sequential-object.js";
import type { Value } from "./value.js";

export type LogRequest =
  | { readonly kind: "append"; readonly value: Value }
  | { readonly kind: "read"; readonly from: number };

interface Log extends SequentialObject<readonly Value[], LogRequest, number | readonly Value[]> {
  append(value: Value): LogRequest;
  read(from?: number): LogRequest;
}

/**
 * Values one behind the other, which stay where they are (the shared log of Balakrishnan et al. 2012, "CORFU"). `append`
 * answers the position of the value, counted from 0; `read` all values from a position on.
 */
export const log: Log = {
  name: "log",
  initial: [],
  apply: (state, request) =>
    request.kind === "append"
      ? { state: [...state, request.value], result: state.length }
      : { state, result: state.slice(Math.max(request.from, 0)) },
  isRead: ({ kind }) => kind === "read",
  append: (value) => ({ kind: "append", value }),
  read: (from = 0) => ({ kind: "read", from }),
};
