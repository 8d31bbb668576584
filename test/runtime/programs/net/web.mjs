import http from "node:http";

let served = 0;
export const state = () => ({ served });

http
  .createServer((request, response) => {
    served++;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ served, url: request.url }));
  })
  .listen(80);
