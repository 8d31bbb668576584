import crypto, { type KeyObject } from "node:crypto";
import { bytesOf as bytesOfNumber } from "./rsa.js";

/** What calls of Web Crypto are told about a key or an operation. */
export interface Algorithm {
  readonly name: string;
  readonly hash?: string | { readonly name: string };
  readonly length?: number;
  readonly modulusLength?: number;
  readonly publicExponent?: Uint8Array;
  readonly namedCurve?: string;
  readonly iv?: BufferSource;
  readonly additionalData?: BufferSource;
  readonly tagLength?: number;
  readonly public?: object;
  readonly salt?: BufferSource;
  readonly info?: BufferSource;
  readonly iterations?: number;
}

export type BufferSource = NodeJS.ArrayBufferView | ArrayBuffer;

/** Signs, with chance from the seed if there must be any. */
export type Signer = (
  hash: string | null,
  data: Uint8Array,
  key: KeyObject | { readonly key: KeyObject; readonly dsaEncoding: string },
) => Buffer;

/** A key with what it was made for. */
interface Made {
  readonly key: KeyObject;
  readonly algorithm: Algorithm;
}

/** What one algorithm does, on the spot. What is not here is refused. */
export interface Method {
  /** How its keys are made: bits of chance, or the type of a pair; neither for those that are only given. */
  readonly bits?: (algorithm: Algorithm) => number;
  readonly pair?: (algorithm: Algorithm) => string;
  /** The curve of the keys that come as nothing but a public point. */
  readonly curve?: (algorithm: Algorithm) => string;
  sign?(with_: Made, data: Uint8Array, how: Algorithm, signer: Signer): Buffer;
  verify?(with_: Made, data: Uint8Array, how: Algorithm, signature: Uint8Array): boolean;
  encrypt?(with_: Made, data: Uint8Array, how: Algorithm): Buffer;
  decrypt?(with_: Made, data: Uint8Array, how: Algorithm): Buffer;
  /** So many bits; all there are if it is null. */
  derive?(with_: Made, bits: number | null, how: Algorithm, other: KeyObject | undefined): Buffer;
}

const blockBits: Readonly<Record<string, number>> = { sha1: 512, sha256: 512, sha384: 1024, sha512: 1024 };

const hmac = ({ key, algorithm }: Made, data: Uint8Array) =>
  crypto
    .createHmac(hashName(algorithm.hash ?? "SHA-256"), key)
    .update(data)
    .digest();

const agree: NonNullable<Method["derive"]> = ({ key }, bits, _, other) => {
  const all = crypto.diffieHellman({ privateKey: key, publicKey: other as KeyObject });
  return bits === null ? all : all.subarray(0, bits >> 3);
};

const aes = (mode: "gcm" | "cbc"): Method => {
  const cipher = ({ key }: Made) => `aes-${(key.symmetricKeySize as number) * 8}-${mode}` as "aes-256-gcm";
  const iv = (how: Algorithm) => bytesOf(how.iv as BufferSource);
  const tagBytes = (how: Algorithm) => (mode === "gcm" ? (how.tagLength ?? 128) >> 3 : 0);
  return {
    bits: ({ length = 256 }) => length,
    encrypt(made, data, how) {
      const at = crypto.createCipheriv(cipher(made), made.key, iv(how), { authTagLength: tagBytes(how) });
      if (how.additionalData !== undefined) at.setAAD(bytesOf(how.additionalData));
      const parts = [at.update(data), at.final()];
      return Buffer.concat(mode === "gcm" ? [...parts, at.getAuthTag()] : parts);
    },
    decrypt(made, data, how) {
      const end = data.length - tagBytes(how);
      const at = crypto.createDecipheriv(cipher(made), made.key, iv(how), { authTagLength: tagBytes(how) });
      if (how.additionalData !== undefined) at.setAAD(bytesOf(how.additionalData));
      if (mode === "gcm") at.setAuthTag(data.subarray(end));
      return Buffer.concat([at.update(data.subarray(0, end)), at.final()]);
    },
  };
};

const elliptic = { pair: () => "ec", curve: ({ namedCurve = "" }: Algorithm) => namedCurve };

/** By their names, in capitals. */
export const methods: Readonly<Record<string, Method>> = {
  HMAC: {
    bits: ({ length, hash = "SHA-256" }) => length ?? blockBits[hashName(hash)] ?? 512,
    sign: hmac,
    verify: (with_, data, _, signature) => hmac(with_, data).equals(signature),
  },
  "AES-GCM": aes("gcm"),
  "AES-CBC": aes("cbc"),
  ED25519: {
    pair: () => "ed25519",
    curve: () => "Ed25519",
    sign: ({ key }, data, _, signer) => signer(null, data, key),
    verify: ({ key }, data, _, signature) => crypto.verify(null, data, key, signature),
  },
  X25519: { pair: () => "x25519", curve: () => "X25519", derive: agree },
  ECDH: { ...elliptic, derive: agree },
  ECDSA: {
    ...elliptic,
    sign: ({ key }, data, how, signer) =>
      signer(hashName(how.hash ?? "SHA-256"), data, { key, dsaEncoding: "ieee-p1363" }),
    verify: ({ key }, data, how, signature) =>
      crypto.verify(hashName(how.hash ?? "SHA-256"), data, { key, dsaEncoding: "ieee-p1363" }, signature),
  },
  "RSASSA-PKCS1-V1_5": {
    pair: () => "rsa",
    sign: ({ key, algorithm }, data, _, signer) => signer(hashName(algorithm.hash ?? "SHA-256"), data, key),
    verify: ({ key, algorithm }, data, _, signature) =>
      crypto.verify(hashName(algorithm.hash ?? "SHA-256"), data, key, signature),
  },
  HKDF: {
    derive: ({ key }, bits, { hash = "SHA-256", salt, info }) =>
      Buffer.from(
        crypto.hkdfSync(
          hashName(hash),
          key,
          bytesOf(salt as BufferSource),
          bytesOf(info as BufferSource),
          (bits as number) >> 3,
        ),
      ),
  },
  PBKDF2: {
    derive: ({ key }, bits, { hash = "SHA-256", salt, iterations = 1 }) =>
      crypto.pbkdf2Sync(key.export(), bytesOf(salt as BufferSource), iterations, (bits as number) >> 3, hashName(hash)),
  },
};

/** The names that are not in capitals, as they are written. */
const names = ["Ed25519", "X25519", "RSASSA-PKCS1-v1_5"];

/** What a key says that it was made for: names as Web Crypto writes them, and how long it is. */
export function told(algorithm: Algorithm, key: KeyObject): Algorithm {
  const { hash, public: _, ...rest } = algorithm;
  const upper = algorithm.name.toUpperCase();
  const name = names.find((each) => each.toUpperCase() === upper) ?? upper;
  const { asymmetricKeyDetails: { modulusLength, publicExponent } = {} } = key;
  return {
    ...rest,
    name,
    ...(hash === undefined ? {} : { hash: { name: (typeof hash === "string" ? hash : hash.name).toUpperCase() } }),
    ...(/^(HMAC|AES)/.test(upper) ? { length: (key.symmetricKeySize ?? 0) * 8 } : {}),
    ...(modulusLength === undefined
      ? {}
      : { modulusLength, publicExponent: Uint8Array.from(bytesOfNumber(publicExponent as bigint)) }),
  };
}

export function bytesOf(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

export function hashName(algorithm: string | { readonly name: string }): string {
  return (typeof algorithm === "string" ? algorithm : algorithm.name).toLowerCase().replace("-", "");
}
