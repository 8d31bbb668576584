import crypto, { type ECDH, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { assert } from "../../kernel/assert.js";
import type { Realm } from "../realm.js";
import { mostDraws, rsaKey } from "./rsa.js";

type Fill = (target: Buffer) => Buffer;
type Done = (error: null, publicKey: unknown, privateKey: unknown) => void;

/** How a key is to be given out; as an object unless there is a form. */
interface Form {
  readonly format: "pem" | "der" | "jwk";
  readonly type?: string;
  readonly cipher?: string;
}

interface Curve {
  readonly openssl: string;
  readonly length: number;
}

interface KeyPairOptions {
  readonly namedCurve?: string;
  readonly modulusLength?: number;
  readonly publicExponent?: number | Uint8Array;
  readonly publicKeyEncoding?: Form;
  readonly privateKeyEncoding?: Form;
}

/** What stands before the secret bytes of a key in PKCS #8 (RFC 8410), and how many these are. */
const edwards: Readonly<Record<string, { readonly prefix: string; readonly length: number }>> = {
  ed25519: { prefix: "302e020100300506032b657004220420", length: 32 },
  x25519: { prefix: "302e020100300506032b656e04220420", length: 32 },
  ed448: { prefix: "3047020100300506032b6571043b0439", length: 57 },
  x448: { prefix: "3046020100300506032b656f043a0438", length: 56 },
};

/** Curves by the name that a JWK has for them: how OpenSSL calls them, and how many bytes a number has. */
const curves: Readonly<Record<string, Curve>> = {
  "P-256": { openssl: "prime256v1", length: 32 },
  "P-384": { openssl: "secp384r1", length: 48 },
  "P-521": { openssl: "secp521r1", length: 66 },
  secp256k1: { openssl: "secp256k1", length: 32 },
};

/** Keys whose secrets are drawn from the seed: a number, or two primes. All others are refused. */
export function makeKeys({ host, globals }: Realm, fill: Fill) {
  const refuse = (api: string) => host.refuse(`crypto.${api}`, "use RSA, Ed25519, X25519, or EC with a NIST curve");

  /** Draws numbers until one is what OpenSSL would have drawn: more than zero, and below the order of the curve. */
  const draw = (ecdh: ECDH, name: string): Buffer => {
    const length = curveOf(name)[1]?.length ?? refuse(`createECDH of ${name}`);
    for (let tries = 0; ; tries++) {
      assert(tries < mostDraws, "among so many numbers one is below the order of the curve");
      const secret = fill(Buffer.alloc(length));
      // The order of the longest has 521 bits.
      if (length === 66) secret[0] &= 1;
      try {
        ecdh.setPrivateKey(secret);
        return secret;
      } catch {
        // The next one, then.
      }
    }
  };

  const privateKey = (type: string, options: KeyPairOptions): KeyObject | undefined => {
    const form = edwards[type];
    if (form !== undefined) {
      const key = Buffer.concat([Buffer.from(form.prefix, "hex"), fill(Buffer.alloc(form.length))]);
      return crypto.createPrivateKey({ key, format: "der", type: "pkcs8" });
    }
    if (type === "rsa") return rsaKey(options, fill);
    if (type !== "ec") return undefined;
    const { namedCurve = "" } = options;
    const [crv, curve] = curveOf(namedCurve);
    if (curve === undefined) return undefined;
    const ecdh = crypto.createECDH(curve.openssl);
    const secret = draw(ecdh, namedCurve);
    const point = ecdh.getPublicKey();
    const text = (bytes: Buffer) => bytes.toString("base64url");
    const [x, y] = [point.subarray(1, 1 + curve.length), point.subarray(1 + curve.length)].map(text);
    return crypto.createPrivateKey({ key: { kty: "EC", crv, x, y, d: text(secret) } as never, format: "jwk" });
  };

  /** The chance of a cipher would be OpenSSL's. */
  const written = (api: string, key: KeyObject, form: Form | undefined) => {
    if (form?.cipher !== undefined) host.refuse(`crypto.${api} with a cipher`, "encrypt the key yourself");
    return form === undefined ? key : key.export(form as never);
  };

  const pair = (api: string, type: string, options: KeyPairOptions = {}) => {
    const key = privateKey(type, options) ?? refuse(`${api} of ${options.namedCurve ?? type}`);
    return {
      publicKey: written(api, crypto.createPublicKey(key), options.publicKeyEncoding),
      privateKey: written(api, key, options.privateKeyEncoding),
    };
  };

  const generateKeyPairSync = (type: string, options?: KeyPairOptions) => pair("generateKeyPairSync", type, options);
  const generateKeyPair = (type: string, ...rest: unknown[]) => {
    const done = rest.pop() as Done;
    const made = pair("generateKeyPair", type, rest[0] as KeyPairOptions | undefined);
    host.schedule(0, () => done(null, made.publicKey, made.privateKey), "crypto");
  };
  Object.defineProperty(generateKeyPair, promisify.custom, {
    value: (type: string, options?: KeyPairOptions) =>
      new globals.Promise((resolve: (pair: object) => void) => {
        generateKeyPair(type, options, (_: null, publicKey: unknown, privateKey: unknown) =>
          resolve({ publicKey, privateKey }),
        );
      }),
  });
  const createECDH = (name: string) => {
    const ecdh = crypto.createECDH(name);
    const generateKeys = (...form: Parameters<ECDH["generateKeys"]>) => {
      draw(ecdh, name);
      return ecdh.getPublicKey(...form);
    };
    return Object.assign(ecdh, { generateKeys });
  };
  return { generateKeyPair, generateKeyPairSync, createECDH, draw };
}

function curveOf(name: string): readonly [string?, Curve?] {
  return Object.entries(curves).find(([own, { openssl }]) => name === own || name === openssl) ?? [];
}
