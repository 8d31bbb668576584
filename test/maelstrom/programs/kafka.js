const { node, on, request } = require("./lib/node.js");

// Each key has a node that keeps its log; the others ask it. The twin gives an offset to two messages now and then.
const logs = {};
const committed = {};
const ownerOf = (key) => node.all[Number(key) % node.all.length];

/** Carries a request out where its key is kept. */
async function at(owner, body) {
  return owner === node.name ? own[body.type](body) : request(owner, body);
}

function byOwner(keys) {
  const owners = new Map();
  for (const key of keys) owners.set(ownerOf(key), [...(owners.get(ownerOf(key)) ?? []), key]);
  return owners;
}

const own = {
  own_send({ key, msg }) {
    logs[key] ??= [];
    const log = logs[key];
    if (node.flaw("reuse") && log.length % 5 === 4 && Math.random() < 0.5) log.pop();
    return { offset: log.push(msg) - 1 };
  },
  own_poll({ offsets }) {
    const from = ([key, offset]) => (logs[key] ?? []).slice(offset, offset + 20).map((msg, at) => [offset + at, msg]);
    return { msgs: Object.fromEntries(Object.entries(offsets).map((entry) => [entry[0], from(entry)])) };
  },
  own_commit({ offsets }) {
    for (const [key, offset] of Object.entries(offsets)) committed[key] = Math.max(offset, committed[key] ?? 0);
    return {};
  },
  own_list({ keys }) {
    return { offsets: Object.fromEntries(keys.filter((key) => key in committed).map((key) => [key, committed[key]])) };
  },
};

for (const [type, handle] of Object.entries(own)) on(type, handle);

const pick = (from, keys) => Object.fromEntries(keys.map((key) => [key, from[key]]));

on("send", async ({ key, msg }) => {
  const { offset } = await at(ownerOf(key), { type: "own_send", key, msg });
  return { offset };
});

on("poll", async ({ offsets }) => {
  const parts = [...byOwner(Object.keys(offsets))].map(([owner, keys]) =>
    at(owner, { type: "own_poll", offsets: pick(offsets, keys) }),
  );
  const msgs = Object.assign({}, ...(await Promise.all(parts)).map((part) => part.msgs));
  return { msgs: Object.fromEntries(Object.entries(msgs).filter(([, pairs]) => pairs.length > 0)) };
});

on("commit_offsets", async ({ offsets }) => {
  const parts = [...byOwner(Object.keys(offsets))].map(([owner, keys]) =>
    at(owner, { type: "own_commit", offsets: pick(offsets, keys) }),
  );
  await Promise.all(parts);
});

on("list_committed_offsets", async ({ keys }) => {
  const parts = [...byOwner(keys)].map(([owner, some]) => at(owner, { type: "own_list", keys: some }));
  return { offsets: Object.assign({}, ...(await Promise.all(parts)).map((part) => part.offsets)) };
});
