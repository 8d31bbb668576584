import crypto, { type KeyObject } from "node:crypto";
import type { Realm } from "../realm.js";
import type { makeKeys } from "./keys.js";
import {
  type Algorithm,
  type BufferSource,
  bytesOf,
  hashName,
  type Method,
  methods,
  type Signer,
  told,
} from "./subtle-algorithms.js";

type Usages = readonly string[];
type Named = string | Algorithm;

/** A key as programs hold it: all but the secret can be seen. */
export class CryptoKey {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: Algorithm;
  readonly usages: Usages;

  constructor(type: string, extractable: boolean, algorithm: Algorithm, usages: Usages) {
    this.type = type;
    this.extractable = extractable;
    this.algorithm = algorithm;
    this.usages = usages;
  }

  get [Symbol.toStringTag]() {
    return "CryptoKey";
  }
}

/** What the private key of a pair is for; the rest is for the public one. */
const privately = ["sign", "deriveKey", "deriveBits", "decrypt", "unwrapKey"];

/** Web Crypto, done on the spot: Node gives it to threads. Chance is the seed's. */
export function makeSubtle(
  realm: Realm,
  fill: (target: Buffer) => Buffer,
  keys: Pick<ReturnType<typeof makeKeys>, "generateKeyPairSync">,
  signer: Signer,
) {
  const { host, globals } = realm;
  const secrets = new WeakMap<object, KeyObject>();
  const secretOf = (of: object) => secrets.get(of) as KeyObject;
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
  const wrong = (name: string, problem: string): never => {
    throw new DOMException(problem, name);
  };
  /** What a call of an algorithm does; refused if that is not here. */
  const method = <Call extends keyof Method>(call: Call, named: Named): NonNullable<Method[Call]> => {
    const { name } = algorithmOf(named);
    const found = methods[name.toUpperCase()]?.[call];
    if (found !== undefined) return found as NonNullable<Method[Call]>;
    return host.refuse(
      `crypto.subtle: ${call} with ${name}`,
      "use HMAC, AES, ECDSA, RSASSA-PKCS1-v1_5, Ed25519 or X25519",
    );
  };
  const made = (algorithm: Algorithm, extractable: boolean, usages: Usages, key: KeyObject) => {
    const { type } = key;
    const made = new CryptoKey(type, type === "public" || extractable, told(algorithm, key), usages);
    secrets.set(made, key);
    return made;
  };
  const used = (key: CryptoKey, usage: string) => {
    if (!key.usages.includes(usage))
      wrong("InvalidAccessError", `The requested operation is not valid for the provided key`);
    return { key: secretOf(key), algorithm: key.algorithm };
  };

  const read = (format: string, data: BufferSource | JsonWebKey, algorithm: Algorithm): KeyObject => {
    const curve = methods[algorithm.name.toUpperCase()]?.curve?.(algorithm);
    if (format === "jwk") {
      const jwk = data as JsonWebKey;
      if (jwk.kty === "oct") return crypto.createSecretKey(jwk.k as string, "base64url");
      const key = { key: jwk as never, format: "jwk" } as const;
      return jwk.d === undefined ? crypto.createPublicKey(key) : crypto.createPrivateKey(key);
    }
    const bytes = Buffer.from(bytesOf(data as BufferSource));
    if (format === "spki") return crypto.createPublicKey({ key: bytes, format: "der", type: "spki" });
    if (format === "pkcs8") return crypto.createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
    if (curve === undefined) return crypto.createSecretKey(bytes);
    return crypto.createPublicKey({ key: pointAsJwk(curve, bytes) as never, format: "jwk" });
  };
  const write = (format: string, of: CryptoKey): unknown => {
    const key = secretOf(of);
    if (!of.extractable) wrong("InvalidAccessError", "key is not extractable");
    if (format === "jwk") return { key_ops: of.usages, ext: of.extractable, ...key.export({ format: "jwk" }) };
    if (format === "spki" || format === "pkcs8") return bufferOf(key.export({ format: "der", type: format as "spki" }));
    if (key.type === "secret") return bufferOf(key.export());
    const { x = "", y } = key.export({ format: "jwk" });
    const parts = [
      ...(y === undefined ? [] : [Buffer.from([4])]),
      ...[x, y ?? ""].map((part) => Buffer.from(part, "base64url")),
    ];
    return bufferOf(Buffer.concat(parts));
  };
  const derived = (how: Algorithm, from: CryptoKey, bits: number | null, usage: string) => {
    const other = how.public === undefined ? undefined : secretOf(how.public);
    return method("derive", how)(used(from, usage), bits, how, other);
  };

  return {
    digest(algorithm: Named, data: BufferSource) {
      const taken = Buffer.from(bytesOf(data));
      return later(() => bufferOf(crypto.createHash(hashName(algorithm)).update(taken).digest()));
    },
    generateKey(named: Named, extractable: boolean, usages: Usages) {
      const algorithm = algorithmOf(named);
      const { bits, pair } = methods[algorithm.name.toUpperCase()] ?? {};
      if (pair === undefined) {
        const length = (bits ?? method("bits", named))(algorithm) >> 3;
        return later(() => made(algorithm, extractable, usages, crypto.createSecretKey(fill(Buffer.alloc(length)))));
      }
      const { publicKey, privateKey } = keys.generateKeyPairSync(pair(algorithm), algorithm);
      const own = (isPrivate: boolean) => usages.filter((usage) => privately.includes(usage) === isPrivate);
      return later(() => ({
        publicKey: made(algorithm, true, own(false), publicKey as KeyObject),
        privateKey: made(algorithm, extractable, own(true), privateKey as KeyObject),
      }));
    },
    importKey(format: string, data: BufferSource | JsonWebKey, named: Named, extractable: boolean, usages: Usages) {
      const algorithm = algorithmOf(named);
      if (!(algorithm.name.toUpperCase() in methods)) method("curve", named);
      return later(() => made(algorithm, extractable, usages, read(format, data, algorithm)));
    },
    exportKey: (format: string, of: CryptoKey) => later(() => write(format, of)),
    sign(named: Named, of: CryptoKey, data: BufferSource) {
      const sign = method("sign", named);
      const taken = Buffer.from(bytesOf(data));
      return later(() => bufferOf(sign(used(of, "sign"), taken, algorithmOf(named), signer)));
    },
    verify(named: Named, of: CryptoKey, signature: BufferSource, data: BufferSource) {
      const verify = method("verify", named);
      const [taken, signed] = [data, signature].map((bytes) => Buffer.from(bytesOf(bytes)));
      return later(() => verify(used(of, "verify"), taken, algorithmOf(named), signed));
    },
    encrypt(how: Algorithm, of: CryptoKey, data: BufferSource) {
      const encrypt = method("encrypt", how);
      const taken = Buffer.from(bytesOf(data));
      return later(() => bufferOf(encrypt(used(of, "encrypt"), taken, how)));
    },
    decrypt(how: Algorithm, of: CryptoKey, data: BufferSource) {
      const decrypt = method("decrypt", how);
      const taken = Buffer.from(bytesOf(data));
      return later(() => {
        const { key, algorithm } = used(of, "decrypt");
        try {
          return bufferOf(decrypt({ key, algorithm }, taken, how));
        } catch {
          return wrong("OperationError", "The operation failed for an operation-specific reason");
        }
      });
    },
    deriveBits: (how: Algorithm, from: CryptoKey, bits: number | null = null) =>
      later(() => bufferOf(derived(how, from, bits, "deriveBits"))),
    deriveKey(how: Algorithm, from: CryptoKey, named: Named, extractable: boolean, usages: Usages) {
      const algorithm = algorithmOf(named);
      const bits = method("bits", named)(algorithm);
      return later(() =>
        made(algorithm, extractable, usages, crypto.createSecretKey(derived(how, from, bits, "deriveKey"))),
      );
    },
    wrapKey: () => host.refuse("crypto.subtle.wrapKey", "export the key, and encrypt that"),
    unwrapKey: () => host.refuse("crypto.subtle.unwrapKey", "decrypt the key, and import that"),
  };
}

function algorithmOf(named: Named): Algorithm {
  return typeof named === "string" ? { name: named } : named;
}

/** A public key that is nothing but a point: two numbers after a byte, or one number on the curves of Edwards' kind. */
function pointAsJwk(crv: string, bytes: Buffer): JsonWebKey {
  if (/25519$/.test(crv)) return { kty: "OKP", crv, x: bytes.toString("base64url") };
  const middle = 1 + ((bytes.length - 1) >> 1);
  const [x, y] = [bytes.subarray(1, middle), bytes.subarray(middle)].map((part) => part.toString("base64url"));
  return { kty: "EC", crv, x, y };
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

interface JsonWebKey {
  readonly kty?: string;
  readonly crv?: string;
  readonly k?: string;
  readonly d?: string;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
}
