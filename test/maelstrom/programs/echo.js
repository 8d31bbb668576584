#!/usr/bin/env node
const lines = require("node:readline").createInterface({
  input: process.stdin,
  output: process.stdout,
  terminal: false,
});

let name;
let messages = 0;

lines.on("line", (line) => {
  const { src, body } = JSON.parse(line);
  const { type, msg_id, ...rest } = body;
  if (type === "init") name = body.node_id;
  const answer = type === "init" ? { type: "init_ok" } : { ...rest, type: "echo_ok" };
  console.log(JSON.stringify({ src: name, dest: src, body: { ...answer, msg_id: ++messages, in_reply_to: msg_id } }));
});
