import http from "node:http";

/** Asks again and again over connections that are kept, and counts what becomes of it. */
const [host, every] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const counts = { answered: 0, reused: 0 };
export const state = () => ({ ...counts });

let number = 0;
setInterval(() => {
  const request = http.get({ host, agent, path: `/${number++}`, timeout: 2000 }, (response) => {
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
