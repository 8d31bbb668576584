import tls from "node:tls";
import * as pem from "../../certificates/certificates.mjs";

/** Connects once, and prints when each step of that is done. */
const [host, maxVersion = "TLSv1.3"] = process.argv.slice(2);
const socket = tls.connect({ host, port: 443, ca: pem.root, servername: "localhost", maxVersion });
const print = (what) => console.log(`${performance.now().toFixed()} ms ${what}`);
socket.on("connect", () => print("connect"));
socket.on("secureConnect", () => {
  print("secureConnect");
  socket.end("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
});
socket.once("data", () => print("data"));
socket.on("error", ({ code }) => print(code));
