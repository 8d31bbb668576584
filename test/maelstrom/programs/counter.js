const { node, on, send } = require("./lib/node.js");

// What each node has added, as far as this one knows: the newest of each. Its twin takes the sum for its own share.
const shares = {};
const sum = () => Object.values(shares).reduce((all, { value }) => all + value, 0);

on("add", ({ delta }) => {
  const { value = 0, version = 0 } = shares[node.name] ?? {};
  const before = node.flaw("count-twice") && version % 10 === 9 ? sum() : value;
  shares[node.name] = { value: before + delta, version: version + 1 };
});

on("read", () => ({ value: sum() }));

on("merge", (body) => {
  for (const [name, share] of Object.entries(body.shares)) {
    if ((shares[name]?.version ?? 0) < share.version) shares[name] = share;
  }
});

setInterval(() => {
  for (const other of node.all) if (other !== node.name) send(other, { type: "merge", shares });
}, 700);
