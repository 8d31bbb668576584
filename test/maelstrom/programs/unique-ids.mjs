import { createInterface } from "node:readline";

// Its twin gives ids that other nodes give as well.
const isBroken = process.argv.includes("--duplicate");
let name;
let ids = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { src, body } = JSON.parse(line);
  if (body.type === "init") name = body.node_id;
  const id = isBroken ? ++ids : `${name}-${++ids}`;
  const reply = body.type === "init" ? { type: "init_ok" } : { type: "generate_ok", id };
  console.log(JSON.stringify({ src: name, dest: src, body: { ...reply, in_reply_to: body.msg_id } }));
}
