import { Transform } from "node:stream";
import zlib from "node:zlib";
import { ownView } from "../identity.js";
import type { Realm } from "../realm.js";

type Sync = (data: Uint8Array, options?: object) => Buffer;
type Callback = (error: Error | null, result?: Buffer) => void;

/** What is done to a whole of bytes, by the name of its stream. */
const changes = [
  "Gzip",
  "Gunzip",
  "Deflate",
  "Inflate",
  "DeflateRaw",
  "InflateRaw",
  "Unzip",
  "BrotliCompress",
  "BrotliDecompress",
];

/** Compression without threads: as the synchronous functions do it, when all has come. */
export function makeZlib(realm: Realm) {
  const { host } = realm;
  const made = ownView(zlib) as unknown as Record<string, unknown>;
  for (const change of changes) {
    const name = change[0]?.toLowerCase() + change.slice(1);
    const sync = (zlib as unknown as Record<string, Sync>)[`${name}Sync`] as Sync;
    made[name] = (data: Uint8Array, options: object | Callback, callback?: Callback) => {
      const [settings, done] =
        typeof options === "function" ? [{}, options as Callback] : [options, callback as Callback];
      host.schedule(0, () => attempt(() => sync(data, settings), done), "zlib");
    };
    const stream = class extends Transform {
      private readonly parts: Buffer[] = [];
      private readonly settings: object;
      constructor(options: object = {}) {
        super();
        this.settings = options;
      }
      override _transform(part: Buffer, _: string, done: () => void): void {
        this.parts.push(part);
        done();
      }
      override _flush(done: Callback): void {
        attempt(() => sync(Buffer.concat(this.parts), this.settings), done);
      }
    };
    made[change] = stream;
    made[`create${change}`] = (options?: object) => new stream(options);
  }
  return made;
}

function attempt(make: () => Buffer, done: Callback): void {
  let result: Buffer;
  try {
    result = make();
  } catch (thrown) {
    done(thrown as Error);
    return;
  }
  done(null, result);
}
