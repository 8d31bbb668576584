// Keys that are made, given out, taken in again and used.
import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPair,
  generateKeyPairSync,
  sign,
  subtle,
  verify,
} from "node:crypto";
import { promisify } from "node:util";

const say = (...words) => console.log(...words);
const hex = (bytes) => Buffer.from(bytes).toString("hex").slice(0, 24);
const data = Buffer.from("data");

for (const [type, options] of [
  ["ed25519"],
  ["ed448"],
  ["x25519"],
  ["x448"],
  ["ec", { namedCurve: "P-256" }],
  ["ec", { namedCurve: "prime256v1" }],
  ["ec", { namedCurve: "P-384" }],
  ["ec", { namedCurve: "P-521" }],
  ["ec", { namedCurve: "secp256k1" }],
]) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  const other = generateKeyPairSync(type, options);
  const again = createPublicKey(createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })));
  say(type, publicKey.type, privateKey.type, publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails);
  say(again.equals(publicKey), other.publicKey.equals(publicKey));
  if (type.startsWith("ed")) say(verify(null, data, publicKey, sign(null, data, privateKey)));
  if (type.startsWith("x") || type === "ec") {
    const shared = diffieHellman({ privateKey, publicKey: other.publicKey });
    say(shared.length, shared.equals(diffieHellman({ privateKey: other.privateKey, publicKey })));
  }
}
const written = generateKeyPairSync("ed25519", {
  publicKeyEncoding: { type: "spki", format: "jwk" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
});
say(Object.keys(written.publicKey).sort(), written.privateKey.length);
const promised = await promisify(generateKeyPair)("x25519", { publicKeyEncoding: { type: "spki", format: "der" } });
say(promised.publicKey.length, promised.privateKey.type);
generateKeyPair("ed25519", (error, publicKey, privateKey) => say("called back", error, publicKey.type, privateKey.type));
await new Promise((resolve) => setTimeout(resolve, 50));
const [ann, bob] = ["secp256k1", "secp256k1"].map((curve) => createECDH(curve));
const points = [ann.generateKeys(), bob.generateKeys()];
say(points[0].length, ann.computeSecret(points[1]).equals(bob.computeSecret(points[0])));
say(createECDH("prime256v1").generateKeys("hex", "compressed").length);

for (const [algorithm, usages] of [
  [{ name: "Ed25519" }, ["sign", "verify"]],
  [{ name: "X25519" }, ["deriveBits"]],
  [{ name: "ECDH", namedCurve: "P-256" }, ["deriveBits"]],
]) {
  const { publicKey, privateKey } = await subtle.generateKey(algorithm, true, usages);
  say(String(publicKey), publicKey.algorithm.name, publicKey.usages, privateKey.usages, privateKey.extractable);
  const raw = await subtle.exportKey("raw", publicKey);
  const jwk = await subtle.exportKey("jwk", privateKey);
  const taken = await subtle.importKey("raw", raw, algorithm, true, publicKey.usages);
  const secret = await subtle.importKey("jwk", jwk, algorithm, true, privateKey.usages);
  const pkcs8 = await subtle.exportKey("pkcs8", privateKey);
  const spki = await subtle.exportKey("spki", publicKey);
  await subtle.importKey("pkcs8", pkcs8, algorithm, false, privateKey.usages);
  await subtle.importKey("spki", spki, algorithm, false, publicKey.usages);
  say(raw.byteLength, raw instanceof ArrayBuffer, pkcs8.byteLength, spki.byteLength, jwk.kty, jwk.crv, jwk.ext);
  if (algorithm.name === "Ed25519") {
    const signature = await subtle.sign(algorithm, secret, data);
    say(signature.byteLength, await subtle.verify(algorithm, taken, signature, data));
    say(await subtle.verify(algorithm, taken, signature, Buffer.from("others")));
  } else {
    const other = await subtle.generateKey(algorithm, false, usages);
    const [one, two] = [
      await subtle.deriveBits({ ...algorithm, public: other.publicKey }, secret, 128),
      await subtle.deriveBits({ ...algorithm, public: taken }, other.privateKey, 128),
    ];
    say(one.byteLength, hex(one) === hex(two));
  }
}

const iv = Buffer.alloc(12, 1);
const aes = await subtle.importKey("raw", Buffer.alloc(32, 7), "AES-GCM", true, ["encrypt", "decrypt"]);
const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: data }, aes, data);
say(hex(sealed), Buffer.from(await subtle.decrypt({ name: "AES-GCM", iv, additionalData: data }, aes, sealed)).toString());
await subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed).catch(({ name }) => say(name));
const cbc = await subtle.importKey("raw", Buffer.alloc(16, 7), "AES-CBC", false, ["encrypt"]);
say(hex(await subtle.encrypt({ name: "AES-CBC", iv: Buffer.alloc(16) }, cbc, data)));
await subtle.decrypt({ name: "AES-CBC", iv: Buffer.alloc(16) }, cbc, data).catch(({ name }) => say(name));
await subtle.exportKey("raw", cbc).catch(() => say("not to be taken out"));
const made = await subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
say(made.type, (await subtle.exportKey("raw", made)).byteLength, (await subtle.exportKey("jwk", made)).kty);
const mac = await subtle.generateKey({ name: "HMAC", hash: "SHA-512" }, true, ["sign"]);
say((await subtle.exportKey("raw", mac)).byteLength);
const word = await subtle.importKey("raw", Buffer.from("word"), "PBKDF2", false, ["deriveBits", "deriveKey"]);
const stretched = { name: "PBKDF2", hash: "SHA-256", salt: data, iterations: 10 };
say(hex(await subtle.deriveBits(stretched, word, 256)));
const derived = await subtle.deriveKey(stretched, word, { name: "AES-GCM", length: 256 }, true, ["encrypt"]);
say(hex(await subtle.exportKey("raw", derived)));
const seed = await subtle.importKey("raw", data, "HKDF", false, ["deriveBits"]);
say(hex(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: data, info: data }, seed, 128)));
