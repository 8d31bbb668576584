// Counts how often it was started since its module was made, in what it has in memory.
import { memory } from "./memory.ts";

memory.starts++;
(globalThis as { marks?: number }).marks = ((globalThis as { marks?: number }).marks ?? 0) + 1;
(Array.prototype as { shared?: number }).shared = ((Array.prototype as { shared?: number }).shared ?? 0) + 1;
Object.assign(process.env, { STARTS: String(memory.starts) });

export const state = {
  starts: memory.starts,
  marks: (globalThis as { marks?: number }).marks,
  patched: ([] as { shared?: number }).shared,
  env: process.env.STARTS,
  path: process.env.PATH ?? null,
};
setInterval(() => {}, 1000);
