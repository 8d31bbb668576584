import { type Builtin, passed, refused } from "./builtin.js";

/**
 * Node's modules as programs get them, by name without `node:`. A simulated one is one file in `modules/` and one line
 * here; what is not listed is refused.
 */
export const builtins: Readonly<Record<string, Builtin>> = {
  assert: passed,
  "assert/strict": passed,
  buffer: passed,
  events: passed,
  path: passed,
  "path/posix": passed,
  "path/win32": passed,
  punycode: passed,
  querystring: passed,
  stream: passed,
  "stream/consumers": passed,
  "stream/promises": passed,
  "stream/web": passed,
  string_decoder: passed,
  url: passed,
  util: passed,
  "util/types": passed,

  child_process: refused("start another node in the scenario"),
  cluster: refused("start another node in the scenario", { isPrimary: true, isMaster: true, isWorker: false }),
  worker_threads: refused("start another node in the scenario", {
    isMainThread: true,
    threadId: 0,
    parentPort: null,
    workerData: null,
  }),
};
