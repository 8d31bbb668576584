import http from "node:http";

/** Exits in the midst of a request. */
http.createServer(() => process.exit(0)).listen(80);
