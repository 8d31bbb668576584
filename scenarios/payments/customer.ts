import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** The orders of this customer: paid, or of unknown fate. */
export const orders = { paid: [] as string[], unknown: [] as string[] };

for (let number = 1; ; number++) {
  const id = `${hostname()} ${number}`;
  let isPaid = false;
  try {
    const body = JSON.stringify({ id, amount: number });
    const answer = await fetch("http://shop/orders", { method: "POST", body, signal: AbortSignal.timeout(500) });
    isPaid = answer.status === 201;
  } catch {
    // The shop is out of reach.
  }
  orders[isPaid ? "paid" : "unknown"].push(id);
  await sleep(20);
}
