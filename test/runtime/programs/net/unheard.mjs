import http from "node:http";

const server = http.createServer();
server.closeIdleConnections();
server.closeAllConnections();
server.close((error) => console.log(error.code));
