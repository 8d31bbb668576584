// Keys of all kinds that are drawn.
import { createECDH, generateKeyPairSync } from "node:crypto";

const out = { publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } };
const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
const secret = await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
export const state = {
  edwards: generateKeyPairSync("ed25519", out).privateKey,
  agreed: generateKeyPairSync("x25519", out).privateKey,
  elliptic: generateKeyPairSync("ec", { namedCurve: "P-521", ...out }).privateKey,
  exchanged: createECDH("secp256k1").generateKeys("hex"),
  subtle: await crypto.subtle.exportKey("jwk", pair.privateKey),
  secret: await crypto.subtle.exportKey("jwk", secret),
};

// To be looked at.
setInterval(() => {}, 1000);
