const { node, on, request } = require("./lib/node.js");

// Twins: one tells its neighbours once only, one forgets to tell them now and then.
const seen = new Set();
let neighbours = [];

on("topology", ({ topology }) => {
  neighbours = topology[node.name];
});

on("read", () => ({ messages: [...seen] }));

on("broadcast", ({ message }) => {
  learn(message, null);
});

on("gossip", ({ message }, from) => {
  learn(message, from);
});

function learn(message, from) {
  if (seen.has(message)) return;
  seen.add(message);
  if (node.flaw("lose") && message % 10 === 9) return;
  for (const neighbour of neighbours) if (neighbour !== from) tell(neighbour, message);
}

async function tell(neighbour, message) {
  try {
    await request(neighbour, { type: "gossip", message });
  } catch {
    if (!node.flaw("tell-once")) tell(neighbour, message);
  }
}
