import { Duplex } from "node:stream";
import { Mistakes } from "./mistakes.js";
import type { Realm } from "./realm.js";

/** What a format of the web is called in `zlib`, to compress and to decompress. */
const formats: Readonly<Record<string, readonly [string, string]>> = {
  deflate: ["createDeflate", "createInflate"],
  "deflate-raw": ["createDeflateRaw", "createInflateRaw"],
  gzip: ["createGzip", "createGunzip"],
};

/** `CompressionStream` or `DecompressionStream`: one of `zlib` as a pair of streams of the web. */
export function compressionStream(realm: Realm, name: "CompressionStream" | "DecompressionStream"): unknown {
  const made = class {
    readonly readable: ReadableStream;
    readonly writable: WritableStream;
    constructor(format: unknown) {
      const [compress, decompress] = formats[String(format)] ?? [];
      const create = name === "CompressionStream" ? compress : decompress;
      if (create === undefined) {
        throw new Mistakes(realm).wrongValue("format", "is invalid", format);
      }
      const { readable, writable } = Duplex.toWeb(realm.module("zlib")[create]());
      this.readable = readable as ReadableStream;
      this.writable = writable;
    }
    get [Symbol.toStringTag]() {
      return name;
    }
  };
  return Object.defineProperty(made, "name", { value: name });
}
