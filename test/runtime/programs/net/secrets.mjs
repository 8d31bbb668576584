import https from "node:https";
import tls from "node:tls";
import * as pem from "../../certificates/certificates.mjs";

/** Uses what of TLS is not simulated. */
const server = https.createServer({ key: pem.leafKey, cert: pem.server });
const socket = new tls.TLSSocket();
export const seen = [];
for (const call of [
  () => tls.createSecureContext({ pfx: "x" }),
  () => tls.createSecureContext({ crl: "x" }),
  () => tls.createSecureContext({ key: [pem.leafKey, pem.rsaKey], cert: [pem.server, pem.rsa] }),
  () => tls.connect({ port: 443, session: Buffer.alloc(8) }),
  () => tls.connect({ port: 443, pskCallback() {} }),
  () => socket.exportKeyingMaterial(32, "x"),
  () => socket.renegotiate({}, () => {}),
  () => server.getTicketKeys(),
]) {
  try {
    seen.push(call());
  } catch ({ message }) {
    seen.push(message.replace(/ is not simulated.*/s, ""));
  }
}
server.listen(443);
