// Signatures of all kinds, and what is wrong with some.
import { createHash, createSign, createVerify, generateKeyPairSync, Sign, sign, subtle, verify } from "node:crypto";

const say = (...words) => console.log(...words);
const data = Buffer.from("data");
const attempt = async (act) => {
  try {
    say(await act());
  } catch ({ name, code, message }) {
    say(name, code, message);
  }
};

for (const namedCurve of ["P-256", "P-384", "P-521", "secp256k1"]) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  for (const hash of ["sha1", "sha256", "sha512", "RSA-SHA384"]) {
    for (const dsaEncoding of ["der", "ieee-p1363"]) {
      const signed = createSign(hash).update("da").update("ta").sign({ key: privateKey, dsaEncoding });
      const isRight = createVerify(hash).update("data").verify({ key: publicKey, dsaEncoding }, signed);
      const other = sign(hash, data, { key: privateKey, dsaEncoding });
      say(namedCurve, hash, isRight, verify(hash, data, { key: publicKey, dsaEncoding }, other), other.equals(signed));
    }
  }
}
const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
for (const wrong of [{ modulusLength: 0 }, { modulusLength: 256 }, { modulusLength: 1024, publicExponent: 2 }])
  await attempt(() => generateKeyPairSync("rsa", wrong));
const byNine = generateKeyPairSync("rsa", { modulusLength: 1024, publicExponent: 9 });
say("by nine", verify("sha256", data, byNine.publicKey, sign("sha256", data, byNine.privateKey)));
const text = createSign("RSA-SHA256").update("data").sign(privateKey, "hex");
say(text.length, text === sign("sha256", data, privateKey).toString("hex"), verify("sha256", data, publicKey, Buffer.from(text, "hex")));
sign("sha256", data, privateKey, (error, signature) => say("called back", error, signature.length));
await new Promise((resolve) => setTimeout(resolve, 50));
const stream = createSign("sha256");
stream.end("data", () => say("written", stream.sign(privateKey, "hex") === text, stream instanceof Sign));
await new Promise((resolve) => setTimeout(resolve, 50));
await attempt(() => createSign("none"));
await attempt(() => sign("sha256", data, publicKey));
await attempt(() => sign("sha256", data, generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey));

for (const algorithm of [
  { name: "ecdsa", namedCurve: "P-256" },
  { name: "rsassa-pkcs1-V1_5", hash: "sha-256", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
  { name: "hmac", hash: "sha-512" },
]) {
  const made = await subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { publicKey = made, privateKey = made } = made;
  const how = { name: algorithm.name, hash: "SHA-256" };
  const signature = await subtle.sign(how, privateKey, data);
  const { name, hash, length, namedCurve, modulusLength, publicExponent } = publicKey.algorithm;
  say(name, hash, length, namedCurve, modulusLength, publicExponent, signature.byteLength);
  say(await subtle.verify(how, publicKey, signature, data), await subtle.verify(how, publicKey, signature, createHash("sha1").digest()));
}
const given = await subtle.importKey("raw", new Uint8Array(32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
say(given.algorithm.hash, given.algorithm.length);
