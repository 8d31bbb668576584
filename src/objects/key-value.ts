import type { SequentialObject } from "./sequential-object.js";
import type { Value } from "./value.js";

export type { Value } from "./value.js";

export type KeyValueRequest =
  | { readonly kind: "get"; readonly key: string }
  | { readonly kind: "put"; readonly key: string; readonly value: Value }
  /** Writes text behind what the key holds; behind nothing, if it holds null. */
  | { readonly kind: "append"; readonly key: string; readonly value: string }
  /** Puts `value` if the key holds `expected`. */
  | { readonly kind: "cas"; readonly key: string; readonly expected: Value; readonly value: Value }
  | { readonly kind: "delete"; readonly key: string };

/** `get` answers the value, or null; `put`, `append` and `delete` the value there was before; `cas` whether it was put. */
export type KeyValueResult = Value;

interface KeyValue extends SequentialObject<Value, KeyValueRequest, KeyValueResult> {
  get(key: string): KeyValueRequest;
  put(key: string, value: Value): KeyValueRequest;
  append(key: string, value: string): KeyValueRequest;
  cas(key: string, expected: Value, value: Value): KeyValueRequest;
  delete(key: string): KeyValueRequest;
}

/** A store of values under keys, with the requests of Maelstrom's lin-kv and Porcupine's kv; a key that was never put holds null. */
export const keyValue: KeyValue = {
  name: "key-value store",
  initial: null,
  apply(state, request) {
    switch (request.kind) {
      case "get":
        return { state, result: state };
      case "put":
        return { state: request.value, result: state };
      case "append":
        return { state: `${state ?? ""}${request.value}`, result: state };
      case "delete":
        return { state: null, result: state };
      case "cas":
        return state === request.expected ? { state: request.value, result: true } : { state, result: false };
    }
  },
  key: (request) => request.key,
  isRead: ({ kind }, result) =>
    kind === "get" || (kind === "cas" && result === false) || (kind === "delete" && result === null),
  get: (key) => ({ kind: "get", key }),
  put: (key, value) => ({ kind: "put", key, value }),
  append: (key, value) => ({ kind: "append", key, value }),
  cas: (key, expected, value) => ({ kind: "cas", key, expected, value }),
  delete: (key) => ({ kind: "delete", key }),
};
