import crypto, { type KeyObject } from "node:crypto";
import { assert } from "../../kernel/assert.js";
import { unwatched } from "../leaks.js";

interface RsaOptions {
  readonly modulusLength?: number;
  readonly publicExponent?: number | Uint8Array;
}

/** How often chance is asked for a number with a property that one in some thousands has at the least. */
export const mostDraws = 1_000_000;

/** Shorter keys are none to OpenSSL, in bits. */
const leastLength = 512;

type Fill = (target: Buffer) => Buffer;

/** A pair of RSA whose primes are drawn from the seed. Lengths that are no multiple of 16 bits are longer by a few. */
export function rsaKey({ modulusLength = 2048, publicExponent = 65_537 }: RsaOptions, fill: Fill): KeyObject {
  const e = typeof publicExponent === "number" ? BigInt(publicExponent) : numberOf(Buffer.from(publicExponent));
  if (modulusLength < leastLength || e < 3n || e % 2n === 0n) return refused(modulusLength, Number(e));
  const [first, second] = [prime(modulusLength, e, fill), prime(modulusLength, e, fill)];
  const [p, q] = first > second ? [first, second] : [second, first];
  const d = inverse(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const texts = Object.entries(numbers).map(([name, number]) => [name, bytesOf(number).toString("base64url")]);
  return crypto.createPrivateKey({ key: { kty: "RSA", ...Object.fromEntries(texts) } as never, format: "jwk" });
}

/** One of half the bits of the modulus, the first two of which are set so that the product has all of them. */
function prime(modulusLength: number, e: bigint, fill: Fill): bigint {
  for (let tries = 0; ; tries++) {
    assert(tries < mostDraws, "among so many numbers one is a prime");
    const bytes = fill(Buffer.alloc(Math.ceil(modulusLength / 16)));
    bytes[0] |= 0xc0;
    bytes[bytes.length - 1] |= 1;
    const found = numberOf(bytes);
    if (divisor(e, found - 1n) === 1n && crypto.checkPrimeSync(bytes)) return found;
  }
}

/** OpenSSL has the words for what it makes no key of. */
function refused(modulusLength: number, publicExponent: number): never {
  unwatched(() => crypto.generateKeyPairSync("rsa", { modulusLength, publicExponent }));
  throw new Error(`there is no key of ${modulusLength} bits with the exponent ${publicExponent}`);
}

/** The greatest that divides both. */
function divisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : divisor(other, one % other);
}

/** What gives 1 when it is multiplied by a number, modulo another (Knuth, The Art of Computer Programming 2, 4.5.2). */
export function inverse(of: bigint, modulus: bigint): bigint {
  let [before, now] = [modulus, of % modulus];
  let [factorBefore, factor] = [0n, 1n];
  while (now !== 0n) {
    const times = before / now;
    [before, now] = [now, before - times * now];
    [factorBefore, factor] = [factor, factorBefore - times * factor];
  }
  return ((factorBefore % modulus) + modulus) % modulus;
}

export function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
}

/** A number as bytes, so many of them at least. */
export function bytesOf(number: bigint, length = 0): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(Math.max(length * 2, digits.length + (digits.length % 2)), "0"), "hex");
}
