import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { type Forgotten, WalStore } from "./wal-store.js";

/*
 * A server of a key-value store: a line of JSON is a request, and another one its answer. It is an ordinary program, that
 * runs with Node as well; FORGETS makes it as careless as its tests need it.
 */

const { FORGETS, FOLDER = "/store" } = process.env;
const store = new WalStore(FOLDER, FORGETS === undefined ? {} : { forgets: FORGETS as Forgotten });

/** What can be seen of it from outside. */
export const state = { isOpen: false, entries: store.entries };

await store.open();
state.isOpen = true;

const server = createServer(async (socket) => {
  try {
    for await (const line of createInterface({ input: socket })) {
      const { id, kind, key, value } = JSON.parse(line);
      const result = kind === "put" ? await store.put(key, value) : (store.entries[key] ?? null);
      socket.write(`${JSON.stringify({ id, result })}\n`);
    }
    socket.end();
  } catch {
    socket.destroy();
  }
});
server.listen(7000);
