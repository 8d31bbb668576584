import crypto from "node:crypto";
import type { Realm } from "../realm.js";

type Bytes = NodeJS.ArrayBufferView | ArrayBuffer;
interface Algorithm {
  readonly name: string;
  readonly hash?: string | { readonly name: string };
  readonly length?: number;
}
interface Key {
  readonly type: "secret";
  readonly algorithm: Algorithm;
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

/** Digests and keyed hashes of Web Crypto, done on the spot; the rest of it runs on threads and is refused. */
export function makeSubtle(realm: Realm, fill: <T extends Uint8Array>(target: T) => T) {
  const { host, globals } = realm;
  const secrets = new WeakMap<object, Buffer>();
  const later = (make: () => unknown): Promise<unknown> =>
    new globals.Promise((resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
      host.schedule(
        0,
        () => {
          try {
            resolve(make());
          } catch (thrown) {
            reject(thrown);
          }
        },
        "crypto",
      );
    });
  const key = (algorithm: Algorithm, extractable: boolean, usages: readonly string[], secret: Buffer): Key => {
    const made: Key = { type: "secret", algorithm, extractable, usages };
    secrets.set(made, secret);
    return made;
  };
  const mac = (name: string | Algorithm, { algorithm }: Key, secret: Buffer, data: Bytes) => {
    onlyHmac(typeof name === "string" ? name : name.name);
    return crypto
      .createHmac(hashName(algorithm.hash ?? "SHA-256"), secret)
      .update(bytesOf(data))
      .digest();
  };
  const onlyHmac = (name: string) => {
    if (name.toUpperCase() !== "HMAC") host.refuse(`crypto.subtle with ${name}`, "use HMAC, or what node:crypto has");
  };
  const secretOf = (of: Key) => secrets.get(of) as Buffer;
  const supported = {
    digest: (algorithm: string | Algorithm, data: Bytes) => {
      const taken = Buffer.from(bytesOf(data));
      return later(() => bufferOf(crypto.createHash(hashName(algorithm)).update(taken).digest()));
    },
    importKey: (format: string, data: Bytes, algorithm: Algorithm, extractable: boolean, usages: string[]) => {
      onlyHmac(algorithm.name);
      if (format !== "raw") host.refuse(`crypto.subtle.importKey from ${format}`, "import it as raw");
      return later(() => key(algorithm, extractable, usages, Buffer.from(bytesOf(data))));
    },
    exportKey: (format: string, of: Key) => {
      if (format !== "raw") host.refuse(`crypto.subtle.exportKey to ${format}`, "export it as raw");
      return later(() => bufferOf(secretOf(of)));
    },
    generateKey: (algorithm: Algorithm, extractable: boolean, usages: string[]) => {
      onlyHmac(algorithm.name);
      const { length = 512 } = algorithm;
      return later(() => key(algorithm, extractable, usages, fill(Buffer.alloc(length >> 3))));
    },
    sign: (name: string | Algorithm, of: Key, data: Bytes) => later(() => bufferOf(mac(name, of, secretOf(of), data))),
    verify: (name: string | Algorithm, of: Key, signature: Bytes, data: Bytes) =>
      later(() => mac(name, of, secretOf(of), data).equals(bytesOf(signature))),
  };
  const others = ["encrypt", "decrypt", "deriveBits", "deriveKey", "wrapKey", "unwrapKey"].map((name) => [
    name,
    () => host.refuse(`crypto.subtle.${name}`, "use what node:crypto has"),
  ]);
  return { ...supported, ...Object.fromEntries(others) };
}

function bytesOf(data: Bytes): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

function hashName(algorithm: string | { readonly name: string }): string {
  return (typeof algorithm === "string" ? algorithm : algorithm.name).toLowerCase().replace("-", "");
}
