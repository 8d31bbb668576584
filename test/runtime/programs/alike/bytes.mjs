// Streams, compression, hashes and keys.
import {
  createCipheriv,
  createHmac,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomInt,
  randomUUID,
  scryptSync,
  subtle,
  timingSafeEqual,
  webcrypto,
} from "node:crypto";
import { Readable, Transform, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import zlib from "node:zlib";

const say = (...words) => console.log(...words);
const hex = (bytes) => Buffer.from(bytes).toString("hex").slice(0, 24);
await pipeline(
  Readable.from(["a", "b", "c"]),
  new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) }),
  new Writable({ write: (chunk, _, done) => (say("wrote", String(chunk)), done()) }),
);
say(await text(Readable.from(["x", "y"]).pipe(zlib.createGzip()).pipe(zlib.createGunzip())));
say(
  String(await promisify(zlib.inflate)(await promisify(zlib.deflate)("deflated"))),
  String(zlib.brotliDecompressSync(zlib.brotliCompressSync("z"))),
);
await promisify(zlib.gunzip)(Buffer.from("no gzip")).catch((error) => say(error.code));
say(zlib.constants.Z_BEST_SPEED, zlib.gunzipSync(zlib.gzipSync("s")).toString());
say(
  createHmac("sha256", "key").update("x").digest("hex").slice(0, 24),
  hex(pbkdf2Sync("p", "s", 10, 16, "sha256")),
  hex(scryptSync("p", "s", 16)),
);
say(hex(await promisify(pbkdf2)("p", "s", 10, 16, "sha256")), hex(hkdfSync("sha256", "k", "s", "i", 16)));
const cipher = createCipheriv("aes-128-gcm", Buffer.alloc(16), Buffer.alloc(12));
say(
  hex(Buffer.concat([cipher.update("secret"), cipher.final(), cipher.getAuthTag()])),
  timingSafeEqual(Buffer.from("a"), Buffer.from("a")),
);
say(hex(await subtle.digest("SHA-256", Buffer.from("x"))), subtle === webcrypto.subtle, crypto.subtle === subtle);
const key = await subtle.importKey("raw", Buffer.from("key"), { name: "HMAC", hash: "SHA-256" }, false, [
  "sign",
  "verify",
]);
const signature = await subtle.sign("HMAC", key, Buffer.from("x"));
say(hex(signature), signature instanceof ArrayBuffer, await subtle.verify("HMAC", key, signature, Buffer.from("x")));
say(
  randomBytes(8).length,
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(randomUUID()),
  randomInt(5) < 5,
  randomInt(3, 4),
);
say(
  (await promisify(randomBytes)(4)).length,
  crypto.getRandomValues(new Uint8Array(4)).length,
  crypto.randomUUID().length,
);
say("randomness is there");
const { port1, port2 } = new MessageChannel();
port2.on("message", (value) => {
  say("port", value);
  port2.close();
});
port1.postMessage({ a: [1] });
port1.on("message", () => {});
await new Promise((resolve) => port1.on("close", resolve));
const [one, other] = [new BroadcastChannel("c"), new BroadcastChannel("c")];
await new Promise((resolve) => {
  other.onmessage = ({ data }) => {
    say("broadcast", data);
    one.close();
    other.close();
    resolve();
  };
  one.postMessage("b");
});
const wasm = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);
say(
  (await WebAssembly.instantiate(wasm)).instance instanceof WebAssembly.Instance,
  (await WebAssembly.compile(wasm)) instanceof WebAssembly.Module,
);
await WebAssembly.compile(new Uint8Array(3)).catch((error) => say(error.name));
say(await new Response("body", { status: 201 }).text(), new Request("http://a/b", { method: "POST", body: "x" }).method, new Response() instanceof Response);
say(await new Blob(["b"]).text(), process.stdout.isTTY ?? false, process.argv.length, typeof process.pid);
const file = new File([new Blob(["x".repeat(70_000)]), "end"], "name.txt", { type: "text/plain" });
let size = 0;
for await (const bytes of file.stream()) size += bytes.length;
say(size, file.name, file instanceof Blob, await new Response(file.slice(69_999)).text(), await new Response(file.slice(0, 0)).text());
const { value } = await file.stream().getReader({ mode: "byob" }).read(new Uint8Array(2));
say(value, new Response(file).headers.get("content-type"));
for await (const chunk of process.stdin) say("stdin", String(chunk));
say("end of stdin");
