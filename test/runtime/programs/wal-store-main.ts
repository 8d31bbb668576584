import { type Forgotten, WalStore } from "../../../scenarios/write-ahead-log/wal-store.js";

/** Puts one entry after another, and says what it has found and what is acknowledged. */
const { FORGETS, PAUSE = "3" } = process.env;
const store = new WalStore("/store", FORGETS === undefined ? {} : { forgets: FORGETS as Forgotten });
await store.open();
console.log(`found ${JSON.stringify(store.entries)}`);
for (let n = Number(store.entries.count ?? 0) + 1; ; n++) {
  console.log(`puts ${n}`);
  await store.put("count", String(n));
  console.log(`acknowledged ${n}`);
  await new Promise((resolve) => setTimeout(resolve, Number(PAUSE)));
}
