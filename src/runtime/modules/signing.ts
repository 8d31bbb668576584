import crypto, { type BinaryLike, KeyObject } from "node:crypto";
import { Writable } from "node:stream";
import { assert } from "../../kernel/assert.js";
import { callable } from "../net/callable.js";
import type { Realm } from "../realm.js";
import type { makeKeys } from "./keys.js";
import { bytesOf, inverse, mostDraws, numberOf } from "./rsa.js";

/** A key, or one with how it is used. */
type Given =
  | KeyObject
  | string
  | Buffer
  | { readonly key: unknown; readonly padding?: number; readonly dsaEncoding?: string };

/** The orders of the curves (SEC 2, 2.4), by the names that OpenSSL has for them. */
const orders: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
};

/** Signatures: as OpenSSL makes them where they need no chance, and on elliptic curves with chance from the seed. */
export function makeSigning({ host }: Realm, { draw }: Pick<ReturnType<typeof makeKeys>, "draw">) {
  const sign = (hash: string | null | undefined, data: Uint8Array, given: Given): Buffer => {
    const key = keyOf(given);
    // It tells what is wrong with such a key.
    if (key.type !== "private") return crypto.sign(hash, data, given as string);
    const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve = "" } = {} } = key;
    const { padding, dsaEncoding } = given as { padding?: number; dsaEncoding?: string };
    const isPlain = padding === undefined || padding === crypto.constants.RSA_PKCS1_PADDING;
    if (type === "ed25519" || type === "ed448" || (type === "rsa" && isPlain))
      return crypto.sign(hash, data, given as string);
    if (type !== "ec" || orders[namedCurve] === undefined) {
      return host.refuse(
        `a signature of ${type === "rsa" ? "rsa-pss" : namedCurve || type}`,
        "use RSA with PKCS #1, Ed25519, or EC with a NIST curve",
      );
    }
    const [r, s] = ecdsa(
      key,
      namedCurve,
      crypto
        .createHash(hash ?? "sha256")
        .update(data)
        .digest(),
    );
    const { length } = bytesOf(orders[namedCurve] as bigint);
    if (dsaEncoding === "ieee-p1363") return Buffer.concat([bytesOf(r, length), bytesOf(s, length)]);
    return element(0x30, Buffer.concat([integer(r), integer(s)]));
  };

  /** A signature as two numbers (FIPS 186-5, 6.4.1). */
  const ecdsa = (key: KeyObject, curve: string, digest: Buffer): readonly [r: bigint, s: bigint] => {
    const order = orders[curve] as bigint;
    const bits = order.toString(2).length;
    const digestBits = digest.length * 8;
    const e = numberOf(digest) >> BigInt(Math.max(0, digestBits - bits));
    const d = numberOf(Buffer.from(key.export({ format: "jwk" }).d as string, "base64url"));
    for (let tries = 0; ; tries++) {
      assert(tries < mostDraws, "among so many signatures one has no zero");
      const ecdh = crypto.createECDH(curve);
      const k = numberOf(draw(ecdh, curve));
      const point = ecdh.getPublicKey();
      const r = numberOf(point.subarray(1, (point.length + 1) / 2)) % order;
      const s = (inverse(k, order) * (e + r * d)) % order;
      if (r !== 0n && s !== 0n) return [r, s];
    }
  };

  class Sign extends Writable {
    private readonly hash: string;
    private readonly parts: Buffer[] = [];
    constructor(hash: string) {
      super();
      // A hash that there is not is refused here.
      crypto.createSign(hash);
      this.hash = hash;
    }
    override _write(chunk: Buffer, _: string, done: () => void): void {
      this.parts.push(chunk);
      done();
    }
    update(data: BinaryLike, encoding?: BufferEncoding): this {
      this.parts.push(typeof data === "string" ? Buffer.from(data, encoding) : Buffer.from(data as Buffer));
      return this;
    }
    sign(key: Given, encoding?: BufferEncoding): Buffer | string {
      const signature = sign(this.hash, Buffer.concat(this.parts), key);
      return encoding === undefined ? signature : signature.toString(encoding);
    }
  }
  return { sign, Sign: callable(Sign), createSign: (hash: string) => new Sign(hash) };
}

function keyOf(given: Given): KeyObject {
  if (given instanceof KeyObject) return given;
  const { key } = given as { key?: unknown };
  return key instanceof KeyObject ? key : crypto.createPrivateKey(given as string);
}

/** Bytes as DER has them (X.690, 8.1). */
function element(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  return Buffer.concat([Buffer.from(length < 128 ? [tag, length] : [tag, 0x81, length]), contents]);
}

function integer(number: bigint): Buffer {
  const bytes = bytesOf(number);
  return element(2, (bytes[0] as number) < 128 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]));
}
