// What stacks say of the program; what they say of Node is another matter.
import fs, { readFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import net from "node:net";
import { gunzipSync } from "node:zlib";

class Broken extends Error {
  name = "Broken";
  code = "ERR_OF_MINE";
}
const deep = (depth) => {
  if (depth > 0) return deep(depth - 1);
  throw new Broken("deep");
};
const attempts = {
  thrown: async () => null.field,
  own: async () => deep(20),
  cut: async () => {
    Error.stackTraceLimit = 2;
    try {
      deep(20);
    } finally {
      Error.stackTraceLimit = 10;
    }
  },
  caught: async () => {
    const target = { name: "Target", message: "caught" };
    Error.captureStackTrace(target);
    throw target;
  },
  "of a file": async () => readFileSync("/nowhere"),
  "of a callback": async () => [1].map(() => readFileSync("/nowhere")),
  "of a mistake": async () => readFileSync({}),
  "of a promise": async () => {
    await readFile("/nowhere");
  },
  "of a mistake in a promise": async () => {
    await readFile({});
  },
  "of a handle": async () => {
    const handle = await open("/tmp/faultline-stacks", "w");
    try {
      await handle.read();
    } finally {
      await handle.close();
    }
  },
  "of a port": async () => net.connect(70_000),
  "of a timer": async () => setTimeout("nothing"),
  "of a stream": async () => gunzipSync(Buffer.from("nothing")),
};
console.log(readFileSync.name, readFile.name, fs.readFile.name);
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    await attempt();
  } catch (error) {
    const [head, ...calls] = error.stack.split("\n");
    console.log(name);
    console.log(head);
    console.log(String(error));
    for (const call of calls) if (!/node:|<anonymous>/.test(call)) console.log(call);
  }
}
