// What belongs to the host leads to all of the host: everything that is reached that way is real.
import { promisify } from "node:util";
import { gzip, gzipSync } from "node:zlib";

const real = (name) => Buffer.constructor("return process")().getBuiltinModule(name);

gzipSync("abc");
await promisify(gzip)("abc");
function readsFile() {
  real("fs").readFile("/dev/null", () => {});
}
setTimeout(readsFile, 100);
setTimeout(async () => {
  await null;
  real("timers").setTimeout(() => {}, 1).unref();
  await null;
  real("crypto").randomBytes(3);
  real("net").createServer().listen(0).unref().close();
  real("dns").lookup("localhost", () => {});
  real("zlib").createGzip();
  await new Response("x").text();
}, 200);
