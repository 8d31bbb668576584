import { WebSocket } from "ws";
import * as Y from "yjs";

/** What a message is: its first byte. */
const Kind = { have: 0, lacking: 1, update: 2 } as const;

const heartbeatMs = 500;

/**
 * Keeps a document in step with the one at the other end of a socket: each end says what it has, is sent what it lacks,
 * and every update from then on. Both of them may have changed while there was no socket. `inSync` is told when nothing
 * is lacking any more.
 */
export function link(socket: WebSocket, doc: Y.Doc, inSync: () => void): void {
  const send = (kind: number, body: Uint8Array) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.concat([Buffer.of(kind), body]));
  };
  const forward = (update: Uint8Array, origin: unknown) => {
    if (origin !== socket) send(Kind.update, update);
  };
  doc.on("update", forward);
  socket.on("message", (message: Buffer) => {
    const body = message.subarray(1);
    if (message[0] === Kind.have) send(Kind.lacking, Y.encodeStateAsUpdate(doc, body));
    else Y.applyUpdate(doc, body, socket);
    if (message[0] === Kind.lacking) inSync();
  });

  // A peer that is cut off says nothing, not even that it is gone.
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const heartbeat = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, heartbeatMs);

  socket.on("close", () => {
    clearInterval(heartbeat);
    doc.off("update", forward);
  });
  send(Kind.have, Y.encodeStateVector(doc));
}
