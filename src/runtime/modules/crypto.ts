import crypto from "node:crypto";
import { promisify } from "node:util";
import { ownView, replace } from "../identity.js";
import { Mistakes } from "../mistakes.js";
import type { Realm } from "../realm.js";
import { makeKeys } from "./keys.js";
import { makeSigning } from "./signing.js";
import { CryptoKey, makeSubtle } from "./subtle.js";

type Bytes = NodeJS.ArrayBufferView;
type Done = (error: Error | null, result?: unknown) => void;
// biome-ignore lint/suspicious/noExplicitAny: a module has any shape
type Module = Record<string, any>;

/** Work that Node gives to threads, and what does the same on the spot. */
const threaded = ["pbkdf2", "scrypt", "hkdf", "argon2", "checkPrime"];

/** What draws chance inside OpenSSL, where no seed reaches. */
const unseeded = [
  "generatePrime",
  "generatePrimeSync",
  "publicEncrypt",
  "privateEncrypt",
  "createDiffieHellman",
  "createDiffieHellmanGroup",
  "getDiffieHellman",
  "encapsulate",
  "randomUUIDv7",
];

/** Hashes, ciphers and derived keys as they are; all chance from the seed. */
export function makeCrypto(realm: Realm) {
  const { host } = realm;
  const random = host.random("crypto");
  const fill = <T extends Bytes | ArrayBufferLike>(target: T, offset = 0, size?: number): T => {
    const bytes = ArrayBuffer.isView(target)
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target);
    const end = size === undefined ? bytes.length : offset + size;
    for (let at = offset; at < end; at += 4) {
      const word = random.word();
      for (let byte = 0; byte < 4 && at + byte < end; byte++) bytes[at + byte] = word >>> (byte * 8);
    }
    return target;
  };
  const soon = (done: Done, make: () => unknown) => {
    host.schedule(
      0,
      () => {
        let result: unknown;
        try {
          result = make();
        } catch (thrown) {
          done(thrown as Error);
          return;
        }
        done(null, result);
      },
      "crypto",
    );
  };
  const randomBytes = (size: number, done?: Done) => {
    if (done === undefined) return fill(Buffer.alloc(size));
    soon(done, () => fill(Buffer.alloc(size)));
    return undefined;
  };
  const randomUUID = () => {
    const bytes = fill(Buffer.alloc(16));
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const randomInt = (low: number, high?: number | Done, done?: Done) => {
    const [least, below, callback] = typeof high === "number" ? [low, high, done] : [0, low, high];
    if (!(Number.isSafeInteger(least) && Number.isSafeInteger(below) && least < below)) {
      throw new Mistakes(realm).outOfRange("max", `greater than the value of "min" (${least})`, below);
    }
    if (callback === undefined) return random.int(least, below - 1);
    soon(callback, () => random.int(least, below - 1));
    return undefined;
  };
  const randomFill = (target: Bytes, ...rest: unknown[]) => {
    const done = rest.pop() as Done;
    soon(done, () => fill(target, ...(rest as number[])));
  };
  const { draw, ...keys } = makeKeys(realm, fill);
  const signing = makeSigning(realm, { draw });
  const made: Module = replace(ownView(crypto) as Module, {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    rng: randomBytes,
    prng: randomBytes,
    randomFillSync: fill,
    randomFill,
    randomInt,
    randomUUID,
    getRandomValues: (target: Bytes) => fill(target),
    generateKeySync: (_: string, { length }: { length: number }) =>
      crypto.createSecretKey(fill(Buffer.alloc(length >> 3))),
    generateKey: (_: string, { length }: { length: number }, done: Done) =>
      soon(done, () => crypto.createSecretKey(fill(Buffer.alloc(length >> 3)))),
    ...keys,
    ...signing,
  });
  for (const name of threaded) {
    const sync = (crypto as Module)[`${name}Sync`];
    if (sync === undefined) continue;
    made[name] = (...args: unknown[]) => soon(args.pop() as Done, () => sync(...args));
  }
  for (const name of unseeded) {
    const real = (crypto as Module)[name];
    if (real === undefined) continue;
    made[name] = () => host.refuse(`crypto.${name}`, "use Ed25519 keys, or HMAC");
  }
  // With a callback they are left to a thread, too.
  for (const [name, count] of [
    ["sign", 3],
    ["verify", 4],
  ] as const) {
    const sync = made[name];
    made[name] = (...args: unknown[]) =>
      typeof args[count] === "function"
        ? soon(args[count] as Done, () => sync(...args.slice(0, count)))
        : sync(...args);
  }
  randomBytes[promisify.custom as never] = promisify(randomBytes) as never;
  const { getRandomValues } = made;
  const subtle = Object.assign(new SubtleCrypto(), makeSubtle(realm, fill, keys, signing.sign));
  const webcrypto = Object.assign(new Crypto(), { getRandomValues, randomUUID, subtle, CryptoKey });
  return replace(made, { webcrypto, subtle });
}

class Crypto {
  get [Symbol.toStringTag]() {
    return "Crypto";
  }
}

class SubtleCrypto {
  get [Symbol.toStringTag]() {
    return "SubtleCrypto";
  }
}
