const { createInterface } = require("node:readline");

/** How long a request waits for its reply. */
const patienceMs = 1000;

const handlers = {};
const waiting = new Map();
let messages = 0;

/** This node, once `init` has come. */
const node = { name: "", all: [], flaw: (name) => process.argv.includes(`--${name}`) };

function send(dest, body) {
  process.stdout.write(`${JSON.stringify({ src: node.name, dest, body })}\n`);
}

/** Says what is done about a type of messages: what the handler returns, or the promise of it, is the reply. */
function on(type, handler) {
  handlers[type] = handler;
}

/** Sends a request, and promises its reply; an error reply and no reply are errors. */
function request(dest, body) {
  const msg_id = ++messages;
  send(dest, { ...body, msg_id });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle({ type: "error", code: 0, text: "timeout" }), patienceMs);
    const settle = (reply) => {
      clearTimeout(timer);
      waiting.delete(msg_id);
      if (reply.type === "error") reject(Object.assign(new Error(reply.text), { code: reply.code }));
      else resolve(reply);
    };
    waiting.set(msg_id, settle);
  });
}

async function receive({ src, body }) {
  if (body.in_reply_to !== undefined) {
    waiting.get(body.in_reply_to)?.(body);
    return;
  }
  let reply;
  try {
    reply = await handlers[body.type](body, src);
  } catch (error) {
    reply = { type: "error", code: error.code ?? 13, text: error.message };
  }
  if (body.msg_id !== undefined) send(src, { type: `${body.type}_ok`, ...reply, in_reply_to: body.msg_id });
}

on("init", ({ node_id, node_ids }) => {
  node.name = node_id;
  node.all = node_ids;
});

createInterface({ input: process.stdin }).on("line", (line) => receive(JSON.parse(line)));

module.exports = { node, on, request, send };
