import { type Builtin, passed, refused, simulated } from "./builtin.js";
import { makeAsyncHooks } from "./modules/async-hooks.js";
import { makeConsole } from "./modules/console.js";
import { makeCrypto } from "./modules/crypto.js";
import { makeDgram } from "./modules/dgram.js";
import { makeDns } from "./modules/dns.js";
import { makeFs } from "./modules/fs.js";
import { makeHttp } from "./modules/http.js";
import { makeHttps } from "./modules/https.js";
import { makeNet } from "./modules/net.js";
import { makeOs } from "./modules/os.js";
import { makePath } from "./modules/path.js";
import { makePerformance } from "./modules/performance.js";
import { makeProcess } from "./modules/process.js";
import { makeDiagnosticsChannel, makeModule, makeReadline, makeTty, makeV8 } from "./modules/small.js";
import { timers } from "./modules/timers.js";
import { makeTls } from "./modules/tls.js";
import { makeCluster, makeWorkerThreads } from "./modules/workers.js";
import { makeZlib } from "./modules/zlib.js";

/**
 * Node's modules as programs get them, by name without `node:`. A simulated one is one file in `modules/` and one line
 * here; what is not listed is refused.
 */
export const builtins: Readonly<Record<string, Builtin>> = {
  assert: passed,
  "assert/strict": passed,
  buffer: passed,
  constants: passed,
  events: passed,
  punycode: passed,
  querystring: passed,
  stream: passed,
  "stream/consumers": passed,
  "stream/promises": passed,
  "stream/web": passed,
  string_decoder: passed,
  sys: { kind: "passed", without: ["log", "setTraceSigInt"] },
  url: passed,
  // The one writes what time it really is, really; the other is about signals of the host.
  util: { kind: "passed", without: ["log", "setTraceSigInt"] },
  "util/types": passed,

  async_hooks: simulated(makeAsyncHooks),
  cluster: simulated(makeCluster),
  console: simulated(makeConsole),
  crypto: simulated(makeCrypto),
  diagnostics_channel: simulated(makeDiagnosticsChannel),
  dgram: simulated(makeDgram),
  dns: simulated(makeDns),
  "dns/promises": simulated((realm) => realm.module("dns").promises),
  fs: simulated(makeFs),
  "fs/promises": simulated((realm) => realm.module("fs").promises),
  http: simulated(makeHttp),
  https: simulated(makeHttps),
  module: simulated(makeModule),
  net: simulated(makeNet),
  os: simulated(makeOs),
  path: simulated(makePath),
  "path/posix": simulated((realm) => realm.module("path")),
  "path/win32": simulated((realm) => realm.module("path").win32),
  perf_hooks: simulated(makePerformance),
  process: simulated(makeProcess),
  readline: simulated(makeReadline),
  "readline/promises": simulated((realm) => realm.module("readline").promises),
  timers: simulated(timers),
  "timers/promises": simulated((realm) => realm.module("timers").promises),
  tls: simulated(makeTls),
  tty: simulated(makeTty),
  v8: simulated(makeV8),
  worker_threads: simulated(makeWorkerThreads),
  zlib: simulated(makeZlib),

  child_process: refused("start another node in the scenario"),
  http2: refused("use http or https"),
};
