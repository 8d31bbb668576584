import type { Service } from "./service.js";

/** A timestamp for each request: 0, 1, 2 and so on. */
export const linTso: Service<{ next: number }> = {
  types: ["ts"],
  memory: () => ({ next: 0 }),
  answer: (memory) => ({ type: "ts_ok", ts: memory.next++ }),
};
