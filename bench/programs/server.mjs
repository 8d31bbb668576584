// A small server of JSON.
import http from "node:http";

const seen = new Map();

http
  .createServer((request, response) => {
    const count = (seen.get(request.url) ?? 0) + 1;
    seen.set(request.url, count);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ url: request.url, count }));
  })
  .listen(8080);
