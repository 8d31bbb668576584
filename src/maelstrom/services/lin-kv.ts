import { changeKey, keyName, keyValueTypes } from "./key-value.js";
import type { Service } from "./service.js";

/** A map that all requests go through one by one, as they arrive: linearizable. */
export const linKv: Service<Map<string, unknown>> = {
  types: keyValueTypes,
  memory: () => new Map(),
  answer(values, request) {
    const key = keyName(request);
    const { reply, written } = changeKey(values.get(key), request);
    if (written !== undefined) values.set(key, written.value);
    return reply;
  },
};
