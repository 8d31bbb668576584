const { node, on, request } = require("./lib/node.js");

// The first node has the whole database; the others hand transactions on to it. The twin answers reads from what it
// has seen go by.
const database = {};
const seen = {};

function perform(steps) {
  return steps.map(([kind, key, value]) => {
    if (kind === "r") return [kind, key, database[key] ?? null];
    database[key] = kind === "append" ? [...(database[key] ?? []), value] : value;
    return [kind, key, value];
  });
}

on("hand_on", ({ txn }) => ({ txn: perform(txn) }));

on("txn", async ({ txn }) => {
  const primary = node.all[0];
  if (node.flaw("cache") && txn.every(([kind, key]) => kind === "r" && key in seen)) {
    return { txn: txn.map(([kind, key]) => [kind, key, seen[key]]) };
  }
  const done = primary === node.name ? perform(txn) : (await request(primary, { type: "hand_on", txn })).txn;
  for (const [kind, key, value] of done) if (kind === "r") seen[key] = value;
  return { txn: done };
});
