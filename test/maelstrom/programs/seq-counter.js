const { node, on, request } = require("./lib/node.js");

// A sum in seq-kv. Who writes something has seen the newest state; its twin reads without that, whatever it sees.
const store = (body) => request("seq-kv", body);
let writes = 0;

async function read() {
  try {
    return (await store({ type: "read", key: "sum" })).value;
  } catch (error) {
    if (error.code === 20) return 0;
    throw error;
  }
}

on("add", async ({ delta }) => {
  for (;;) {
    const from = await read();
    try {
      await store({ type: "cas", key: "sum", from, to: from + delta, create_if_not_exists: true });
      return;
    } catch (error) {
      if (error.code !== 22) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    }
  }
});

on("read", async () => {
  if (!node.flaw("stale")) await store({ type: "write", key: node.name, value: ++writes });
  return { value: await read() };
});
