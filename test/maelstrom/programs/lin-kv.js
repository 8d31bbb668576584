const { node, on, request } = require("./lib/node.js");

// Everything goes through the service. A twin trusts one that is not linearizable; another reads what it read before.
const service = node.flaw("sequential") ? "seq-kv" : node.flaw("lww") ? "lww-kv" : "lin-kv";
const cache = new Map();

on("read", async ({ key }) => {
  if (node.flaw("cache") && cache.has(key) && Math.random() < 0.2) return { value: cache.get(key) };
  const { value } = await request(service, { type: "read", key });
  cache.set(key, value);
  return { value };
});

on("write", async ({ key, value }) => {
  await request(service, { type: "write", key, value });
});

on("cas", async ({ key, from, to }) => {
  await request(service, { type: "cas", key, from, to });
});
