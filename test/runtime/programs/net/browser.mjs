import http from "node:http";
import https from "node:https";
import * as pem from "../../certificates/certificates.mjs";

/** Asks again and again, over connections that are kept or not, and counts what becomes of it. */
const [host, every, scheme = "http", keeps = "keeps"] = process.argv.slice(2);
const { Agent, get } = { http, https }[scheme];
const agent = new Agent({ keepAlive: keeps === "keeps", ca: pem.root, servername: "localhost", maxSockets: 4 });
const counts = { answered: 0, reused: 0 };
export const state = () => ({ ...counts });

let number = 0;
setInterval(() => {
  const request = get({ host, agent, path: `/${number++}`, timeout: 2000 }, (response) => {
    response.resume().on("end", () => {
      counts.answered++;
      if (request.reusedSocket) counts.reused++;
    });
  });
  request.on("timeout", () => request.destroy(Object.assign(new Error("too slow"), { code: "SLOW" })));
  request.on("error", ({ code }) => {
    counts[code] = (counts[code] ?? 0) + 1;
  });
}, Number(every));
