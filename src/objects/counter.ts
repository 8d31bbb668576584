import type { SequentialObject } from "./sequential-object.js";

export type CounterRequest =
  | { readonly kind: "read" }
  | { readonly kind: "add"; readonly delta: number }
  | { readonly kind: "addAndGet"; readonly delta: number };

interface Counter extends SequentialObject<number, CounterRequest, number | null> {
  read(): CounterRequest;
  add(delta: number): CounterRequest;
  addAndGet(delta: number): CounterRequest;
}

/**
 * A number that begins at 0. `read` answers it, `add` null, for it saw nothing, and `addAndGet` what it is then, as the
 * atomic integers of java.util.concurrent do.
 */
export const counter: Counter = {
  name: "counter",
  initial: 0,
  apply(state, request) {
    switch (request.kind) {
      case "read":
        return { state, result: state };
      case "add":
        return { state: state + request.delta, result: null };
      case "addAndGet":
        return { state: state + request.delta, result: state + request.delta };
    }
  },
  isRead: ({ kind }) => kind === "read",
  read: () => ({ kind: "read" }),
  add: (delta) => ({ kind: "add", delta }),
  addAndGet: (delta) => ({ kind: "addAndGet", delta }),
};
