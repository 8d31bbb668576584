import { mark } from "node:dgram";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import * as pem from "../../certificates/certificates.mjs";

/** Serves and asks, over TLS and in the midst of requests that take long, whenever it is looked at. */
mark();
const [other] = process.argv.slice(2);
const strict = { connectionsCheckingInterval: 200, headersTimeout: 300, requestTimeout: 600 };
https
  .createServer({ ...strict, key: pem.leafKey, cert: pem.server }, (_, response) => setTimeout(() => response.end("x"), 200))
  .listen(443);
http.createServer(strict, (_, response) => response.end("x")).listen(80);
const agent = new https.Agent({ keepAlive: true, ca: pem.root, servername: "localhost" });
setInterval(() => {
  https.get({ host: other, agent, timeout: 5000 }, (response) => response.resume()).on("error", () => {});
  for (const port of [80, 443]) {
    const socket = net.connect(port, other, () => socket.write("GET / HTTP/1.1\r\n"));
    socket.on("error", () => {});
  }
  fetch(`https://${other}/`).catch(() => {});
}, 200);
