import { existsSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import net from "node:net";

/*
 * A key-value store behind a line protocol: "GET key" and "SET key value" are answered with the value there was, or with
 * "NONE". It runs with Node as well; MISTAKE makes it as careless as its tests need it.
 */
const { MISTAKE } = process.env;
const path = "/log";

const values = new Map();
const text = existsSync(path) ? await readFile(path, "latin1") : "";
const [whole] = /^(?:\w+ \w+\n)*/.exec(text);
for (const [, key, value] of whole.matchAll(/(\w+) (\w+)\n/g)) values.set(key, value);

const log = await open(path, "a");
await log.truncate(whole.length);
await log.sync();
const folder = await open("/");
await folder.sync();
await folder.close();

/** One command at a time, so that nobody reads what a crash may still take back. */
let turn = Promise.resolve();
function carryOut(line) {
  turn = turn.then(async () => {
    const [verb, key, value] = line.split(" ");
    const before = values.get(key) ?? "NONE";
    if (verb === "SET") {
      const stored = store(`${key} ${value}\n`);
      if (MISTAKE !== "answers before it has stored") await stored;
      values.set(key, value);
    }
    return before;
  });
  return turn;
}

async function store(entry) {
  await log.appendFile(entry);
  if (MISTAKE !== "forgets to sync") await log.sync();
}

const server = net.createServer((socket) => {
  let rest = "";
  socket.on("data", async (part) => {
    const lines = (rest + part).split("\n");
    rest = lines.pop();
    const answers = await Promise.all(lines.map(carryOut));
    if (MISTAKE === "mixes up what comes in one segment") answers.reverse();
    for (const answer of answers) socket.write(`${answer}\n`);
  });
  socket.on("error", () => {});
});
server.listen(7000);
