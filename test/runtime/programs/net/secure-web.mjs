import https from "node:https";
import * as pem from "../../certificates/certificates.mjs";

/** Serves with a certificate that is valid for an hour; renews it after half of that, or forgets to. */
const [mind] = process.argv.slice(2);
const counts = { served: 0, refused: 0 };
export const state = () => ({ ...counts });

const key = pem.leafKey;
const server = https.createServer({ key, cert: mind === undefined ? pem.server : pem.summer }, (_, response) => {
  counts.served++;
  response.end("hello");
});
server.on("tlsClientError", () => counts.refused++);
server.listen(443);
if (mind === "renews") setTimeout(() => server.setSecureContext({ key, cert: pem.server }), 30 * 60_000);
