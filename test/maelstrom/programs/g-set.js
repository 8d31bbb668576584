const { node, on, send } = require("./lib/node.js");

// Its twin acknowledges some elements that it does not add.
const elements = new Set();

on("add", ({ element }) => {
  if (!(node.flaw("forget") && element % 7 === 6)) elements.add(element);
});

on("read", () => ({ value: [...elements] }));

on("merge", ({ value }) => {
  for (const element of value) elements.add(element);
});

setInterval(() => {
  for (const other of node.all) if (other !== node.name) send(other, { type: "merge", value: [...elements] });
}, 1000);
