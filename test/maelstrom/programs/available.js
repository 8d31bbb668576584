const { node, on, request } = require("./lib/node.js");

// Each node carries transactions out by itself and tells the others what was written, until they know; later ones win.
// The twin tells of each write as it goes, and not only of the last one to a key.
const values = {};
let clock = 0;

function learn(stamp, writes) {
  clock = Math.max(clock, stamp[0]);
  for (const [key, value] of writes) {
    const known = values[key];
    if (known === undefined || isLater(stamp, known.stamp)) values[key] = { value, stamp };
  }
}

const isLater = ([one, ofOne], [other, ofOther]) => one > other || (one === other && ofOne >= ofOther);

on("written", ({ stamp, writes }) => learn(stamp, writes));

on("txn", ({ txn }) => {
  const stamp = [++clock, node.name];
  const written = new Map();
  const done = txn.map(([kind, key, value]) => {
    if (kind === "r") return [kind, key, written.has(key) ? written.get(key) : (values[key]?.value ?? null)];
    written.set(key, value);
    if (node.flaw("leak")) tell(stamp, [[key, value]]);
    return [kind, key, value];
  });
  const writes = [...written];
  learn(stamp, writes);
  if (writes.length > 0) tell(stamp, writes);
  return { txn: done };
});

function tell(stamp, writes) {
  for (const other of node.all) if (other !== node.name) tellOne(other, stamp, writes);
}

async function tellOne(other, stamp, writes) {
  try {
    await request(other, { type: "written", stamp, writes });
  } catch {
    tellOne(other, stamp, writes);
  }
}
