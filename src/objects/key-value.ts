import type { SequentialObject } from "./sequential-object.js";

export type Value = string | number | boolean | null;

export type KeyValueRequest =
  | { readonly kind: "get"; readonly key: string }
  | { readonly kind: "put"; readonly key: string; readonly value: Value }
  /** Puts `value` if the key holds `expected`. */
  | { readonly kind: "cas"; readonly key: string; readonly expected: Value; readonly value: Value }
  | { readonly kind: "delete"; readonly key: string };

/** `get` answers the value, or null; `put` and `delete` the value there was before; `cas` whether it was put. */
export type KeyValueResult = Value;

interface KeyValue extends SequentialObject<Value, KeyValueRequest, KeyValueResult> {
  get(key: string): KeyValueRequest;
  put(key: string, value: Value): KeyValueRequest;
  cas(key: string, expected: Value, value: Value): KeyValueRequest;
  delete(key: string): KeyValueRequest;
}

/** A store of values under keys; a key that was never put holds null. */
export const keyValue: KeyValue = {
  name: "key-value store",
  initial: null,
  apply(state, request) {
    switch (request.kind) {
      case "get":
        return { state, result: state };
      case "put":
        return { state: request.value, result: state };
      case "delete":
        return { state: null, result: state };
      case "cas":
        return state === request.expected ? { state: request.value, result: true } : { state, result: false };
    }
  },
  key: (request) => request.key,
  isRead: (request) => request.kind === "get",
  get: (key) => ({ kind: "get", key }),
  put: (key, value) => ({ kind: "put", key, value }),
  cas: (key, expected, value) => ({ kind: "cas", key, expected, value }),
  delete: (key) => ({ kind: "delete", key }),
};
