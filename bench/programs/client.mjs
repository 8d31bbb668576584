// Asks the server that it is told of for one thing after another, on one connection.
import http from "node:http";

const [server] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(number) {
  http.get({ host: server, port: 8080, path: `/${number % 10}`, agent }, (response) => {
    response.resume();
    response.on("end", () => ask(number + 1));
  });
}

ask(0);
