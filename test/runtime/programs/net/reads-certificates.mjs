import { readFileSync } from "node:fs";
import https from "node:https";

/** Serves with what is on its disk, or asks, and trusts whom its environment names. */
const [host] = process.argv.slice(2);
if (host === undefined) {
  const [key, cert] = ["key", "cert"].map((name) => readFileSync(`/tls/${name}.pem`));
  https.createServer({ key, cert }, (_, response) => response.end("hello")).listen(443);
} else {
  const request = https.get({ host, servername: "localhost" }, (response) => console.log(response.statusCode));
  request.on("error", ({ code }) => console.log(code));
}
