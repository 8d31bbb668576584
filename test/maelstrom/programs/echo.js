#!/usr/bin/env node
const lines = require("node:readline").createInterface({
  input: process.stdin,
  output: process.stdout,
  terminal: false,
});

// Its twin gives back what somebody else has said, if that was just before.
const isBroken = process.argv.includes("--mix-up");
let name;
let messages = 0;
let last = null;

lines.on("line", (line) => {
  const { src, body } = JSON.parse(line);
  const { type, msg_id, ...rest } = body;
  if (type === "init") name = body.node_id;
  const said = isBroken && last !== null && Date.now() - last.at < 5 ? last.rest : rest;
  const answer = type === "init" ? { type: "init_ok" } : { ...said, type: "echo_ok" };
  if (type !== "init") last = { rest, at: Date.now() };
  console.log(JSON.stringify({ src: name, dest: src, body: { ...answer, msg_id: ++messages, in_reply_to: msg_id } }));
});
