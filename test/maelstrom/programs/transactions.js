const { node, on, request } = require("./lib/node.js");

// The whole database is one value in lin-kv, which a transaction swaps. Twins: one writes before it knows that it will
// commit, one carries out a transaction step by step.
const service = "lin-kv";
let transactions = 0;

async function read() {
  try {
    return (await request(service, { type: "read", key: "root" })).value;
  } catch (error) {
    if (error.code === 20) return {};
    throw error;
  }
}

const swap = (from, to) => request(service, { type: "cas", key: "root", from, to, create_if_not_exists: true });

function perform(database, steps) {
  const next = { ...database };
  const done = steps.map(([kind, key, value]) => {
    if (kind === "r") return [kind, key, next[key] ?? null];
    next[key] = kind === "append" ? [...(next[key] ?? []), value] : value;
    return [kind, key, value];
  });
  return { next, done };
}

async function commit(steps) {
  for (;;) {
    const before = await read();
    const { next, done } = perform(before, steps);
    if (steps.every(([kind]) => kind === "r")) return done;
    try {
      await swap(before, next);
      return done;
    } catch (error) {
      if (error.code !== 22) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    }
  }
}

on("txn", async ({ txn }) => {
  const done = node.flaw("step-by-step") ? await oneByOne(txn) : await commit(txn);
  if (node.flaw("dirty") && ++transactions % 5 === 0) {
    throw Object.assign(new Error("changed its mind"), { code: 30 });
  }
  return { txn: done };
});

async function oneByOne(steps) {
  const done = [];
  for (const step of steps) done.push(...(await commit([step])));
  return done;
}
