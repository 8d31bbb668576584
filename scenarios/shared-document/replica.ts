import { createServer } from "node:http";
import { text as readText } from "node:stream/consumers";
import { WebSocket, WebSocketServer } from "ws";
import * as Y from "yjs";
import { link } from "./link.js";
import { UpdateLog } from "./update-log.js";

const { NAME = "replica", PORT = "80", PEERS = "" } = process.env;
const peers = PEERS.split(",").filter((peer) => peer !== "");

const log = await UpdateLog.open("updates.log");
const doc = new Y.Doc();
for (const update of log.found) Y.applyUpdate(doc, update);
const text = doc.getText("text");

/** What a reader sees: the text, and which peers it is in step with. */
export const page = { text: text.toString(), inSync: [] as string[] };

doc.on("update", (update: Uint8Array) => {
  log.append(update);
  void log.flush();
  page.text = text.toString();
});

/** Words are written to the end of the text, and acknowledged when no crash can take them back. */
const server = createServer(async (request, response) => {
  const word = await readText(request);
  text.insert(text.length, `${word} `);
  await log.flush();
  response.writeHead(201).end();
});

/** Sockets over which nothing is lacking. There may be two to a peer that came back, until the older one is found dead. */
const inSync = new Map<WebSocket, string>();
const showPeers = () => {
  page.inSync = [...new Set(inSync.values())].sort();
};

function join(socket: WebSocket, peer: string): void {
  socket.on("close", () => {
    inSync.delete(socket);
    showPeers();
  });
  link(socket, doc, () => {
    inSync.set(socket, peer);
    showPeers();
  });
}

const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket, request) => {
  socket.on("error", () => socket.terminate());
  join(socket, request.url?.slice(1) ?? "");
});

/** Of two replicas, the one whose name comes first connects to the other, again and again. */
function connect(peer: string): void {
  const socket = new WebSocket(`ws://${peer}:${PORT}/${NAME}`, { handshakeTimeout: 500 });
  socket.on("error", () => socket.terminate());
  socket.on("open", () => join(socket, peer));
  socket.on("close", () => setTimeout(connect, 250, peer));
}

server.listen(Number(PORT));
for (const peer of peers) if (peer > NAME) connect(peer);
process.once("SIGTERM", () => process.exit(0));
